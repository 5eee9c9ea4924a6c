"""Many rows at once: ids handed out beforehand, rows written by the driver's executemany or COPY (*in bulk*)."""

import gc
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice, repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    String,
    Table,
    bindparam,
    func,
    insert,
    null,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from register.bulk.copying import FEWEST, can_copy, copy_rows
from register.db import Base
from register.workbooks.progress import tell

_AT_ONCE = 5_000
"""Rows in one call of the driver; more does not make it quicker, and a long list costs memory twice."""
_SHARED = 100
"""Of so many objects it is remembered what they are for the driver: those that rows share are few, and come back."""
_ONE_COPY = 50_000
"""Rows in one COPY: they are handed over one by one, and made while the database writes those before them."""
_NAMES = {
    "register_person": "mensen",
    "register_employment": "dienstverbanden",
    "register_membership": "plaatsen in teams",
    "register_registration": "registraties",
    "register_activity": "activiteiten",
    "register_session": "bijeenkomsten",
    "register_attendance": "aanwezigheden",
    "register_claim": "punten",
    "register_import_change": "wijzigingen",
}
"""What the rows of a table are, for who follows the progress; of the others nobody needs to hear."""


@contextmanager
def no_collecting() -> Iterator[None]:
    """Pause the search for cycles: over hundreds of thousands of new rows, none in a cycle, it costs a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def reserve_ids(session: Session, model: type[Base], count: int) -> Iterator[int]:
    """Hand out ids for so many new rows.

    PostgreSQL takes them from the table's sequence. SQLite has one writer at a time, so the next ids are ours as long
    as this transaction lasts.
    """
    if not count:
        return iter(())
    if session.get_bind().dialect.name == "postgresql":
        found = session.scalars(
            text(  # the name is looked up once, not for every id
                "SELECT nextval(found.name) FROM generate_series(1, :count),"
                " (SELECT pg_get_serial_sequence(:name, 'id')::regclass AS name OFFSET 0) AS found"
            ),
            {"name": table_of(model).name, "count": count},
        )
        return iter(found.all())
    last = session.scalar(select(func.max(table_of(model).c.id))) or 0
    return iter(range(last + 1, last + 1 + count))


def insert_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; columns with a plain default get it."""
    if rows:
        columns = {name: list(map(itemgetter(name), rows)) for name in rows[0]}
        insert_columns(session, model, columns, len(rows))


def insert_columns(
    session: Session,
    model: type[Base],
    columns: Mapping[str, Iterable[Any]],
    count: int,
    *,
    same: Mapping[str, Any] | None = None,
) -> None:
    """Insert so many rows, of which each column is given from top to bottom; columns with a plain default get it.

    A column's values are bound by its type, and the driver gets finished rows, a few thousand at a time: on PostgreSQL
    by COPY, else by a statement of SQLAlchemy's own, compiled once, with what is the `same` in every row (a value, or
    what the database works out itself) and the defaults written out in it. A list without any value stands in that
    statement too: for SQLite's driver `None` is the dearest of all values.
    """
    if not count:
        return
    table, connection = table_of(model), session.connection()
    worked_out = any(isinstance(value, ColumnElement) for value in (same or {}).values())
    if can_copy(connection) and count >= FEWEST and not worked_out:
        (write, finished), at_once = _copied(connection, table, columns, same or {}), _ONE_COPY
    else:
        (write, finished), at_once = _inserted(connection, table, columns, same or {}), _AT_ONCE
    for done in range(0, count, at_once):
        some = min(at_once, count - done)
        write(islice(finished, some))
        if name := _NAMES.get(table.name):
            tell(done + some, count, f"{name} bewaard")


_Written = tuple[Callable[[Iterator[Any]], object], Iterator[Any]]


def _copied(
    connection: Connection, table: Table, columns: Mapping[str, Iterable[Any]], same: Mapping[str, Any]
) -> _Written:
    """Return what writes rows by COPY, and the rows; it knows no constants, so that each row holds them."""
    constant = {name: repeat(value) for name, value in (_defaults(table, columns) | dict(same)).items()}
    given: dict[str, Iterable[Any]] = {**constant, **columns}
    bound = (_bound(connection.dialect, table.c[name], values, json_as=_text) for name, values in given.items())
    rows = zip(*bound, strict=False)
    return lambda some: copy_rows(connection, table, list(given), some), rows


def _inserted(
    connection: Connection, table: Table, columns: Mapping[str, Iterable[Any]], same: Mapping[str, Any]
) -> _Written:
    """Return what writes rows by the driver's executemany, and the rows as it wants them."""
    columns, same = _without_empty(table, columns, same)
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    constant = _constants(connection.dialect, table, columns, same)
    statement = insert(table).inline().values(constant | values)
    compiled = statement.compile(dialect=connection.dialect)
    order = compiled.positiontup or list(columns)
    finished: Iterator[Any] = zip(
        *(_bound(connection.dialect, table.c[name], columns[name]) for name in order), strict=False
    )
    if compiled.positiontup is None:
        finished = (dict(zip(order, row, strict=True)) for row in finished)
    written = str(compiled)
    return lambda some: connection.exec_driver_sql(written, list(some)), finished


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(model)
    return table


