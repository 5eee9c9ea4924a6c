"""Workbooks as an HR system writes them: twelve columns, made-up people, always the same for the same number."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

HEADER = (
    "Personeelsnummer", "Roepnaam", "Voorletters", "Voorvoegsel", "Achternaam", "E-mail werk", "Functie", "Team",
    "Leidinggevende (personeelsnummer)", "Datum in dienst", "Datum uit dienst", "Uren per week",
)  # fmt: skip
PER_TEAM = 25
_GIVEN = (
    "Anna",
    "Bram",
    "Chloë",
    "Daan",
    "Esmée",
    "Fatima",
    "Geert-Jan",
    "Hélène",
    "Joëlle",
    "Łukasz",
    "Özlem",
    "Pınar",
    "Søren",
)
_PREFIXES = ("", "", "", "", "van", "de", "van der", "van den", "ter", "'t")
_FAMILY = (
    "Jansen",
    "Vries",
    "Bakker",
    "Müller",
    "Nguyễn",
    "Şahin",
    "Kowalski",
    "Dijk",
    "Berg",
    "Hoekstra",
    "Amrani",
    "Wal",
)
_JOBS = ("Sociaal werker", "Jongerenwerker", "Maatschappelijk werker", "Ouderenwerker", "Wijkcoach", "Teamleider")


def write_employees(path: Path, people: int) -> None:
    """Write a workbook with so many people; the first of each team manages it."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Medewerkers")
    sheet.append(HEADER)
    for row in employees(people):
        sheet.append([_dated(sheet, value) if isinstance(value, date) else value for value in row])
    workbook.save(path)


def employees(people: int) -> Iterator[tuple[Any, ...]]:
    """Rows as HR has them: numbers as text with leading zeros, days as days, hours as numbers."""
    chance = random.Random(2026)
    for place in range(people):
        given, family, prefix = chance.choice(_GIVEN), chance.choice(_FAMILY), chance.choice(_PREFIXES)
        team = place // PER_TEAM
        leads = place % PER_TEAM == 0
        started = date(1995, 1, 1) + timedelta(days=chance.randrange(11_000))
        yield (
            f"{place + 1:06d}",
            given,
            f"{given[0]}.",
            prefix or None,
            family,
            f"medewerker{place + 1}@voorbeeld.example",
            _JOBS[-1] if leads else chance.choice(_JOBS[:-1]),
            f"Team {team + 1:03d}",
            None if leads else f"{team * PER_TEAM + 1:06d}",
            started,
            None,
            chance.choice((16, 20, 24, 28, 32, 36)),
        )


def _dated(sheet: Any, value: date) -> Any:
    cell = WriteOnlyCell(sheet, datetime.combine(value, time()))
    cell.number_format = "dd-mm-yyyy"
    return cell
