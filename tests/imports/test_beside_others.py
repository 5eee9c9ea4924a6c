"""Hostile workbooks beside ordinary work: the server keeps answering, and does not grow (bars XL2, XL4)."""

import platform
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from pathlib import Path
from threading import Thread

import psutil
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from register.workbooks.read import AT_ONCE, READING, read_workbook
from register.workbooks.refused import WorkbookRefused
from tests.hostile.cases import Case
from tests.hostile.make_hostile import ALL, write_case
from tests.imports.served import Served, served
from tests.makers import make_logged, make_person, make_registration
from tests.pages.test_imports import IMPORTS
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

MIB = 1024 * 1024
BOMBS = [case for case in ALL if case.group == "bomb" and case.refused]
WORKBOOKS = [case for case in ALL if case.group != "upload" and case.refused != "too-big"]
"""What is over the limit of an upload is answered before it was sent; `pages/test_imports_hostile.py` has those."""
TWENTY = 20
OWN_PAGE = "/leerregister/dossier"
LONGEST = 0.5
MOST_GROWTH = 20 * MIB
AS_DOCUMENTED = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}
"""What `docs/host.md` tells to give a server; running alone sets it itself."""
AT_REST = 60
REFUSED = 422


class Bomb(Thread):
    """Uploads a workbook as HR and remembers the answer."""

    def __init__(self, server: Served, case: Case, folder: Path) -> None:
        super().__init__(daemon=True)
        self.status = 0
        self._server = server
        self._content, self._name = write_case(case, folder).read_bytes(), case.name

    def run(self) -> None:
        """Send it."""
        try:
            self.status = self._server.upload(self._content, self._name).status
        except (OSError, HTTPException):
            return


def seconds_of(server: Served) -> float:
    """How long somebody waits for the own page."""
    start = time.perf_counter()
    assert server.ask(OWN_PAGE).status == 200
    return time.perf_counter() - start


def p99(found: Sequence[float]) -> float:
    """The time within which 99 of 100 pages came."""
    return sorted(found)[int(len(found) * 0.99)]


def while_busy(server: Served, senders: Sequence[Bomb]) -> list[float]:
    """Ask for the own page again and again, for as long as an upload has no answer."""
    found = []
    while any(one.is_alive() for one in senders):
        found.append(seconds_of(server))
    return found


@contextmanager
def two_clients(database_url: str, folder: Path, *, workers: int) -> Iterator[tuple[Served, Served]]:
    """A server with HR and an employee signed in."""
    with served(database_url, folder, workers=workers) as hr:
        hr.sign_in("hanneke")
        els = Served(port=hr.port, process=hr.process)
        els.sign_in("els")
        yield hr, els


@pytest.fixture
def house(app: Flask, session: Session) -> None:
    """HR, and Els with a dossier."""
    make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001")
    els = make_person(session, "Els", "Berg", personnel_number="00101")
    make_registration(session, els, "skj-jgp")
    make_logged(session, els)
    session.commit()


@pytest.mark.slow
def test_somebody_gets_the_own_page_while_twenty_bombs_arrive(house: None, database_url: str, tmp_path: Path) -> None:
    with two_clients(database_url, tmp_path, workers=2) as (hr, els):
        before = {one.pid for one in hr.workers()}
        at_rest = p99([seconds_of(els) for _ in range(AT_REST)])
        hr.ask(IMPORTS)  # from here on the session has the token that all their forms carry
        bombs = [Bomb(hr, case, tmp_path) for case in BOMBS[:TWENTY]]
        for one in bombs:
            one.start()
        found = while_busy(els, bombs)
        after = {one.pid for one in hr.workers()}

    said = f"{len(found)} pages beside {TWENTY} bombs, p99 {p99(found):.3f} s, at rest {at_rest:.3f} s"
    print(f"{said}; load {psutil.getloadavg()[0]:.1f}")  # noqa: T201
    assert {one.status for one in bombs} == {REFUSED}
    assert after == before
    assert p99(found) <= LONGEST


@pytest.mark.slow
def test_the_server_does_not_grow_by_the_whole_hostile_set(
    house: None, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in AS_DOCUMENTED.items():
        monkeypatch.setenv(name, value)
    honest = write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()]).read_bytes()
    with two_clients(database_url, tmp_path, workers=1) as (hr, _):
        worker = hr.workers()[0]
        for _ in range(5):
            hr.upload(honest, "m.xlsx")
        before = worker.memory_info().rss
        answers = [hr.upload(write_case(case, tmp_path).read_bytes(), case.name).status for case in WORKBOOKS]
        grown = worker.memory_info().rss - before

    print(f"{len(answers)} files, grown by {grown / MIB:.1f} MiB")  # noqa: T201
    assert set(answers) <= {303, REFUSED}
    assert grown <= MOST_GROWTH


def test_a_bomb_leaves_nothing_behind_in_the_process_that_asked(tmp_path: Path) -> None:
    path = write_case(next(case for case in BOMBS if "amplified" in case.name), tmp_path)
    tracemalloc.start()

    with pytest.raises(WorkbookRefused):
        read_workbook(path)

    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept <= MIB
    assert most <= 128 * MIB


def test_a_file_too_many_at_once_is_refused_and_later_it_is_read(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])

    with ExitStack() as stack:
        for _ in range(AT_ONCE):
            stack.enter_context(READING)
        with pytest.raises(WorkbookRefused) as refused:
            read_workbook(path)

    assert refused.value.code == "busy"
    assert read_workbook(path).sheets


def test_running_alone_has_one_heap_where_the_system_knows_how() -> None:
    asked = "from register.memory import keep_small; print(keep_small())"

    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == str(platform.libc_ver()[0] == "glibc")
