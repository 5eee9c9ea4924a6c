"""Make a real .xlsx from rows, as somebody would in Excel."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

PEOPLE_HEADER = (
    "Personeelsnummer", "Roepnaam", "Voorvoegsel", "Achternaam", "E-mail werk", "Team", "Leidinggevende",
    "Datum in dienst", "Datum uit dienst", "Register", "Registernummer", "Registratie van", "Rol",
)  # fmt: skip
TRAINING_HEADER = (
    "Personeelsnummer", "Naam", "Activiteit", "Type", "Datum", "Uren", "Punten", "ID-nummer", "Register", "Status",
    "Punten toegekend",
)  # fmt: skip


def workbook_bytes(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> BytesIO:
    """The bytes of a workbook with one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def write_rows(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    """Write a workbook with one sheet."""
    path.write_bytes(workbook_bytes(header, rows).getvalue())
    return path


def person_row(number: str = "00101", /, **given: Any) -> tuple[Any, ...]:
    """A whole row of a person; takes what the test is about, by header."""
    values: dict[str, Any] = {
        "Personeelsnummer": number,
        "Roepnaam": "Els",
        "Voorvoegsel": "van den",
        "Achternaam": "Berg",
        "Team": "Team Oost",
        "Datum in dienst": date(2020, 3, 1),
    }
    values |= given
    return tuple(values.get(header) for header in PEOPLE_HEADER)


def training_row(number: str = "00101", /, **given: Any) -> tuple[Any, ...]:
    """A whole row of learning history; takes what the test is about, by header."""
    values: dict[str, Any] = {
        "Personeelsnummer": number,
        "Activiteit": "Meldcode in de praktijk",
        "Type": "Training of cursus",
        "Datum": date(2025, 3, 5),
        "Uren": 3,
    }
    values |= given
    return tuple(values.get(header) for header in TRAINING_HEADER)
