"""Migrations go up and down without a trace, and all or nothing (bars MI1, MI2, MI4, MI9, MI10)."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.schema import CheckConstraint

from register import models, schema
from tests.conftest import sqlite_engine

HEADS = Path(__file__).parent / "head.txt"
"""The newest revision; changing it is a deliberate act, and two at once cannot both be right."""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database."""
    made = sqlite_engine(database_url) if database_url.startswith("sqlite") else create_engine(database_url)
    yield made
    made.dispose()


def _shape(engine: Engine) -> dict[str, Any]:
    """Everything the database says about our tables, in an order of its own."""
    look = inspect(engine)
    names = sorted(name for name in look.get_table_names() if name.startswith("register_"))
    return {
        name: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(name)],
            "checks": sorted(c["name"] or "" for c in look.get_check_constraints(name)),
            "keys": sorted(str(k["name"]) for k in look.get_foreign_keys(name)),
            "unique": sorted(str(u["name"]) for u in look.get_unique_constraints(name)),
            "indexes": sorted(str(i["name"]) for i in look.get_indexes(name)),
        }
        for name in names
    }


def test_there_is_one_head_and_it_is_the_recorded_one() -> None:
    assert schema._script().get_heads() == [HEADS.read_text("utf-8").strip()]


def test_down_and_up_again_gives_the_same_tables(engine: Engine) -> None:
    before = _shape(engine)

    schema.downgrade(engine, revision="base")
    empty = _shape(engine)
    schema.upgrade(engine)

    assert set(empty) <= {"register_alembic_version"}
    assert _shape(engine) == before


@pytest.fixture(params=[1_000, pytest.param(10_000, marks=pytest.mark.slow)], ids=["thousand", "ten thousand"])
def filled(engine: Engine, request: pytest.FixtureRequest) -> Engine:
    """A database with so many people, each with a registration, an activity and what belongs to it."""
    steps = (_ORGANISATION, _PERSON, _REGISTRATION, _ACTIVITY, _SESSION, _ATTENDANCE)
    with engine.begin() as connection:
        for table, values in steps:
            last = 1 if table == "register_organisation" else request.param
            rows = [values(number) for number in range(1, last + 1)]
            connection.execute(models.metadata.tables[table].insert(), rows)
    return engine


_DAY = date(2026, 3, 5)
_MOMENT = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
Values = Callable[[int], dict[str, Any]]
_ORGANISATION: tuple[str, Values] = ("register_organisation", lambda n: {"id": n, "name": "Noord"})
_PERSON: tuple[str, Values] = (
    "register_person",
    lambda n: {
        "id": n, "organisation_id": 1, "given_name": "Els", "family_name": f"Vries {n}",
        "display_name": f"Els Vries {n}", "sort_key": f"vries {n}",
        "search_key": f"els vries {n}", "subject": f"els-{n}", "version": 1,
    },
)  # fmt: skip
_REGISTRATION: tuple[str, Values] = (
    "register_registration",
    lambda n: {"id": n, "person_id": n, "register_id": "skj-jgp", "cycle_starts_on": _DAY, "version": 1},
)
_ACTIVITY: tuple[str, Values] = (
    "register_activity",
    lambda n: {
        "id": n, "organisation_id": 1, "kind": "intervisie", "title": "Casus “é” \u2713", "mode": "fysiek",
        "origin": "import", "import_key": f"k{n}", "created_by_id": n, "created_at": _MOMENT,
        "content_version": 1, "version": 1, "accreditation_ids": {"skj": str(n)}, "awarded_points": Decimal("1.2500"),
    },
)  # fmt: skip
_SESSION: tuple[str, Values] = (
    "register_session",
    lambda n: {"id": n, "activity_id": n, "held_on": _DAY, "gross_minutes": 60 + n % 60},
)
_ATTENDANCE: tuple[str, Values] = (
    "register_attendance",
    lambda n: {"id": n, "session_id": n, "person_id": n, "state": "aanwezig", "version": 1},
)


