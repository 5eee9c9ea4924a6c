"""What HR enters by hand: a person, a registration, a pause, leaving and coming back (*met de hand*)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.imports.import_people import count_again, registers_without_period
from register.people.models import Employment, Membership, Person, Registration, RegistrationPause, Team
from register.people.names import Name
from register.points.claims import has_claims
from register.points.judges import judges_for, known_cycle, rule_book

STALE = "Iemand anders heeft dit intussen gewijzigd. Bekijk de nieuwe versie en probeer het opnieuw."
_LONGEST_EXTENSION = 3660
_LONGEST_PERIOD = timedelta(days=20 * 366)


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    """Somebody as HR types them."""

    personnel_number: str
    given_name: str
    family_name: str
    prefix: str = ""
    email: str = ""
    job_title: str = ""
    team_id: int | None = None
    starts_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class RegistrationEntry:
    """A registration as HR types it."""

    register_id: str
    number: str
    level: str
    cycle_starts_on: date
    cycle_ends_on: date | None
    extension_days: int = 0
    ended_on: date | None = None


def add_person(viewer: Viewer, entry: PersonEntry, *, at: datetime, today: date) -> int:
    """Add one person; returns the id.

    Raises:
        Invalid: the number or address is taken, or a value cannot be.

    """
    with transaction() as session:
        _require_hr(viewer)
        number = "".join(entry.personnel_number.split())
        _check_person(session, viewer, entry, number)
        name = Name(given_name=entry.given_name, prefix=entry.prefix, family_name=entry.family_name)
        person = Person(
            organisation_id=viewer.organisation_id,
            given_name=name.given_name,
            prefix=name.prefix,
            family_name=name.family_name,
            display_name=name.display,
            sort_key=name.sort_key,
            search_key=name.search_key,
            email=entry.email.strip().lower() or None,
            employments=[
                Employment(
                    organisation_id=viewer.organisation_id,
                    personnel_number=number,
                    starts_on=entry.starts_on,
                    job_title=entry.job_title,
                )
            ],
        )
        session.add(person)
        session.flush()
        if entry.team_id is not None:
            starts_on = entry.starts_on or today
            session.add(Membership(person_id=person.id, team_id=entry.team_id, starts_on=starts_on))
        _record(session, viewer, "persoon.toegevoegd", person.id, at)
        return person.id


def save_registration(
    viewer: Viewer,
    person_id: int,
    entry: RegistrationEntry,
    *,
    registration_id: int | None = None,
    version: int | None = None,
    at: datetime,
) -> int:
    """Add a registration, or change one; claims and standing follow in the same transaction.

    Raises:
        Invalid: a value cannot be, with its field.
        Conflict: somebody else changed it meanwhile.
        NotFound: not of this organisation.

    """
    with transaction() as session:
        find_person(session, viewer, person_id)
        _check_registration(session, viewer, person_id, entry, registration_id)
        values: dict[str, Any] = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
        if registration_id is None:
            registration = Registration(person_id=person_id, **values)
            session.add(registration)
        else:
            registration = find_registration(session, viewer, person_id, registration_id)
            if registration.version != version:
                raise Conflict(STALE)
            _refuse_other_register(session, registration, entry)
            for name, value in values.items():
                setattr(registration, name, value)
        session.flush()
        _record(session, viewer, "registratie.opgeslagen", person_id, at, {"registration": registration.id})
        count_again(session, viewer.organisation_id, [registration.id], at=at)
        return registration.id


def add_pause(
    viewer: Viewer,
    person_id: int,
    registration_id: int,
    *,
    starts_on: date,
    ends_on: date,
    at: datetime,
) -> None:
    """Add a pause; its reason is not asked, because that may be medical.

    Raises:
        Invalid: it ends before it starts, overlaps another, or is outside the period.

    """
    with transaction() as session:
        registration = find_registration(session, viewer, person_id, registration_id)
        if ends_on < starts_on:
            raise Invalid("ends_on", "De pauze eindigt voordat ze begint. Kijk beide datums na.")
        if any(one.starts_on <= ends_on and starts_on <= one.ends_on for one in registration.pauses):
            raise Invalid("starts_on", "Er is in deze dagen al een pauze. Haal die eerst weg of kies andere dagen.")
        first, last = _period(session, viewer, registration)
        if ends_on < first or (last is not None and starts_on > last):
            said = f"{first:%d-%m-%Y} tot en met {last:%d-%m-%Y}" if last else f"vanaf {first:%d-%m-%Y}"
            raise Invalid("starts_on", f"De pauze valt buiten de registratie ({said}). Kijk de datums na.")
        session.add(RegistrationPause(registration_id=registration_id, starts_on=starts_on, ends_on=ends_on))
        session.flush()
        _record(session, viewer, "pauze.toegevoegd", person_id, at, {"registration": registration_id})
        count_again(session, viewer.organisation_id, [registration_id], at=at)


def remove_pause(viewer: Viewer, person_id: int, registration_id: int, pause_id: int, *, at: datetime) -> None:
    """Take a pause away."""
    with transaction() as session:
        registration = find_registration(session, viewer, person_id, registration_id)
        if pause_id not in {one.id for one in registration.pauses}:
            raise NotFound
        session.execute(delete(RegistrationPause).where(RegistrationPause.id == pause_id))
        session.expire(registration)
        _record(session, viewer, "pauze.weggehaald", person_id, at, {"registration": registration_id})
        count_again(session, viewer.organisation_id, [registration_id], at=at)


def set_active(viewer: Viewer, person_id: int, *, active: bool, version: int | None, at: datetime) -> None:
    """Close the register to somebody at once, or open it again; nothing of theirs goes (bar AZ5).

    Raises:
        Conflict: somebody else changed it meanwhile, or it is the viewer.

    """
    with transaction() as session:
        person = find_person(session, viewer, person_id)
        if person.version != version:
            raise Conflict(STALE)
        if person_id == viewer.person_id:
            raise Conflict("Jezelf kun je niet op non-actief zetten. Vraag een collega van HR.")
        person.deactivated_at = None if active else at
        _record(session, viewer, "persoon.actief" if active else "persoon.non-actief", person_id, at)


def find_person(session: Session, viewer: Viewer, person_id: int) -> Person:
    """Return a person of the viewer's organisation, for HR.

    Raises:
        NotFound: somebody else's, not there, or the viewer is not HR.

    """
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != viewer.organisation_id or not viewer.has(Role.HR):
        raise NotFound
    return person


def find_registration(session: Session, viewer: Viewer, person_id: int, registration_id: int) -> Registration:
    """Return a registration of a person of the viewer's organisation.

    Raises:
        NotFound: not theirs, or not there.

    """
    find_person(session, viewer, person_id)
    registration = session.get(Registration, registration_id)
    if registration is None or registration.person_id != person_id:
        raise NotFound
    return registration


def refuse_taken_address(session: Session, viewer: Viewer, email: str, *, person_id: int = 0) -> None:
    """Refuse an address that somebody else of the organisation has.

    Raises:
        Invalid: it is taken.

    """
    others = (Person.organisation_id == viewer.organisation_id, Person.id != person_id)
    if email and session.scalar(select(Person.id).where(*others, Person.email == email).limit(1)):
        raise Invalid("email", "Dit e-mailadres is al van iemand anders. Geef ieder een eigen adres.")


def _check_person(session: Session, viewer: Viewer, entry: PersonEntry, number: str) -> None:
    if not number:
        raise Invalid("personnel_number", "Vul het personeelsnummer in.")
    if not entry.family_name:
        raise Invalid("family_name", "Vul de achternaam in.")
    known = session.scalars(
        select(Employment.personnel_number).where(
            Employment.organisation_id == viewer.organisation_id,
            Employment.personnel_number.endswith(number.lstrip("0")),
        )
    )
    if any(one.lstrip("0") == number.lstrip("0") for one in known):
        raise Invalid("personnel_number", "Dit personeelsnummer is al van iemand. Zoek die persoon op bij Mensen.")
    refuse_taken_address(session, viewer, entry.email.strip().lower())
    if entry.team_id is not None:
        team = session.get(Team, entry.team_id)
        if team is None or team.organisation_id != viewer.organisation_id:
            raise Invalid("team_id", "Kies een team uit de lijst.")


def _check_registration(
    session: Session, viewer: Viewer, person_id: int, entry: RegistrationEntry, registration_id: int | None
) -> None:
    info = rule_book().infos.get(entry.register_id)
    if info is None:
        raise Invalid("register_id", "Kies een register uit de lijst.")
    if entry.number and (problem := info.number_problem(entry.number)):
        raise Invalid("number", problem)
    if entry.cycle_ends_on is not None and entry.cycle_ends_on < entry.cycle_starts_on:
        raise Invalid("cycle_ends_on", "De registratie eindigt voordat ze begint. Kijk beide datums na.")
    if entry.cycle_ends_on is not None and entry.cycle_ends_on - entry.cycle_starts_on > _LONGEST_PERIOD:
        raise Invalid("cycle_ends_on", "Zo lang duurt geen registratie: meer dan 20 jaar. Kijk naar het jaar.")
    without = registers_without_period(session, viewer.organisation_id)
    if entry.cycle_ends_on is None and entry.register_id in without:
        raise Invalid(
            "cycle_ends_on",
            f"Hoe lang een registratie bij {info.name} duurt, is niet vastgesteld. Vul de einddatum in.",
        )
    if not 0 <= entry.extension_days <= _LONGEST_EXTENSION:
        raise Invalid("extension_days", f"Een verlenging duurt 0 tot {_LONGEST_EXTENSION} dagen.")
    twin = session.scalar(
        select(Registration.id).where(
            Registration.person_id == person_id,
            Registration.register_id == entry.register_id,
            Registration.cycle_starts_on == entry.cycle_starts_on,
        )
    )
    if twin is not None and twin != registration_id:
        raise Invalid("cycle_starts_on", "Deze registratie staat er al, met dezelfde begindatum.")


def _period(session: Session, viewer: Viewer, registration: Registration) -> tuple[date, date | None]:
    """Return the first and last day of a registration; `None`: nobody knows the last."""
    known = [registration.register_id]
    judge = judges_for(session, organisation_id=viewer.organisation_id, register_ids=known)[registration.register_id]
    cycle = known_cycle(registration, judge)
    ends = [day for day in (cycle.ends_on if cycle else None, registration.ended_on) if day is not None]
    return registration.cycle_starts_on, min(ends, default=None)


def _refuse_other_register(session: Session, registration: Registration, entry: RegistrationEntry) -> None:
    """Points were made for the register that stands there; under another one they would be somebody else's."""
    if entry.register_id != registration.register_id and has_claims(session, registration.id):
        name = rule_book().infos[registration.register_id].name
        raise Invalid(
            "register_id",
            f"Bij deze registratie staan al punten voor {name}. Laat het register zo, vul bij “Uitgeschreven op” "
            "de laatste dag in en voeg voor het andere register een nieuwe registratie toe.",
        )


def _require_hr(viewer: Viewer) -> None:
    if not viewer.has(Role.HR):
        raise NotFound


def _record(  # noqa: PLR0917 - one line of the trail
    session: Session,
    viewer: Viewer,
    act: str,
    person_id: int,
    at: datetime,
    details: Mapping[str, int] | None = None,
) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="person",
        object_id=person_id,
        at=at,
        details=dict(details or {}),
    )
