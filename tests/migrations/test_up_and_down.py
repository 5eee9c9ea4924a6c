"""Migrations go up and down without a trace, and all or nothing (bars MI1, MI2, MI4, MI9, MI10)."""

from collections.abc import Iterator
from contextlib import contextmanager
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


def test_going_up_again_leaves_the_rows_as_they_are(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO register_organisation (id, name) VALUES (:id, :name)"),
            [{"id": number, "name": f"Organisatie {number}"} for number in range(1, 10_001)],
        )

    schema.upgrade(engine)

    with engine.connect() as connection:
        rows = connection.execute(text("SELECT count(*), min(name), max(id) FROM register_organisation")).one()
    assert tuple(rows) == (10_000, "Organisatie 1", 10_000)


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


def test_an_upgrade_that_breaks_off_at_any_statement_leaves_nothing(engine: Engine) -> None:
    schema.downgrade(engine, revision="base")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS register_alembic_version"))
    count = _statements(engine, lambda: schema.upgrade(engine))
    schema.downgrade(engine, revision="base")
    before = _shape(engine)

    left = [nth for nth in range(1, count) if _after_breaking_off(engine, nth) != before]

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
