"""Every table that is also a file: the rows of the page, each thing as what it is, and a line in the trail.

Bars EX6, EX8 and EX9 for whatever page hands out its table; what stands in the cells is held with the page itself.
"""

import inspect
import json
import re
from dataclasses import dataclass
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import select

from register.audit import AuditEntry
from register.db import session
from register.people.models import Person
from tests.security.house import House
from tests.security.matrix import Route, routes

ACTORS = ("hr", "els", "ron", "kim", "admin")
MOST = 2
"""So many of those who may, for every page."""
NO_ROWS = {
    "learnings": "cards",
    "totals": "a table for each kind of total",
    "training_plan_file": "a file without a page",
}
"""Where the lines are shown in another way than as the rows of a table; each has a test of its own."""
TOO_LONG = "kept_data"
"""Every column of every table: 800 rows of our own, held in `tests/keeping`."""
LOOKS_TYPED = re.compile(r"-?\d+(?:[.,]\d+)?|\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{2}-\d{2}.*|\d{1,2}:\d{2}")
"""A figure, a day or a time."""
IDENTIFIER = re.compile(r"(?:personeels|register)?nummer|kenmerk", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class TakenOut:
    """A table of a page as somebody saw it and as they took it along."""

    name: str
    actor: str
    shown: int
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    noted: tuple[object, ...]
    """What the trail says last: who, what, and how many rows."""

    def mistyped(self) -> list[str]:
        """The cells that a program would not take for what they are."""
        return [
            f"{self.name}: {column} {value!r}"
            for row in self.rows
            for column, value in zip(self.columns, row, strict=True)
            if value is not None
            and (
                not isinstance(value, str)
                if IDENTIFIER.fullmatch(column)
                else isinstance(value, str) and LOOKS_TYPED.fullmatch(value)
            )
        ]


def _with_a_table(house: House) -> list[Route]:
    views = house.host.app.view_functions
    return [
        route
        for route in routes(house.host.app)
        if route.method == "GET"
        and not route.endpoint.endswith(TOO_LONG)
        and re.search("is_file_asked|send_table", inspect.getsource(views[route.endpoint]))
    ]


def _taken_out(house: House, actor: str, route: Route) -> TakenOut | None:
    """Look, and take it along; `None` where the page has no file for this one."""
    client, address = house.host.client(actor), route.url(house.world.own)
    with client.get(address) as seen:
        page = BeautifulSoup(seen.get_data(), "lxml")
    with client.get(f"{address}?als=xlsx") as answer:
        if "attachment" not in answer.headers.get("Content-Disposition", ""):
            return None
        header, *rows = load_workbook(BytesIO(answer.get_data())).worksheets[0].iter_rows(values_only=True)
    with house.host.app.app_context():
        last = session().scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
        who = session().scalars(select(Person.subject).where(Person.id == last.actor_id)).one()
        noted = (last.act, who, json.loads(last.details).get("rows"))
    return TakenOut(
        name=route.endpoint.split(".")[1],
        actor=actor,
        shown=len(page.select("main table tbody tr")),
        columns=tuple(map(str, header)),
        rows=tuple(rows),
        noted=noted,
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_holds_the_rows_of_its_page_typed_and_noted(house: House) -> None:
    pages = _with_a_table(house)
    taken = [
        found
        for route in pages
        for actor in [one for one in ACTORS if route.refusal(one) is None][:MOST]
        if (found := _taken_out(house, actor, route))
    ]

    differs = {f"{one.name} as {one.actor}" for one in taken if one.shown != len(one.rows) and one.name not in NO_ROWS}
    unnoted = {one.name for one in taken if one.noted != ("export.tabel", one.actor, len(one.rows))}
    mistyped = [cell for one in taken for cell in one.mistyped()]
    assert len({one.name for one in taken}) > 15
    assert (differs, unnoted, mistyped) == (set(), set(), [])
