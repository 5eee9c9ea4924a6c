"""A hundred real faults: the visitor reads no trace and no SQL, and the code on the page is in the log (bar OP7)."""

import logging
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from werkzeug.wrappers import Response

from register import models
from tests.security.house import House
from tests.security.matrix import Route, routes

INSIDE = re.compile(
    r"Traceback|File \"|SELECT|INSERT INTO|UPDATE register|DELETE FROM|FROM register_|sqlalche|psycopg|sqlite"
)
CODE = re.compile(r"Noem bij vragen deze code: ([0-9a-f]{8})")
EVERYWHERE = (
    "register_person", "register_role_grant", "register_activity", "register_session", "register_attendance",
    "register_claim", "register_registration", "register_employment", "register_group", "register_audit_entry",
)  # fmt: skip
"""Tables that many pages need."""
FAULTS = 11
"""Of each of them, every time."""
WRONG_ROWS = (
    ("UPDATE register_activity SET kind = 'bestaat niet'", "/activiteiten/{activity_id}"),
    ("UPDATE register_claim SET facts = '7'", "/dossier/regels/{claim_id}"),
    ("UPDATE register_claim SET rule_version = 'bestaat niet'", "/dossier/regels/{claim_id}"),
    ("UPDATE register_import_batch SET plan = '7'", "/importeren/{batch_id}"),
    ("UPDATE register_registration SET register_id = 'bestaat niet'", "/dossier"),
)
"""What no program of ours writes; the page may manage, or fail decently."""


@dataclass(kw_only=True)
class Broken:
    """A house as a server runs it, with a memory of what a visitor saw of every fault."""

    house: House
    log: pytest.LogCaptureFixture
    seen: int = 0
    wrong: list[str] = field(default_factory=list)

    def look(self, what: str, answer: Response) -> bool:
        """Note what is wrong with the page; whether it was a fault at all."""
        if answer.status_code < 500:
            return False
        page = re.sub(r"<[^>]+>", "", answer.get_data(as_text=True))
        codes = CODE.findall(page)
        self.seen += 1
        if INSIDE.search(answer.get_data(as_text=True)):
            self.wrong.append(f"{what}: {page[:300]}")
        if len(codes) != 1 or not any(codes[0] in one.getMessage() and one.exc_info for one in self.log.records):
            self.wrong.append(f"{what}: {answer.status_code} with {codes}, not in the log")
        self.log.clear()
        return True

    def knock(self, route: Route) -> bool:
        things = self.house.world.elsewhere
        client = self.house.host.client("zed")
        with client.open(route.url(things), method=route.method, data=route.form(things)) as answer:
            return self.look(f"{route.method} {route.rule}", answer)


@pytest.fixture
def broken(house: House, caplog: pytest.LogCaptureFixture) -> Iterator[Broken]:
    """The world on both databases, faults answered as on a server."""
    house.host.app.config["PROPAGATE_EXCEPTIONS"] = False
    house.host.client("zed").get("/leerregister/")
    with caplog.at_level(logging.ERROR):
        yield Broken(house=house, log=caplog)


def _engine(broken: Broken) -> Engine:
    with broken.house.host.app.app_context():
        return broken.house.host.database.engine


def _run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


def _with_a_table_gone(broken: Broken, table: str) -> Generator[bool, None, None]:
    """Knock at every route while a table has another name; each knock that was a fault counts."""
    engine = _engine(broken)
    _run(engine, f"ALTER TABLE {table} RENAME TO kwijt")
    try:
        yield from (True for route in routes(broken.house.host.app) if broken.knock(route))
    finally:
        _run(engine, f"ALTER TABLE kwijt RENAME TO {table}")


def test_a_hundred_faults_show_a_code_that_is_in_the_log_and_nothing_of_the_inside(broken: Broken) -> None:
    for table in EVERYWHERE:
        with closing(_with_a_table_gone(broken, table)) as faults:
            for _fault in islice(faults, FAULTS):
                pass

    assert "\n".join(broken.wrong) == ""
    assert broken.seen >= 100


@pytest.mark.slow
def test_every_route_without_any_of_the_tables(broken: Broken) -> None:
    for table in models.metadata.tables:
        for _fault in _with_a_table_gone(broken, table):
            pass

    assert "\n".join(broken.wrong) == ""
    assert broken.seen > 1_000


@pytest.mark.parametrize(("statement", "path"), WRONG_ROWS)
def test_a_row_that_cannot_be(broken: Broken, statement: str, path: str) -> None:
    _run(_engine(broken), statement)

    answer = broken.house.host.client("zed").get("/leerregister" + path.format_map(broken.house.world.elsewhere.ids))
    broken.look(path, answer)

    assert broken.wrong == []


def _gone(folder: Path) -> None:
    shutil.rmtree(folder)


def _a_file_instead(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("geen map", "utf-8")


def _other_bytes(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.write_bytes(b"x")


@pytest.mark.parametrize("harm", [_gone, _a_file_instead, _other_bytes])
def test_evidence_whose_bytes_are_gone(broken: Broken, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    harm(tmp_path / "data" / "files")
    number = broken.house.world.elsewhere.ids["evidence_id"]

    was_a_fault = broken.look("bewijs", broken.house.host.client("zed").get(f"/leerregister/bewijs/{number}"))

    assert was_a_fault
    assert broken.wrong == []
