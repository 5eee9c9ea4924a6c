"""From a workbook's table of learning history to parsed rows; nothing is compared or stored here (*scholing lezen*)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from register.imports.columns import ColumnReader, ParsedTable
from register.imports.our_words import parse_number, parse_register, register_words
from register.learning.kinds import ROLE_NAMES, kinds
from register.people.names import fold
from register.points.states import STATE_NAMES
from register.rules.facts import ClaimState
from register.rules.rulesets import RegisterInfo
from register.workbooks.cells import Cell
from register.workbooks.header import Table
from register.workbooks.values import Problem, parse_decimal, parse_identifier, parse_minutes, parse_text, parse_time

_MOST_POINTS = 1_000
_DONE = (
    "afgerond", "aanwezig", "geslaagd", "behaald", "gehaald", "voltooid", "gevolgd", "deelgenomen", "voldoende",
    "voldaan",
)  # fmt: skip
_NOT_DONE = (
    "afwezig", "afgemeld", "geannuleerd", "no show", "vervallen", "niet aanwezig", "niet verschenen", "niet gevolgd",
    "niet afgerond", "niet voltooid", "niet geslaagd", "niet behaald", "niet gehaald", "gezakt", "onvoldoende",
    "ingeschreven", "aangemeld", "gepland", "wachtlijst", "gestart", "bezig",
)  # fmt: skip
NOT_DONE = "niet gedaan"
"""The status of somebody who was not there, or did not finish (yet): nothing to import."""


class TrainingRow(NamedTuple):
    """One row, parsed. `None`: the cell is empty, or the file has no such column."""

    row: int
    personnel_number: str | None
    name: str | None
    title: str | None
    kind: str | None
    kind_said: str | None
    category: str | None
    register: str | None
    date: date | None
    starts: time | None
    ends: time | None
    minutes: int | None
    points_claimed: Decimal | None
    points_granted: Decimal | None
    status: str | None
    provider: str | None
    activity_id: str | None
    role: str | None
    role_said: str | None


TrainingTable = ParsedTable[TrainingRow]
"""All rows of a file with learning history, with what was wrong and what was left out."""


def read_training(
    table: Table, *, registers: Sequence[RegisterInfo], day_first: Mapping[str, bool] | None = None
) -> TrainingTable:
    """Parse every row; what cannot be read is a message and an empty value."""
    reader = ColumnReader(table, day_first or {})
    return reader.finished(tuple(map(TrainingRow, *_columns(reader, registers))))


def _columns(reader: ColumnReader, registers: Sequence[RegisterInfo]) -> Iterator[Any]:
    """Give one iterator per field of `TrainingRow`, in that order."""
    kind_names = {fold(kind.id): kind.id for kind in kinds().values()}
    kind_names |= {fold(kind.name): kind.id for kind in kinds().values()}
    role_names = {fold(name): role for role, title in ROLE_NAMES.items() for name in (role, title)}
    yield reader.numbers()
    yield reader.read("personnel_number", parse_number)
    yield reader.read_text("name", 300)
    yield reader.read_text("activity", 200)
    yield reader.read("kind", partial(known_word, names=kind_names))
    yield reader.read("kind", parse_text)
    yield reader.read_text("category", 120)
    yield reader.read("register", partial(parse_register, words=register_words(registers)))
    yield reader.read_dates("date")
    yield reader.read("starts", parse_time)
    yield reader.read("ends", parse_time)
    yield reader.read_numbers("hours", parse_minutes)
    yield reader.read_numbers("points_claimed", _points)
    yield reader.read_numbers("points_granted", _points)
    yield reader.read("status", partial(_status, names=_statuses()))
    yield reader.read_text("provider", 200)
    yield reader.read("activity_id", parse_accreditation)
    yield reader.read("role", partial(known_word, names=role_names))
    yield reader.read("role", parse_text)


def _statuses() -> dict[str, str]:
    names = {fold(name): state.value for state, title in STATE_NAMES.items() for name in (state.value, title)}
    return names | dict.fromkeys(_DONE, ClaimState.READY.value) | dict.fromkeys(_NOT_DONE, NOT_DONE)


def _status(cell: Cell, *, names: Mapping[str, str]) -> str | Problem | None:
    """Read how it ended; a word that we do not know may mean that somebody never was there, so it gives no points."""
    found = known_word(cell, names=names)
    if found is None and parse_text(cell) is not None:
        return Problem(
            code="status-unknown",
            message="Deze status kennen we niet: we weten niet of dit is afgerond.",
            remedy=f"Vul in: Afgerond, Afwezig, {', '.join(STATE_NAMES.values())}. Leeg is afgerond.",
        )
    return found


def known_word(cell: Cell, *, names: Mapping[str, str]) -> str | Problem | None:
    """Translate a word; one that we do not know is no problem of the row, but told once per file."""
    found = parse_text(cell)
    return names.get(fold(found)) if isinstance(found, str) else found


def _points(cell: Cell, *, sign: str) -> Decimal | Problem | None:
    found = parse_decimal(cell, places=4, sign=sign)
    if isinstance(found, Decimal) and not 0 <= found <= _MOST_POINTS:
        return Problem(
            code="points-range",
            message=f"Punten liggen tussen 0 en {_MOST_POINTS}.",
            remedy="Kijk het aantal punten na.",
        )
    return found


def parse_accreditation(cell: Cell) -> str | Problem | None:
    """Read the ID number that a register gave an activity, as text."""
    found = parse_identifier(cell)
    if isinstance(found, str) and len(found) > 40:  # noqa: PLR2004 - as long as the form takes
        return Problem(
            code="number-too-long", message="Een ID-nummer heeft hooguit 40 tekens.", remedy="Kijk het nummer na."
        )
    return found
