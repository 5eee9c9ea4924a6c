"""Many rows at once: ids handed out beforehand, rows inserted by the driver's executemany (*in bulk*)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from register.db import Base


def reserve_ids(session: Session, model: type[Base], count: int) -> Iterator[int]:
    """Hand out ids for so many new rows.

    PostgreSQL takes them from the table's sequence. SQLite has one writer at a time, so the next ids are ours as long
    as this transaction lasts.
    """
    if not count:
        return iter(())
    if session.get_bind().dialect.name == "postgresql":
        found = session.scalars(
            text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"),
            {"name": _table(model).name, "count": count},
        )
        return iter(found.all())
    last = session.scalar(select(func.max(_table(model).c.id))) or 0
    return iter(range(last + 1, last + 1 + count))


def insert_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; columns with a plain default get it."""
    if not rows:
        return
    table = _table(model)
    defaults = {
        column.name: column.default.arg
        for column in table.columns
        if isinstance(column.default, ScalarElementColumnDefault) and column.name not in rows[0]
    }
    session.execute(insert(table), [{**defaults, **row} for row in rows] if defaults else rows)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(model)
    return table
