"""The app that runs alone, with a clock that a test can move and a browser that reads forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from register.accounts import manage
from register.current import EXTENSION, State
from register.db import engine, session
from register.people.models import Person
from register.settings import Settings
from register.standalone import create_app
from tests.host import TEMPLATES
from tests.makers import make_person

PASSWORD = "paarse stoel onder water"
KEY = "k7Qe2_vX9wLr4TzB8nYc1mHs6PdJf3Ga0uWo5RiE"


@dataclass(kw_only=True)
class Alone:
    """The served app and its clock."""

    app: Flask
    moment: list[datetime] = field(default_factory=list)
    mounted: State = field(repr=False)
    config: Mapping[str, Any] = field(repr=False)
    """The configuration with which the app was made."""
    views: Mapping[str, Any] = field(repr=False)

    def start_over(self, folder: Path, moment: datetime) -> None:
        """Be as just made, at another moment and with files in another folder: what a test set or replaced is gone."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.moment[:] = [moment]
        self.app.config.clear()
        self.app.config.update(self.config, REGISTER_DATA_FOLDER=str(folder))
        self.app.view_functions.update(self.views)
        self.app.extensions[EXTENSION] = replace(self.mounted, settings=Settings.from_config(self.app.config))

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.moment[0] += timedelta(**span)

    def person(self, given_name: str = "Els", *, login: str = "els@noord.example", **given: Any) -> int:
        """Make a person with an account; return the person's id."""
        with self.app.app_context():
            made: Person = make_person(session(), given_name, subject=None, **given)
            manage.create_account(
                person_id=made.id, login=login, password=PASSWORD, at=self.moment[0], must_change=False
            )
            return made.id

    def browser(self) -> "Browser":
        """Return a fresh browser."""
        return Browser(self.app.test_client())


@dataclass(kw_only=False)
class Browser:
    """A browser that fills in the token of the page it saw last."""

    client: FlaskClient
    token: str = ""

    def get(self, path: str, **given: Any) -> TestResponse:
        """Open a page."""
        return self._seen(self.client.get(path, **given))

    def post(self, path: str, fields: dict[str, Any] | None = None, **given: Any) -> TestResponse:
        """Send a form with the token of the page seen last."""
        return self._seen(self.client.post(path, data={"csrf_token": self.token, **(fields or {})}, **given))

    def sign_in(self, login: str = "els@noord.example", password: str = PASSWORD, **given: Any) -> TestResponse:
        """Open the form and send it."""
        self.get("/aanmelden")
        return self.post("/aanmelden", {"login": login, "password": password, **given})

    def cookie(self, name: str = "__Host-leerregister") -> str:
        """Return the value of a cookie."""
        kept = self.client.get_cookie(name)
        return kept.value if kept else ""

    def _seen(self, answer: TestResponse) -> TestResponse:
        found = BeautifulSoup(answer.text, "lxml").select_one("input[name=csrf_token]")
        self.token = str(found["value"]) if found else self.token
        return answer


def make_alone(database_url: str, folder: Path, moment: datetime, **config: Any) -> Alone:
    """Make the app that runs alone on a migrated database, over https."""
    moments = [moment]
    app = create_app(
        {
            "REGISTER_SECRET_KEY": KEY,
            "REGISTER_DATABASE_URL": database_url,
            "REGISTER_DATA_FOLDER": str(folder),
            "PREFERRED_URL_SCHEME": "https",
            **config,
        },
        clock=lambda: moments[0],
    )
    app.test_client_class = _Secure
    app.jinja_env.bytecode_cache = TEMPLATES
    return Alone(
        app=app,
        moment=moments,
        mounted=app.extensions[EXTENSION],
        config=dict(app.config),
        views=dict(app.view_functions),
    )


class _Secure(FlaskClient):
    """A browser that talks https, as the cookies demand."""

    def open(self, *args: Any, **given: Any) -> TestResponse:
        given.setdefault("base_url", "https://localhost")
        return super().open(*args, **given)


def let_go(made: Alone) -> None:
    """Close the database."""
    with made.app.app_context():
        session().rollback()
        engine().dispose()
