"""Forms filled in so far that they write: as their page draws them, after what comes before, with a file where asked.

The rows of `authz.toml` are enough to knock; what a form misses there stands in `filled.toml`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse as Response

from register.points.judges import rule_book
from register.rules.writing import as_toml
from tests.host import Host
from tests.pages.reading import soup, values_of
from tests.security.matrix import Route, routes
from tests.security.world import Things
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

AFTER = "->"
"""What the form before it led to: its page, or the file that it handed out."""
ROWS: Mapping[str, Mapping[str, Any]] = tomllib.loads((Path(__file__).parent / "filled.toml").read_text("utf-8"))


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A form to send: where to, what is in it, and by whom."""

    client: FlaskClient
    address: str
    values: Mapping[str, Any]
    files: Mapping[str, tuple[bytes, str]]

    def send(self, more: Mapping[str, str] | None = None) -> Response:
        """Send it, with `more` fields beside it."""
        files = {field: (BytesIO(content), name) for field, (content, name) in self.files.items()}
        return self.client.post(self.address, data={**(more or {}), **self.values, **files}, buffered=True)


@dataclass(frozen=True, kw_only=True)
class Forms:
    """The forms of an app, for one world; files are made in a folder."""

    host: Host
    things: Things
    folder: Path

    @cached_property
    def routes(self) -> dict[str, Route]:
        """Every form and every page, by method and name."""
        return {f"{one.method} {one.endpoint.split('.')[1]}": one for one in routes(self.host.app)}

    def ready(self, actor: str, route: Route) -> Ready:
        """Do what must come before, and fill the form in as its page draws it."""
        row, client = row_of(route), self.host.client(actor)
        answers = [self._sent_before(actor, one) for one in row.get("before", ())]
        page = self._page(client, route, answers[-1] if answers else None)
        own = self._address(route)
        which = row.get("form", f"form[action='{own}']")
        form = page.select_one(which) if page else None
        address = str(form["action"]) if form is not None and form.get("action") else own
        values = {**self._typed(route.send), **(_drawn(form) if form else {}), **self._typed(row.get("send", {}))}
        files = {field: self._file(kind, answers) for field, kind in row.get("file", {}).items()}
        return Ready(client=client, address=address, values=values, files=files)

    def _typed(self, fields: Mapping[str, str]) -> dict[str, str]:
        ids = self.things.ids
        return {name.format_map(ids): value.format_map(ids) for name, value in fields.items()}

    def _sent_before(self, actor: str, what: str) -> Response:
        """Send another form first, as the same person or as who is named."""
        name, _, somebody = what.partition(" as ")
        return self.ready(somebody or actor, self.routes[f"POST {name}"]).send()

    def _page(self, client: FlaskClient, route: Route, answer: Response | None) -> BeautifulSoup | None:
        """Open the page of the form: the one of that name, or where the form before it led to."""
        row = row_of(route)
        if row.get("page") == AFTER and answer is not None:
            return soup(client.get(answer.headers["Location"])) if "Location" in answer.headers else soup(answer)
        if "page" not in row:
            return None
        return soup(client.get(self._address(self.routes[f"GET {row['page']}"], row)))

    def _address(self, route: Route, row: Mapping[str, Any] | None = None) -> str:
        use = (row_of(route) if row is None else row).get("use", {})
        return replace(route, use={**route.use, **use}).url(self.things)

    def _file(self, kind: str, answers: Sequence[Response]) -> tuple[bytes, str]:
        return (answers[-1].data, "bestand.zip") if kind == AFTER else FILES[kind](self.folder)


def _drawn(form: Tag) -> dict[str, Any]:
    """Return what a browser would send of a form that nobody touched, by its first button."""
    button = form.select_one("button[name]")
    pressed = {str(button["name"]): str(button["value"])} if button and "value" in button.attrs else {}
    return {**values_of(form), **pressed}


def row_of(route: Route) -> Mapping[str, Any]:
    """Return what the form of a route misses in `authz.toml`."""
    return ROWS.get(route.endpoint.split(".")[1], {})


def _picture(_folder: Path) -> tuple[bytes, str]:
    picture = BytesIO()
    Image.new("RGB", (4, 4), "green").save(picture, "PNG")
    return picture.getvalue(), "foto.png"


def _workbook(folder: Path) -> tuple[bytes, str]:
    path = folder / "nieuw.xlsx"
    if not path.exists():  # a workbook made anew has other bytes
        write_rows(path, PEOPLE_HEADER, [person_row("90003")])
    return path.read_bytes(), path.name


def _answer(_folder: Path) -> tuple[bytes, str]:
    """An answer of PE-online that refuses the one line of the world's report."""
    refused = "<Error><errorNR>100</errorNR><errorMsg>4610200001: onbekend</errorMsg></Error>"
    return f"<Summary>{refused}</Summary>".encode(), "antwoord.xml"


def _rule_file(_folder: Path) -> tuple[bytes, str]:
    """The rules of the Register Sociaal Werkers under a name of their own, from next year."""
    file, shipped = rule_book().sets["rp-sw"][0].origin
    version = shipped.model_copy(update={"version": "2027-eigen", "valid_from": date(2027, 1, 1), "valid_to": None})
    return as_toml(file.model_copy(update={"versions": (version,)})).encode(), "rp-sw.toml"


FILES = {"picture": _picture, "workbook": _workbook, "answer": _answer, "rule file": _rule_file}
