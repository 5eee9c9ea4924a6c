"""Read a page as its visitor does: forms with what they would send, and what stands where."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import NOW

PREFIX = "/leerregister"


def soup(response: TestResponse) -> BeautifulSoup:
    """The parsed page."""
    return BeautifulSoup(response.text, "lxml")


def form_values(page: BeautifulSoup, selector: str = "#rg-activity") -> dict[str, Any]:
    """What a browser would send of a form that nobody touched; several values of a name as a list."""
    form = page.select_one(selector)
    assert form is not None
    return values_of(form)


def values_of(form: Tag) -> dict[str, Any]:
    """What a browser would send of this very form."""
    values: dict[str, list[str]] = {}
    for field in form.select("input, select, textarea"):
        for value in _values(field):
            values.setdefault(str(field["name"]), []).append(value)
    return {
        name: found if len(found) > 1 or name in {"person", "there", "member"} else found[0]
        for name, found in values.items()
    }


def _values(field: Tag) -> list[str]:
    if not field.get("name") or field.get("type") == "file":
        return []
    if field.get("type") == "checkbox" and not field.has_attr("checked"):
        return []
    if field.name == "textarea":
        return [field.text.removeprefix("\n").removeprefix("\r\n")]
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return [str(chosen.get("value", chosen.text))] if chosen else []
    return [str(field.get("value", "on" if field.get("type") == "checkbox" else ""))]


def forget_request() -> None:
    """Tests hold one app context open; a token of an earlier request may not linger in it."""
    g.pop("csrf_token", None)


def open_form(client: FlaskClient, path: str = "/vastleggen", selector: str = "#rg-activity") -> dict[str, Any]:
    """Open a page and return what its form would send."""
    forget_request()
    response = client.get(PREFIX + path)
    assert response.status_code == 200, response.text
    return form_values(soup(response), selector)


def send(client: FlaskClient, values: dict[str, Any], path: str = "/vastleggen", **changed: Any) -> TestResponse:
    """Send a form with some fields changed; files as (stream, name)."""
    forget_request()
    return client.post(PREFIX + path, data={**values, **changed}, content_type="multipart/form-data")


FIRST_SEARCH = int(NOW.timestamp()) + 1
"""The number of the first search of a session: from the moment on."""


def search_for(client: FlaskClient, path: str, **typed: str) -> str:
    """Search as the form on that page does; return the address that shows what was found."""
    return send(client, open_form(client, path, "form[action$='/zoeken']"), "/zoeken", **typed).location


def token(client: FlaskClient, path: str = "/vastleggen") -> str:
    """A CSRF token of this client's session."""
    return str(open_form(client, path)["csrf_token"])
