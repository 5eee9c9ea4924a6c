"""Workbooks as an HR system writes them: twelve columns, made-up people, always the same for the same number."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from register.workbooks.write import Column, SheetSpec, write_workbook

HEADER = (
    "Personeelsnummer", "Roepnaam", "Voorletters", "Voorvoegsel", "Achternaam", "E-mail werk", "Functie", "Team",
    "Leidinggevende (personeelsnummer)", "Datum in dienst", "Datum uit dienst", "Uren per week",
)  # fmt: skip
REGISTERED = ("Register", "Registernummer", "Registratie van", "Registratie tot")
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


def write_employees(path: Path, people: int, *, registered: bool = False) -> None:
    """Write a workbook with so many people; the first of each team manages it. `registered`: all are in a register."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Medewerkers")
    sheet.append([*HEADER, *(REGISTERED if registered else ())])
    for place, row in enumerate(employees(people)):
        cells = [*row, *(_registration(place) if registered else ())]
        sheet.append([_dated(sheet, value) if isinstance(value, date) else value for value in cells])
    workbook.save(path)


def _registration(place: int) -> tuple[Any, ...]:
    """Registered on one of some fifteen hundred days, for five years."""
    first = date(2022, 1, 1) + timedelta(days=place * 7919 % 1_500)
    last = first.replace(year=first.year + 5, day=min(first.day, 28)) - timedelta(days=1)
    return "rp-sw", f"4610{place:06d}", first, last


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


def write_trainings(path: Path, rows: int, *, people: int) -> None:
    """Write a history of so many rows, spread over people."""
    columns = [
        Column(header="Personeelsnummer"),
        Column(header="Activiteit"),
        Column(header="Type"),
        Column(header="Datum", kind="date"),
        Column(header="Uren", kind="decimal"),
        Column(header="Aanbieder"),
        Column(header="Status"),
    ]
    write_workbook(path, [SheetSpec(title="Scholing", columns=columns, rows=trainings(rows, people=people))])


def trainings(rows: int, *, people: int) -> Iterator[tuple[Any, ...]]:
    """Rows as a learning system has them: of the same few hundred trainings, each person another day."""
    for place in range(rows):
        turn = place // people
        yield (
            f"{place % people + 1:06d}",
            f"Training {turn % 400 + 1:03d}: {_JOBS[turn % len(_JOBS)].lower()} in de wijk",
            "Training of cursus",
            date(2010, 1, 1) + timedelta(days=(turn * 13 + place % 7) % 5_800),
            (1, 1.5, 2, 3, 4, 7)[place % 6],
            "Academie Noord",
            "Afgerond",
        )


def _dated(sheet: Any, value: date) -> Any:
    cell = WriteOnlyCell(sheet, datetime.combine(value, time()))
    cell.number_format = "dd-mm-yyyy"
    return cell
