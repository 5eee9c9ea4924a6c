"""A register that sends its mail into a list."""

import email.policy
from dataclasses import dataclass, field, replace
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from register.current import EXTENSION
from tests.pages.reading import PREFIX, forget_request, soup


@dataclass(frozen=True)
class Post:
    """What was sent."""

    sent: list[EmailMessage] = field(default_factory=list)

    def take(self, message: EmailMessage) -> None:
        """Receive a message as a server does: as bytes."""
        self.sent.append(email.message_from_bytes(message.as_bytes(), policy=email.policy.default))

    def text(self, number: int = -1) -> str:
        """Return the text of a message."""
        body = self.sent[number].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def links(self, path: str, number: int = -1) -> list[str]:
        """Return the addresses below a path in a message, from the register's own path on."""
        lines = (line.strip() for line in self.text(number).splitlines())
        return [line.removeprefix("http://localhost/leerregister") for line in lines if f"/leerregister{path}" in line]


@pytest.fixture
def post(app: Flask) -> Post:
    """Mail that is on, the host's way."""
    made = Post()
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], send_mail=made.take)
    return made


def press(client: FlaskClient, page: str, *, to: str = "", **typed: object) -> TestResponse:
    """Open a page and send its form, or another one that goes to `to`, with what was typed."""
    forget_request()
    token = soup(client.get(PREFIX + page)).select("input[name=csrf_token]")[0]["value"]
    forget_request()
    return client.post(PREFIX + (to or page), data={"csrf_token": token, **typed})
