"""From a workbook's table of people to parsed rows; nothing is compared or stored here (*medewerkers lezen*)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from register.access import Role
from register.imports.columns import ColumnReader, ParsedTable
from register.imports.our_words import PLAIN_NUMBER, parse_number, parse_register, register_words
from register.imports.problems import shown
from register.imports.stored_rows import made
from register.people.names import fold
from register.rules.rulesets import RegisterInfo
from register.workbooks.cells import Cell, Kind
from register.workbooks.header import Table
from register.workbooks.layouts import normalise_header
from register.workbooks.values import PLAIN_EMAIL, Problem, parse_decimal, parse_email, parse_identifier, parse_text

_NAME_USES = {"own": "eigen", "partner": "partner", "partner-own": "partner-eigen", "own-partner": "eigen-partner"}
_ROLES: dict[str, Role | None] = {
    "leidinggevende": Role.MANAGER,
    "teamleider": Role.MANAGER,
    "manager": Role.MANAGER,
    "hr": Role.HR,
    "coordinator": Role.COORDINATOR,
    "beheerder": Role.ADMIN,
    "admin": Role.ADMIN,
    "professional": None,
    "medewerker": None,
}
_MOST_HOURS = 80


class EmployeeRow(NamedTuple):
    """One row, parsed. `None`: the cell is empty, or the file has no such column (see `PeopleTable.present`)."""

    row: int
    personnel_number: str | None
    employment_number: int | None
    given_name: str | None
    initials: str | None
    prefix: str | None
    surname: str | None
    partner_prefix: str | None
    partner_surname: str | None
    name_use: str | None
    email: str | None
    job_title: str | None
    location: str | None
    unit: str | None
    manager: str | None
    employed_from: date | None
    employed_until: date | None
    hours: Decimal | None
    register: str | None
    register_number: str | None
    level: str | None
    registered_from: date | None
    registered_until: date | None
    roles: tuple[Role, ...] | None


PeopleTable = ParsedTable[EmployeeRow]
"""All rows of a file of people, with what was wrong and what was left out."""


def read_people(
    table: Table, *, registers: Sequence[RegisterInfo], day_first: Mapping[str, bool] | None = None
) -> PeopleTable:
    """Parse every row; what cannot be read is a message and an empty value."""
    reader = ColumnReader(table, day_first or {})
    rows = tuple(made(EmployeeRow, zip(*_columns(reader, registers), strict=True)))
    return reader.finished(rows, notices=(*_not_stored(table), *_unknown_name_uses(table)))


def _columns(reader: ColumnReader, registers: Sequence[RegisterInfo]) -> Iterator[Any]:
    """Give one iterator per field of `EmployeeRow`, in that order."""
    yield reader.numbers()
    yield reader.read("personnel_number", parse_number, plain=PLAIN_NUMBER)
    yield reader.read("employment_number", _sequence)
    yield reader.read_text("given_name", 100)
    yield reader.read_text("initials", 30)
    yield reader.read_text("prefix", 30)
    yield reader.read_text("surname", 120)
    yield reader.read_text("partner_prefix", 30)
    yield reader.read_text("partner_surname", 120)
    yield reader.read("name_use", partial(_name_use, uses=_name_uses(reader.table)))
    yield reader.read("email", parse_email, plain=PLAIN_EMAIL)
    yield reader.read_text("job_title", 120)
    yield reader.read_text("location", 120)
    yield reader.read_text("unit", 120)
    yield reader.read("manager", _manager)
    yield reader.read_dates("employed_from")
    yield reader.read_dates("employed_until", open_end=True)
    yield reader.read_numbers("hours", _hours)
    yield reader.read("register", partial(parse_register, words=register_words(registers)))
    yield reader.read("register_number", parse_number, plain=PLAIN_NUMBER)
    yield reader.read_text("level", 40)
    yield reader.read_dates("registered_from")
    yield _last_days(reader)
    yield reader.read("role", _roles)


def _last_days(reader: ColumnReader) -> Iterator[date | None]:
    """Read last days; the *herregistratiedatum* is the day after the last day that counts."""
    place = reader.table.columns.get("registered_until")
    header = normalise_header(reader.table.headers[place]) if place is not None else ""
    back = timedelta(days=1 if header == "herregistratiedatum" else 0)
    return (day and day - back for day in reader.read_dates("registered_until", open_end=True))


def _not_stored(table: Table) -> tuple[str, ...]:
    place = table.columns.get("fte")
    if place is None:
        return ()
    return (f"Kolom '{table.headers[place]}' is overgeslagen: we bewaren alleen de uren per week.",)


def _manager(cell: Cell) -> str | Problem | None:
    """Read a number, or what a system writes instead: a name, a department, several people."""
    return parse_text(cell) if cell.kind == Kind.TEXT else parse_number(cell)


def _sequence(cell: Cell) -> int | Problem | None:
    found = parse_identifier(cell)
    if not isinstance(found, str):
        return found
    if not (found.isascii() and found.isdigit() and int(found) < 10_000):  # noqa: PLR2004 - contracts of one person
        return Problem(
            code="sequence-unreadable",
            message="Een volgnummer van een dienstverband is een heel getal.",
            remedy="Nummer de dienstverbanden van iemand 1, 2, 3.",
        )
    return int(found)


def _name_uses(table: Table) -> dict[str, str]:
    return {fold(code): use for code, use in table.layout.name_use.items()}


def _name_use(cell: Cell, *, uses: Mapping[str, str]) -> str | Problem | None:
    """Translate a code; one that we do not know says nothing, and is told once per file."""
    found = parse_text(cell)
    return _NAME_USES.get(uses.get(fold(found), "")) if isinstance(found, str) else found


def _unknown_name_uses(table: Table) -> Iterator[str]:
    """Name the codes for name use (*naamgebruik*) that this system does not have, with what becomes of their rows."""
    place = table.columns.get("name_use")
    if place is None:
        return
    uses, counts = _name_uses(table), Counter(cell.text for cell in table.column("name_use") if cell.kind == Kind.TEXT)
    for code, count in sorted(counts.items()):
        if fold(code) not in uses:
            yield (
                f"Kolom '{table.headers[place]}': code '{shown(code)}' voor naamgebruik kennen we niet "
                f"({count} {'rij' if count == 1 else 'rijen'}). Wie nieuw is krijgt de eigen naam; bij wie we al "
                "kennen blijft het zoals het is. Kies je HR-systeem, of schrijf: eigen naam, naam partner, "
                "partner - eigen of eigen - partner."
            )


def _hours(cell: Cell, *, sign: str) -> Decimal | Problem | None:
    found = parse_decimal(cell, sign=sign)
    if isinstance(found, Decimal) and not 0 <= found <= _MOST_HOURS:
        return Problem(
            code="hours-range",
            message=f"Uren per week liggen tussen 0 en {_MOST_HOURS}.",
            remedy="Kijk het aantal uren na.",
        )
    return found


def _roles(cell: Cell) -> tuple[Role, ...] | Problem | None:
    found = parse_text(cell)
    if not isinstance(found, str):
        return found
    words = [fold(word) for part in found.split(";") for word in part.replace("/", ",").split(",") if word.strip()]
    if unknown := [word for word in words if word not in _ROLES]:
        return Problem(
            code="role-unknown",
            message=f"De rol '{unknown[0][:40]}' kennen we niet.",
            remedy="Kies uit: Professional, Leidinggevende, HR, Coördinator, Beheerder.",
        )
    return tuple(sorted({role for word in words if (role := _ROLES[word]) is not None}))
