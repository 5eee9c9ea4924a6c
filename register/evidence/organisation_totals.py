"""The totals of the evidence of an organisation (D7): a line per registration, with what the file holds of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.bulk.portions import in_chunks
from register.current import day_here
from register.evidence.organisation_choice import AT_ONCE, Selection, chosen_registrations
from register.people.leaving import last_days
from register.people.models import Employment, Person, Registration
from register.points.judges import rule_book
from register.points.models import Standing
from register.privacy.layers import Audience, Layer, Opened, opened_by
from register.workbooks.write import Column, Value

PLACES = {Layer.EVIDENCE: ("bewijsmappen", "zip"), Layer.LIST: ("lijsten", "xlsx")}
"""In which folder stands what was made of somebody, and as what."""
REFUSED = "niet-gelukt"
TOTAL_COLUMNS = (
    Column(header="Naam", width=28),
    Column(header="Uit dienst", kind="date", width=12),
    Column(header="Register", width=24),
    Column(header="Nummer in register", width=18),
    Column(header="Periode tot en met", kind="date", width=12),
    Column(header="Vastgelegd", kind="decimal", width=11),
    Column(header="Telt mee", kind="decimal", width=11),
    Column(header="Toegekend", kind="decimal", width=11),
    Column(header="Nog nodig", kind="decimal", width=18),
    Column(header="In dit pakket", width=44),
)
_TOLD = {
    Layer.TOTALS: "alleen deze totalen: de medewerker heeft niet alles opengezet",
    Layer.LIST: "de lijst van activiteiten (map lijsten)",
    Layer.EVIDENCE: "de hele bewijsmap (map bewijsmappen)",
}
_OTHER_PERIOD = "niets van deze registratie: van een register gaat de laatste mee die in de gekozen periode valt"
_FAILED = f"niet gelukt: de reden staat in de map {REFUSED}"


@dataclass(frozen=True, kw_only=True)
class Made:
    """What stands in the folder of a job: a file of whom, and of whom none could be made."""

    files: Mapping[int, tuple[Layer, Path]]
    failed: frozenset[int]


def made_in(folder: Path) -> Made:
    """Look what was made."""
    return Made(
        files={
            _whose(path): (layer, path)
            for layer, (place, extension) in PLACES.items()
            for path in folder.glob(f"{place}/*.{extension}")
        },
        failed=frozenset(_whose(path) for path in folder.glob(f"{REFUSED}/*.txt")),
    )


def total_rows(
    session: Session, what: Selection, people: Sequence[int], made: Made, *, asker_id: int, on: date
) -> Iterator[tuple[Value, ...]]:
    """Give a line per person and registration: all that may be said of who opened nothing more."""
    for some in in_chunks(people, AT_ONCE):
        yield from _rows(session, what, some, made, asker_id=asker_id, on=on)


def _rows(
    session: Session, what: Selection, people: Sequence[int], made: Made, *, asker_id: int, on: date
) -> Iterator[tuple[Value, ...]]:
    opened = opened_by(session, people, Audience.HR, on=on)
    opened[asker_id] = Opened(everything=Layer.EVIDENCE)
    chosen = chosen_registrations(session, what, people)
    left = _left(session, people, on)
    infos = rule_book().infos
    query = (
        select(Person.id, Person.display_name, Registration, Standing)
        .outerjoin(Registration, Registration.person_id == Person.id)
        .outerjoin(Standing, Standing.registration_id == Registration.id)
        .where(Person.id.in_(people))
        .order_by(Person.sort_key, Person.id, Registration.id)
    )
    for person_id, name, registration, standing in session.execute(query):
        if what.register_id and (registration is None or registration.register_id != what.register_id):
            continue
        is_other = registration is not None and bool(what.register_id) and chosen.get(person_id) != registration.id
        register = registration.register_id if registration else None
        yield (
            name,
            left.get(person_id),
            infos[register].name if register and register in infos else register,
            registration.number if registration else None,
            standing.ends_on if standing else None,
            standing.logged if standing else None,
            standing.countable if standing else None,
            standing.granted if standing else None,
            _needed(standing) if standing else None,
            _told_of_other(opened.get(person_id), registration.id) if is_other else _told(made, person_id),
        )


def _told(made: Made, person_id: int) -> str:
    """Say what is in the file of somebody, whatever was opened or closed since it was made."""
    if person_id in made.failed:
        return _FAILED
    return _TOLD[made.files[person_id][0] if person_id in made.files else Layer.TOTALS]


def _told_of_other(opened: Opened | None, registration_id: int) -> str:
    """Say why a registration is left out that is not the one that was asked for."""
    is_closed = opened is None or opened.of(registration_id) is Layer.TOTALS
    return _TOLD[Layer.TOTALS] if is_closed else _OTHER_PERIOD


def _left(session: Session, people: Sequence[int], on: date) -> dict[int, date]:
    """Return the last day of who left: that of the last employment, else the day on which the access was stopped."""
    stopped = session.execute(
        select(Person.id, Person.deactivated_at).where(Person.id.in_(people), Person.deactivated_at.is_not(None))
    )
    found = {row.id: day_here(row.deactivated_at) for row in stopped}
    last = session.execute(last_days().where(Employment.person_id.in_(people)))
    return found | {row.person_id: row.last_day for row in last if row.last_day is not None and row.last_day < on}


def _needed(standing: Standing) -> Decimal | str:
    return "niet vastgesteld" if standing.needed is None else standing.needed


def _whose(path: Path) -> int:
    return int(path.name.partition("-")[0])
