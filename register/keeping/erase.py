"""Erase somebody (*wissen*, bar PR3): what is theirs goes, what is also of others stays under a pseudonym.

HR asks and the administrator carries it out: two people. Where the term of retention is over, it happens by itself.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.keeping.doomed import delete_doomed, doomed_with
from register.keeping.holds import is_held
from register.keeping.leavers import works_here
from register.keeping.models import Erasure
from register.keeping.scrub import Leftovers, scrub, throw_away
from register.people.models import Person
from register.settings import Settings

_HELD = "Van deze persoon mag nu niets gewist worden: er is een bewaarplicht. Beëindig die eerst."
_WORKS_HERE = "Deze persoon werkt hier nog. Wissen kan na de laatste werkdag."
_LONGEST = 100


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What came of it: the pseudonym, and how many rows went by the name of their table."""

    person_id: int
    pseudonym: str
    counts: dict[str, int]


def ask_to_erase(viewer: Viewer, person_id: int, *, reference: str, at: datetime, today: date) -> int:
    """Ask to erase somebody; returns the id of the request. A second time it is the same request.

    Raises:
        NotFound: not HR, or nobody of this organisation.
        NotAllowed: oneself.
        Invalid: a reference that is too long.
        Conflict: still works here, is held, or is erased already.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        person = person_to_keep(session, viewer, person_id)
        if person.id == viewer.person_id:
            raise NotAllowed("Je kunt niet vragen om jezelf te wissen. Vraag het een collega van HR.")
        if len(reference) > _LONGEST:
            raise Invalid("reference", f"Het kenmerk is hooguit {_LONGEST} tekens lang.")
        _refuse(session, person, today)
        waiting = open_request(session, person.id)
        if waiting is not None:
            return waiting.id
        row = Erasure(
            organisation_id=person.organisation_id,
            person_id=person.id,
            reference=reference.strip(),
            asked_by_id=viewer.person_id,
            asked_at=at,
        )
        session.add(row)
        session.flush()
        _note(session, row, viewer.person_id, "wissen.gevraagd", at=at)
        return row.id


def withdraw_request(viewer: Viewer, erasure_id: int, *, at: datetime) -> None:
    """Take a request back.

    Raises:
        NotFound: not there, or not for this viewer.
        Conflict: it was carried out already.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        row = _request(session, viewer, erasure_id)
        if row.carried_out_at is not None:
            raise Conflict("Dit is al uitgevoerd en kan niet terug.")
        if row.withdrawn_at is None:
            row.withdrawn_at = at
            _note(session, row, viewer.person_id, "wissen.teruggenomen", at=at)


def carry_out(viewer: Viewer, erasure_id: int, *, sure: bool, at: datetime, today: date, settings: Settings) -> Erased:
    """Erase whom somebody else asked to erase.

    Raises:
        NotFound: not there, or not for this viewer.
        NotAllowed: not the administrator, the one who asked, or the one to be erased.
        Conflict: taken back, done already, held, or works here again.
        Invalid: nobody said to be sure.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        row = _request(session, viewer, erasure_id)
        if not viewer.has(Role.ADMIN):
            raise NotAllowed("Alleen de beheerder voert het wissen uit.")
        if viewer.person_id in {row.asked_by_id, row.person_id}:
            raise NotAllowed("Wissen vraagt twee mensen: wie erom vroeg, voert het niet uit.")
        if row.carried_out_at is not None or row.withdrawn_at is not None:
            raise Conflict("Dit verzoek is al uitgevoerd of teruggenomen.")
        person = session.get_one(Person, row.person_id, populate_existing=True)
        _refuse(session, person, today)
        if not sure:
            raise Invalid("sure", "Zet eerst het vinkje: wissen kan niet terug. Er is niets gewist.")
        done, left = _erase(session, row, person, by=viewer.person_id, at=at)
    throw_away(left, settings=settings)
    return done


def erase_by_term(session: Session, person: Person, *, at: datetime) -> tuple[Erased, Leftovers]:
    """Erase somebody whose term is over, in the caller's transaction; the caller throws away what is left, later."""
    row = open_request(session, person.id)
    if row is None:
        row = Erasure(organisation_id=person.organisation_id, person_id=person.id, asked_at=at)
        session.add(row)
    return _erase(session, row, person, by=None, at=at)


def open_request(session: Session, person_id: int) -> Erasure | None:
    """Return the request that waits, if any."""
    return session.scalar(
        select(Erasure).where(
            Erasure.person_id == person_id, Erasure.withdrawn_at.is_(None), Erasure.carried_out_at.is_(None)
        )
    )


def person_to_keep(session: Session, viewer: Viewer, person_id: int) -> Person:
    """Return somebody of the viewer's own organisation, for HR.

    Raises:
        NotFound: not HR, or nobody of this organisation.

    """
    found = session.scalar(
        select(Person).where(Person.id == person_id, Person.organisation_id == viewer.organisation_id)
    )
    if found is None or not viewer.has(Role.HR):
        raise NotFound
    return found


def _request(session: Session, viewer: Viewer, erasure_id: int) -> Erasure:
    row = session.scalar(
        select(Erasure)
        .where(Erasure.id == erasure_id, Erasure.organisation_id == viewer.organisation_id)
        .execution_options(populate_existing=True)
    )
    if row is None or not viewer.has(Role.HR, Role.ADMIN):
        raise NotFound
    return row


def _refuse(session: Session, person: Person, today: date) -> None:
    done = select(Erasure.id).where(Erasure.person_id == person.id, Erasure.carried_out_at.is_not(None))
    if session.scalar(done) is not None:
        raise Conflict("Deze persoon is al gewist.")
    if is_held(session, person.id, on=today):
        raise Conflict(_HELD)
    if works_here(session, person, today=today):
        raise Conflict(_WORKS_HERE)


def _erase(session: Session, row: Erasure, person: Person, *, by: int | None, at: datetime) -> tuple[Erased, Leftovers]:
    highest = select(func.max(Erasure.number)).where(Erasure.organisation_id == person.organisation_id)
    number = (session.scalar(highest) or 0) + 1
    pseudonym = f"Oud-collega {number}"
    session.flush()
    doomed = doomed_with(session, person.id)
    left = scrub(session, person, doomed, pseudonym=pseudonym, at=at)
    delete_doomed(session, doomed)
    left.find_files(session)
    row.number, row.carried_out_by_id, row.carried_out_at = number, by, at
    row.reference, row.counts = "", doomed.counts
    _note(session, row, by, "persoon.gewist", at=at)
    return Erased(person_id=person.id, pseudonym=pseudonym, counts=doomed.counts), left


def _note(session: Session, row: Erasure, actor_id: int | None, act: str, *, at: datetime) -> None:
    session.flush()
    audit.record(
        session,
        organisation_id=row.organisation_id,
        actor_id=actor_id,
        act=act,
        object_kind="person",
        object_id=row.person_id,
        at=at,
        details={"erasure_id": row.id, "rows": sum((row.counts or {}).values())},
    )
