"""From a workbook's attendance list to parsed rows; nothing is compared or stored here (*presentielijst lezen*)."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from register.imports.columns import ColumnReader, ParsedTable
from register.imports.our_words import parse_number
from register.imports.training_table import known_word, parse_accreditation
from register.learning.kinds import ROLE_NAMES, STATE_NAMES, kinds
from register.people.names import fold
from register.workbooks.cells import Cell
from register.workbooks.header import Table
from register.workbooks.values import Problem, parse_decimal, parse_text, parse_time

_DAY = 1440
_STATES = {fold(name): state for state, title in STATE_NAMES.items() for name in (state, title)}
_STATES |= dict.fromkeys(("ja", "j", "x", "1", "waar", "aanw", "was er", "geweest"), "aanwezig")
_STATES |= dict.fromkeys(("nee", "n", "0", "onwaar", "afw", "no show", "niet geweest"), "afwezig")
_STATES |= dict.fromkeys(("afgezegd", "geannuleerd"), "afgemeld")
_STATES |= {"gedeeltelijk": "deels", "digitaal": "online"}


class AttendanceRow(NamedTuple):
    """One row, parsed. `None`: the cell is empty, or the file has no such column."""

    row: int
    personnel_number: str | None
    name: str | None
    title: str | None
    kind: str | None
    kind_said: str | None
    date: date | None
    starts: time | None
    ends: time | None
    state: str | None
    minutes: int | None
    role: str | None
    role_said: str | None
    provider: str | None
    activity_id: str | None


AttendanceTable = ParsedTable[AttendanceRow]
"""All rows of an attendance list, with what was wrong and what was left out."""


def read_attendance(table: Table, *, day_first: Mapping[str, bool] | None = None) -> AttendanceTable:
    """Parse every row; what cannot be read is a message and an empty value."""
    reader = ColumnReader(table, day_first or {})
    return reader.finished(tuple(map(AttendanceRow, *_columns(reader))))


def _columns(reader: ColumnReader) -> Iterator[Any]:
    """Give one iterator per field of `AttendanceRow`, in that order."""
    kind_names = {fold(name): kind.id for kind in kinds().values() for name in (kind.id, kind.name)}
    role_names = {fold(name): role for role, title in ROLE_NAMES.items() for name in (role, title)}
    yield reader.numbers()
    yield reader.read("personnel_number", parse_number)
    yield reader.read_text("name", 300)
    yield reader.read_text("activity", 200)
    yield reader.read("kind", partial(known_word, names=kind_names))
    yield reader.read("kind", parse_text)
    yield reader.read_dates("date")
    yield reader.read("starts", parse_time)
    yield reader.read("ends", parse_time)
    yield reader.read("presence", _state)
    yield reader.read_numbers("minutes", _minutes)
    yield reader.read("role", partial(known_word, names=role_names))
    yield reader.read("role", parse_text)
    yield reader.read_text("provider", 200)
    yield reader.read("activity_id", parse_accreditation)


def _state(cell: Cell) -> str | Problem | None:
    found = parse_text(cell)
    if not isinstance(found, str):
        return found
    state = _STATES.get(fold(found))
    if state is None:
        return Problem(
            code="presence-unknown",
            message="Wat hier over aanwezigheid staat, kennen we niet.",
            remedy=f"Kies uit: {', '.join(STATE_NAMES.values())} (of ja en nee).",
        )
    return state


def _minutes(cell: Cell, *, sign: str) -> int | Problem | None:
    found = parse_decimal(cell, places=4, sign=sign)
    if not isinstance(found, Decimal):
        return found
    if found != int(found) or not 0 <= found <= _DAY:
        return Problem(
            code="minutes-range",
            message=f"Minuten zijn een heel getal van 0 tot {_DAY}.",
            remedy="Schrijf anderhalf uur als 90.",
        )
    return int(found)
