"""A server that is killed in mid-import leaves all of it or nothing, and what it acknowledged is there (bar DU1)."""

import random
import time
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from register.people.models import Employment
from tests.imports.served import Served, served
from tests.makers import make_person
from tests.workbook_maker import PEOPLE_HEADER, person_row, workbook_bytes

ROUNDS = 10
CHUNKS = 6
STAFF = 300


class Applied(Thread):
    """Carries out an import and remembers whether the server said that it was done."""

    def __init__(self, server: Served, path: str, body: bytes) -> None:
        super().__init__(daemon=True)
        self.acknowledged = False
        self._server, self._path, self._body = server, path, body

    def run(self) -> None:
        """Press the button."""
        try:
            self.acknowledged = self._server.ask(self._path, self._body).status == 303
        except (OSError, HTTPException):
            return


def previewed(server: Served, number: int) -> tuple[str, bytes]:
    """Upload a file of people of its own; where and with what it is carried out."""
    rows = [person_row(f"{number:03d}{one:04d}", Achternaam=f"Berg{one}") for one in range(STAFF)]
    sent = server.upload(workbook_bytes(PEOPLE_HEADER, rows).getvalue(), f"m{number}.xlsx")
    form = BeautifulSoup(server.ask(sent.location).text, "lxml").find("button", string="Importeren").find_parent("form")  # type: ignore[union-attr]
    values = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}  # type: ignore[union-attr]
    return str(form["action"]), urlencode(values).encode()  # type: ignore[index]


def there(session: Session, number: int) -> int:
    """How many people of a file are in the database."""
    session.rollback()
    mine = Employment.personnel_number.startswith(f"{number:03d}")
    return session.scalar(select(func.count(Employment.id)).where(mine)) or 0


def is_whole(session: Session) -> bool:
    """Whether the database itself is sound."""
    if session.get_bind().dialect.name != "sqlite":
        return True
    return str(session.execute(text("PRAGMA integrity_check")).scalar_one()) == "ok"


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_kill_in_mid_import_leaves_all_or_nothing(
    app: Flask, session: Session, database_url: str, tmp_path: Path, chunk: int
) -> None:
    make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="HR-1")  # no zeros short of another
    chance = random.Random(chunk)  # fixed: the same moments every time
    torn, lost, broken, acknowledged, began, ready = [], [], [], 0, 0, []
    length = 0.0

    for number in range(ROUNDS + 1):
        start = time.monotonic()
        with served(database_url, tmp_path) as server:
            ready.append(time.monotonic() - start)
            server.sign_in("hanneke")
            applied = Applied(server, *previewed(server, number))
            start = time.monotonic()
            applied.start()
            applied.join(timeout=length * chance.random() * 1.2 if number else None)
            length = length or time.monotonic() - start
            server.kill()
            applied.join()
        found = there(session, number)
        torn += [number] if found not in {0, STAFF} else []
        lost += [number] if applied.acknowledged and not found else []
        broken += [] if is_whole(session) else [number]
        acknowledged += applied.acknowledged
        began += bool(found)

    print(f"{ROUNDS} kills: {acknowledged - 1} acknowledged, {began - 1} there; ready after {max(ready):.1f} s")  # noqa: T201
    assert (torn, lost, broken) == ([], [], [])
    assert began >= 1
