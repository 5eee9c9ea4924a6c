"""The second sheet of the register evidence: where each registration stands, per part of the register (F1)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from register.people.models import Person, Registration
from register.points.kept_tracks import KeptTrack
from register.points.models import Standing
from register.workbooks.write import Column, Value

if TYPE_CHECKING:
    from register.evidence.export import EvidenceFilter

STANDING_COLUMNS = (
    Column(header="Personeelsnummer"),
    Column(header="Naam", width=28),
    Column(header="Code register", width=14),
    Column(header="Nummer in register", width=18),
    Column(header="Periode van", kind="date", width=12),
    Column(header="Periode tot en met", kind="date", width=12),
    Column(header="Categorie", width=40),
    Column(header="Vastgelegd", kind="decimal", width=11),
    Column(header="Telt mee", kind="decimal", width=11),
    Column(header="Toegekend", kind="decimal", width=11),
    Column(header="Nog nodig", kind="decimal", width=18),
    Column(header="Minimum", kind="decimal", width=18),
    Column(header="Opmerking", width=44),
)
UNKNOWN, NO_MINIMUM = "niet vastgesteld", "geen"


def standing_rows(
    session: Session, organisation_id: int, what: "EvidenceFilter", numbers: Mapping[int, str]
) -> Iterator[tuple[Value, ...]]:
    """Return a row for every part of every registration."""
    for standing, registration, person_id, name in session.execute(standing_query(organisation_id, what)):
        for part in (*standing.tracks, standing):
            yield (
                numbers.get(person_id, ""),
                name,
                registration.register_id,
                registration.number,
                standing.starts_on,
                standing.ends_on,
                part.name,
                part.logged,
                part.countable,
                part.granted,
                UNKNOWN if part.needed is None else part.needed,
                _minimum(part),
                part.label,
            )


def standing_query(organisation_id: int, what: "EvidenceFilter") -> Select[*tuple[Any, ...]]:
    """Ask for the standings of everybody or one person, by name and registration."""
    query = (
        select(Standing, Registration, Person.id, Person.display_name)
        .join(Registration, Registration.id == Standing.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(Person.organisation_id == organisation_id)
        .order_by(Person.sort_key, Person.id, Registration.id)
    )
    if what.person_id is not None:
        query = query.where(Person.id == what.person_id)
    if what.register_id:
        query = query.where(Registration.register_id == what.register_id)
    return query if what.registration_id is None else query.where(Registration.id == what.registration_id)


def _minimum(part: Standing | KeptTrack) -> Decimal | str:
    """Return the minimum, or why there is no number: nobody knows it, or this part asks for none."""
    if part.minimum is not None:
        return part.minimum
    return UNKNOWN if part.needed is None else NO_MINIMUM
