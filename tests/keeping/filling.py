"""A row in every table for one person, with a canary in every text: whatever table comes later is in it by itself."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, Float, Integer, Numeric, String, Table, Time, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from register import models
from register.people.models import Person
from register.points.kept_tracks import KeptTrack, KeptTracks
from tests.conftest import NOW

PERSON = "register_person"
LEFT_OUT = frozenset({"register_organisation", "register_person", "register_trail_head"})
"""What a person made by a maker has already, and what holds no person."""
_KINDS = {"register_import_change": "person", "register_audit_entry": "person"}


def canary(table: str, column: str, tag: str) -> str:
    """A text that stands nowhere else."""
    return f"{tag}{table.removeprefix('register_').replace('_', '')[:14]}{column.replace('_', '')[:12]}Q"


def fill(session: Session, person: Person, tag: str, *, without: str = "") -> dict[str, int]:
    """Write a row in every table that is somebody's; returns the id of each. SQLite only: no CHECK is looked at."""
    session.execute(text("PRAGMA ignore_check_constraints=ON"))
    ids = {"register_person": person.id, "register_organisation": person.organisation_id}
    for table in models.metadata.sorted_tables:
        if table.name not in LEFT_OUT | {without}:
            made: Any = session.execute(table.insert().values(_values(table, ids, tag)))
            ids[table.name] = (made.inserted_primary_key or (0,))[0]
    session.commit()
    return ids


def canaries(tag: str) -> dict[tuple[str, str], str]:
    """Every canary that `fill` writes, by table and column."""
    return {
        (table.name, column.name): _text(column.type, canary(table.name, column.name, tag))
        for table in models.metadata.sorted_tables
        for column in table.c
        if table.name not in LEFT_OUT and _is_text(column.type) and column.name not in {"object_kind", "key_id"}
    }


def _values(table: Table, ids: dict[str, int], tag: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in table.c:
        pointing = min(column.foreign_keys, key=lambda one: one.column.name, default=None)
        if pointing is not None:
            of = PERSON if pointing.column.name == "person_id" else pointing.column.table.name
            values[column.name] = ids.get(of)
        elif column.name in {"person_id", "actor_id", "object_id"}:
            values[column.name] = ids["register_person"]
        elif column.name == "object_kind":
            values[column.name] = _KINDS[table.name]
        elif column.name == "attendance_id":
            values[column.name] = ids.get("register_attendance", 1)
        elif column.name == "seq":
            values[column.name] = 1_000 + ids["register_person"]
        elif not (column.primary_key and isinstance(column.type, Integer)):
            values[column.name] = _value(column.type, canary(table.name, column.name, tag))
    if table.name == "register_match_exclusion":
        values["other_id"] = 1
    return values


def _value(kind: TypeEngine[Any], words: str) -> Any:
    if isinstance(kind, KeptTracks):
        one = Decimal(1)
        return (KeptTrack("spoor", words[-40:], one, one, one, one, one, one, ""),)
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    plain: tuple[tuple[type, Any], ...] = (
        (JSON, {words: words}), (Boolean, False), (Integer, 1), (Numeric, 1), (Float, 1), (DateTime, NOW),
        (Date, date(2026, 3, 5)), (Time, time(9, 0)),
    )  # fmt: skip
    return next((value for of, value in plain if isinstance(kind, of)), _text(kind, words))


def _text(kind: TypeEngine[Any], words: str) -> str:
    length = getattr(kind, "length", None)
    return words[-length:] if length else words


def _is_text(kind: TypeEngine[Any]) -> bool:
    return isinstance(kind, String | JSON) and (getattr(kind, "length", None) or 99) >= 20
