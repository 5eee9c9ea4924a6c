"""What an import can make or change, by the word that its change rows use; and values to and from such a row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from register.bulk.portions import in_chunks
from register.bulk.rows import table_of
from register.db import Base, UtcDateTime
from register.learning.models import Activity, Attendance
from register.people.models import Employment, Membership, Person, Registration, RoleGrant, Team, TeamManager

OBJECTS: dict[str, type[Base]] = {
    "team": Team,
    "person": Person,
    "employment": Employment,
    "membership": Membership,
    "team_manager": TeamManager,
    "role": RoleGrant,
    "registration": Registration,
    "activity": Activity,
    "attendance": Attendance,
}
"""In the order in which rows may be made; they go in the opposite order."""

Values = dict[str, Any]


def object_table(kind: str) -> Table:
    """Return the table of what a change row calls `kind`."""
    return table_of(OBJECTS[kind])


def as_plain(values: Mapping[str, Any] | None) -> Values | None:
    """Write values as JSON can hold them; keys to sort and search by follow from the rest."""
    if values is None:
        return None
    return {name: _plain(value) for name, value in values.items() if not name.endswith("_key")}


def as_stored(kind: str, values: Mapping[str, Any]) -> Values:
    """Read back what `as_plain` wrote, for the columns that the table has."""
    columns = object_table(kind).c
    return {
        name: _typed(_kind(columns[name].type), value) if name in columns else value for name, value in values.items()
    }


def rows_by_id(session: Session, kind: str, ids: Iterable[int]) -> dict[int, Values]:
    """Return the rows as they stand now; a row that is gone is not in it."""
    table = object_table(kind)
    found: dict[int, Values] = {}
    for some in in_chunks(sorted(set(ids))):
        for row in session.execute(select(table).where(table.c.id.in_(some))).mappings():
            found[row["id"]] = dict(row)
    return found


def referred_to(session: Session, table: Table, ids: Sequence[int], *, apart_from: frozenset[str]) -> dict[int, str]:
    """Say of which rows some other row knows, with the name of a table where that row stands.

    Every foreign key of the register counts, also those of subjects that this one does not know.
    """
    found: dict[int, str] = {}
    for other in Base.metadata.tables.values():
        for column in other.columns:
            if other.name in apart_from or not column.references(table.c.id):
                continue
            for some in in_chunks(ids):
                for (known,) in session.execute(select(column).where(column.in_(some)).distinct()):
                    found[known] = other.name
    return found


def _kind(column: TypeEngine[Any]) -> type:
    return datetime if isinstance(column, UtcDateTime) else column.python_type


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _typed(kind: type, value: Any) -> Any:  # noqa: ANN401 - any type of column
    if value is None or not isinstance(value, str):
        return value
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    return Decimal(value) if kind in {Decimal, float} else value