def _without_empty(
    table: Table, columns: Mapping[str, Iterable[Any]], same: Mapping[str, Any]
) -> tuple[Mapping[str, Iterable[Any]], Mapping[str, Any]]:
    """Move lists of nothing from the columns to what is the same in every row."""
    empty = {
        name: null()
        for name, values in columns.items()
        if isinstance(values, list) and not isinstance(table.c[name].type, JSON) and _holds_nothing(values)
    }
    return {name: values for name, values in columns.items() if name not in empty}, {**same, **empty}


def _holds_nothing(values: list[Any]) -> bool:
    return next((value for value in values if value is not None), None) is None


def _constants(
    dialect: Dialect, table: Table, named: Collection[str], same: Mapping[str, Any]
) -> dict[str, ColumnElement[Any]]:
    """Return, as they stand in the statement, the given values and those that SQLAlchemy would fill in itself."""
    found = _defaults(table, named) | dict(same)
    return {name: _written(dialect, table.c[name], value) for name, value in found.items()}


def _defaults(table: Table, named: Collection[str]) -> dict[str, Any]:
    """Return what SQLAlchemy would fill in itself, of the columns that are not named."""
    found = {column.name: _default(column) for column in table.columns if column.name not in named}
    return {name: value for name, value in found.items() if value is not None}


def _default(column: Column[Any]) -> Any:  # noqa: ANN401 - any type of column
    if isinstance(column.default, ScalarElementColumnDefault):
        return column.default.arg
    if isinstance(column.default, CallableColumnDefault):
        make: Callable[[Any], Any] = column.default.arg
        return make(None)
    return None


class _AsWritten(ColumnElement[Any]):
    """SQL that goes into a statement as it stands: a percent sign in it is doubled already where the driver asks."""

    inherit_cache = False

    def __init__(self, sql: str) -> None:
        self.sql = sql


@compiles(_AsWritten)
def _as_it_stands(element: _AsWritten, _: object, **__: object) -> str:
    return element.sql


def _written(dialect: Dialect, column: Column[Any], value: object) -> ColumnElement[Any]:
    if isinstance(value, ColumnElement):
        return _AsWritten(str(value.compile(dialect=dialect, compile_kwargs={"literal_binds": True})))
    is_json = isinstance(column.type, JSON)
    kind = String() if is_json else column.type
    write: Callable[[Any], str] | None = kind.dialect_impl(dialect).literal_processor(dialect)
    if write is None:
        raise TypeError(column)
    return _AsWritten(write(json.dumps(value) if is_json else value))


_Bind = Callable[[Any], Any]


def _own(kind: JSON, dialect: Dialect) -> _Bind | None:
    """Return what makes of JSON what the driver wants in a statement."""
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _text(kind: JSON, _dialect: Dialect) -> _Bind:
    """Return what makes text of JSON: COPY wants no more, and the driver would write out equal values again."""
    return lambda value: None if value is None and kind.none_as_null else json.dumps(value)


def _bound(
    dialect: Dialect,
    column: Column[Any],
    values: Iterable[Any],
    *,
    json_as: Callable[[JSON, Dialect], _Bind | None] = _own,
) -> Iterable[Any]:
    """Give a column's values as the driver wants them."""
    if isinstance(column.type, JSON):
        bind = json_as(column.type, dialect)
        return values if bind is None else map(_BoundOnce(bind).of, values)
    bind = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if bind is None else map(_Bound(bind).__getitem__, values)


class _BoundOnce:
    """What each different object is for the driver: many rows of an import share theirs, none at all or a few counts.

    An object is known by its place in memory, so it is held as long as that counts.
    """

    def __init__(self, bind: _Bind) -> None:
        self._bind = bind
        self._known: dict[int, tuple[object, Any]] = {}

    def of(self, value: object) -> Any:  # noqa: ANN401 - what the column holds
        """Give what the driver wants for an object."""
        known = self._known.get(id(value))
        if known is None:
            if len(self._known) >= _SHARED:
                self._known.clear()
            known = self._known[id(value)] = value, self._bind(value)
        return known[1]


class _Bound(dict[Any, Any]):
    """What each different value of a column is for the driver: an import has few days and moments, many times."""

    def __init__(self, bind: Callable[[Any], Any]) -> None:
        self._bind = bind

    def __missing__(self, value: Any) -> Any:  # noqa: ANN401 - what the column holds
        bound = self[value] = self._bind(value)
        return bound