def _contents(engine: Engine) -> str:
    """Hash every row of every table of ours, read without the models: an older revision has other columns."""
    digest = hashlib.sha256()
    with engine.connect() as connection:
        for name in sorted(one for one in inspect(engine).get_table_names() if one.startswith("register_")):
            rows = sorted(repr(tuple(row)) for row in connection.execute(text(f"SELECT * FROM {name}")))
            digest.update(f"{name}{rows}".encode())
    return digest.hexdigest()


def _steps() -> list[tuple[str, str]]:
    """Every revision with the one before it, newest first; before the first there is nothing."""
    return [(str(one.revision), str(one.down_revision or "base")) for one in schema._script().walk_revisions()]


def _up_down_up(engine: Engine, revision: str, before: str) -> list[str]:
    """Go one step down and up again; say what changed. A first revision takes every row along when it goes."""
    shape, contents = _shape(engine), _contents(engine)
    schema.downgrade(engine, revision=before)
    schema.upgrade(engine, revision=revision)
    wrong = [f"{revision}: other tables"] * (_shape(engine) != shape)
    return wrong + [f"{revision}: other rows"] * (before != "base" and _contents(engine) != contents)


def test_every_revision_goes_up_down_and_up_with_thousands_of_rows(filled: Engine) -> None:
    wrong: list[str] = []

    for revision, before in _steps():
        wrong += _up_down_up(filled, revision, before)
        schema.downgrade(filled, revision=before)

    assert wrong == []
    assert set(_shape(filled)) <= {"register_alembic_version"}


def test_going_up_again_leaves_the_rows_as_they_are(filled: Engine) -> None:
    before = _contents(filled)

    schema.upgrade(filled)

    assert _contents(filled) == before


def test_the_models_and_the_tables_differ_in_nothing(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"version_table": schema.VERSION_TABLE, "compare_type": True, "compare_server_default": True},
        )
        assert compare_metadata(context, models.metadata) == []


def test_the_checks_of_the_models_are_in_the_tables(engine: Engine) -> None:
    wanted = {
        table.name: sorted(str(c.name) for c in table.constraints if isinstance(c, CheckConstraint))
        for table in models.metadata.tables.values()
    }

    found = {name: shape["checks"] for name, shape in _shape(engine).items() if name in wanted}

    assert found == wanted


class Broken(RuntimeError):
    """The database breaks off here."""


@contextmanager
def _breaks_at(engine: Engine, nth: int) -> Iterator[list[int]]:
    """Break off at the nth statement; the list counts those that change the schema."""
    seen = [0]

    @event.listens_for(engine, "before_cursor_execute")
    def count(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().split(" ")[0].upper() in {"CREATE", "DROP", "ALTER", "INSERT", "UPDATE", "DELETE"}:
            seen[0] += 1
            if seen[0] == nth:
                raise Broken

    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count)


def _statements(engine: Engine, step: Any) -> int:
    with _breaks_at(engine, -1) as seen:
        step()
    return seen[0]


@pytest.mark.parametrize(
    "part", [pytest.param(11, id="one in eleven"), pytest.param(1, id="every statement", marks=pytest.mark.slow)]
)
def test_an_upgrade_that_breaks_off_at_any_statement_leaves_nothing(engine: Engine, part: int) -> None:
    schema.downgrade(engine, revision="base")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS register_alembic_version"))
    count = _statements(engine, lambda: schema.upgrade(engine))
    schema.downgrade(engine, revision="base")
    before = _shape(engine)

    left = [nth for nth in range(1, count, part) if _after_breaking_off(engine, nth) != before]

    assert count > 40
    assert left == []


def _after_breaking_off(engine: Engine, nth: int) -> dict[str, Any]:
    with _breaks_at(engine, nth), pytest.raises(Broken):
        schema.upgrade(engine)
    return _shape(engine)


def test_a_newer_revision_is_refused_in_dutch(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE register_alembic_version SET version_num = '9999'"))

    with pytest.raises(schema.UnknownRevision, match="kent deze uitgave van Leerregister niet"):
        schema.upgrade(engine)
