"""Make the two workbooks that the demo is read from: `python -m register.demo.make_workbooks`.

They are shipped, so that a demo starts as a real organisation would: with the file that HR has.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from register.demo.organisation import TODAY, Colleague, colleagues

FOLDER = Path(__file__).parent
_PEOPLE = (
    "Personeelsnummer", "Roepnaam", "Voorvoegsel", "Achternaam", "E-mail werk", "Functie", "Locatie", "Team",
    "Leidinggevende", "Datum in dienst", "Uren per week", "Register", "Registernummer", "Niveau",
    "Registratie van", "Registratie tot", "Rol",
)  # fmt: skip
_TRAINING = (
    "Personeelsnummer", "Naam", "Activiteit", "Type", "Datum", "Uren", "Punten", "Aanbieder", "ID-nummer",
)  # fmt: skip
_COURSES = (
    ("Motiverende gespreksvoering", "training", 6, "RP-20418", 6),
    ("Meldcode in de praktijk", "elearning", 2, "RP-20977", 2),
    ("Schulden en stress", "training", 3, "RP-21033", 3),
    ("Studiedag samenwerken in de wijk", "congres", 5, "", None),
    ("Traumasensitief werken", "training", 12, "RP-19860", 12),
    ("Webinar eenzaamheid onder ouderen", "webinar", 1, "RP-22104", 1),
    ("Omgaan met agressie", "training", 6, "", None),
    ("Ethiek en beroepscode", "elearning", 3, "RP-20551", 3),
)


def main() -> None:
    """Write `medewerkers.xlsx` and `scholing.xlsx` beside this file."""
    _write(FOLDER / "medewerkers.xlsx", "Medewerkers", _PEOPLE, _people_rows())
    _write(FOLDER / "scholing.xlsx", "Scholing", _TRAINING, _training_rows())


def _people_rows() -> Iterator[tuple[Any, ...]]:
    for one in colleagues():
        enrolments = one.enrolments or (None,)
        for place, enrolment in enumerate(enrolments):
            register = (
                (enrolment.register_id, enrolment.number, enrolment.level, enrolment.starts_on, enrolment.ends_on)
                if enrolment
                else (None,) * 5
            )
            yield (*_who(one), *register, one.role if place == 0 else None)


def _who(one: Colleague) -> tuple[Any, ...]:
    return (
        one.number, one.given_name, one.prefix, one.family_name, one.email, one.job_title, one.location, one.team,
        one.manager, one.starts_on, one.hours,
    )  # fmt: skip


def _training_rows() -> Iterator[tuple[Any, ...]]:
    """About three courses a person a year, over two years, none on a Sunday."""
    chance = random.Random(7)
    for one in colleagues():
        for course in chance.sample(_COURSES, k=6):
            title, kind, hours, accreditation, points = course
            on = _weekday(TODAY - timedelta(days=chance.randrange(20, 730)))
            name = " ".join(part for part in (one.given_name, one.prefix, one.family_name) if part)
            yield (one.number, name, title, kind, on, hours, points, "Leerhuis Rivierstad", accreditation)


def _weekday(on: date) -> date:
    return on + timedelta(days=1) if on.weekday() == 6 else on


def _write(path: Path, title: str, header: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    workbook = Workbook()
    workbook.properties.creator = "Leerregister (demo)"
    sheet = workbook.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = title
    sheet.append(header)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([None if value == "" else value for value in row])
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            if isinstance(cell.value, date):
                cell.number_format = "dd-mm-yyyy"
            elif isinstance(cell.value, str):
                cell.number_format = "@"
    sheet.freeze_panes = "A2"
    workbook.save(path)


if __name__ == "__main__":
    main()
