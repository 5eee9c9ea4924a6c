"""What has to go with somebody (*wat weg moet*): the rows that are theirs, and every row that hangs on one of those."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, exists, not_, or_, select, update
from sqlalchemy.orm import Session

from register.bulk.portions import in_chunks
from register.keeping.ways import every_table, is_of, keys_of
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.outsiders.models import OutsiderAttendance
from register.privacy.data_inventory import data_inventory


@dataclass(frozen=True, kw_only=True)
class Doomed:
    """Rows to delete, by table and key, and pointers to them that are emptied because their own row stays."""

    rows: dict[str, set[Any]] = field(default_factory=lambda: defaultdict(set))
    loose: dict[tuple[str, str], set[Any]] = field(default_factory=lambda: defaultdict(set))
    """By table and column: the keys of the rows that lose their pointer."""

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows go, by the Dutch name of their table."""
        inventory = data_inventory()
        return {inventory[name].title: len(keys) for name, keys in sorted(self.rows.items()) if keys}


def doomed_with(session: Session, person_id: int) -> Doomed:
    """Find everything that goes when somebody is erased: what is theirs, with the activities nobody else was at."""
    start = {
        one.name: is_of(one.name, person_id) for one in data_inventory().values() if one.own and one.erase == "weg"
    }
    start[Activity.__tablename__] = _alone(person_id)
    return _with_all_below(session, start)


def doomed_of_class(session: Session, person_id: int, record_class: str) -> Doomed:
    """Find the rows of somebody in the tables of one class."""
    tables = (one for one in data_inventory().values() if one.own and one.record_class == record_class)
    return _with_all_below(session, {one.name: is_of(one.name, person_id) for one in tables if one.erase == "weg"})


def delete_doomed(session: Session, doomed: Doomed) -> None:
    """Delete them, inside the caller's transaction: pointers first, then children before parents."""
    for (name, column), keys in doomed.loose.items():
        table = every_table()[name]
        left = keys - doomed.rows.get(name, set())
        for some in in_chunks(sorted(left)):
            session.execute(update(table).where(_key(table).in_(some)).values({column: None}))
    for name, table in reversed(list(every_table().items())):
        for some in in_chunks(sorted(doomed.rows.get(name, ()))):
            session.execute(delete(table).where(_key(table).in_(some)))
    session.expire_all()


def _with_all_below(session: Session, start: Mapping[str, ColumnElement[bool]]) -> Doomed:
    """Follow every pointer to a doomed row until no new row is found."""
    doomed, fresh = Doomed(), {}
    for name, condition in start.items():
        table = every_table()[name]
        fresh[name] = set(session.scalars(select(_key(table)).where(condition)))
    while any(fresh.values()):
        for name, keys in fresh.items():
            doomed.rows[name] |= keys
        found: dict[str, set[Any]] = defaultdict(set)
        for name, keys in fresh.items():
            for table, column in _pointing_to(name):
                hanging = _hanging(session, table, column, keys)
                if column.nullable:
                    doomed.loose[table.name, column.name] |= hanging
                else:
                    found[table.name] |= hanging - doomed.rows[table.name]
        fresh = found
    return doomed


def _pointing_to(name: str) -> Iterator[tuple[Table, Column[Any]]]:
    for table in every_table().values():
        for key in table.foreign_keys:
            if key.column.table.name == name and key.column.primary_key:
                yield table, key.parent


def _hanging(session: Session, table: Table, column: Column[Any], keys: set[Any]) -> set[Any]:
    found = select(_key(table))
    return {one for some in in_chunks(sorted(keys)) for one in session.scalars(found.where(column.in_(some)))}


def _alone(person_id: int) -> ColumnElement[bool]:
    """Return the condition for the activities of somebody at which nobody else was: not even somebody of elsewhere."""
    of_activity = LearningSession.activity_id == Activity.id
    others = exists().where(of_activity, Attendance.session_id == LearningSession.id, Attendance.person_id != person_id)
    elsewhere = exists().where(of_activity, OutsiderAttendance.session_id == LearningSession.id)
    own = or_(is_of(Activity.__tablename__, person_id), Activity.created_by_id == person_id)
    return own & not_(others) & not_(elsewhere)


def _key(table: Table) -> ColumnElement[Any]:
    (key,) = keys_of(table)
    return key
