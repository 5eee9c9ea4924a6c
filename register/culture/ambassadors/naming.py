"""Name somebody ambassador of a method from–to, and let them stop: by coordinator, HR or admin, or by themselves."""

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.audit import AuditEntry
from register.culture.ambassadors.models import Ambassador
from register.culture.ambassadors.period import find_ambassador
from register.current import day_here
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.labels.methods import KEEPERS, find_method, refuse_others
from register.people.models import Person

_NAMED = "ambassadeur.benoemd"


def name_ambassador(
    viewer: Viewer, method_id: int, person_id: int, *, starts_on: date, at: datetime, today: date
) -> str:
    """Name a colleague ambassador; who is so already stays so once. Returns the name.

    Raises:
        NotFound: there is no such method or colleague here.
        NotAllowed: the viewer does not keep the list of methods.
        Invalid: the day cannot be, or they were ambassador on it already.
        Conflict: the organisation does not work with this method any more.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        method = find_method(session, viewer, method_id)
        refuse_others(viewer)
        if method.ended_on is not None and method.ended_on <= today:
            raise Conflict("Deze werkmethode is gestopt. Neem haar eerst weer op; daarna benoem je een ambassadeur.")
        name = _colleague(session, viewer, person_id)
        if _current(session, method_id, person_id, today) is None:
            _check_period(session, method_id, person_id, starts_on, None)
            named = Ambassador(method_id=method_id, person_id=person_id, starts_on=starts_on)
            session.add(named)
            session.flush()
            _note(session, viewer, _NAMED, named, at)
        return name


def change_period(
    viewer: Viewer,
    method_id: int,
    ambassador_id: int,
    *,
    starts_on: date,
    ends_on: date | None,
    version: int,
    at: datetime,
) -> str:
    """Mend the days between which somebody was ambassador; returns the name.

    Raises:
        NotFound: there is no such naming.
        NotAllowed: the viewer does not keep the list of methods.
        Conflict: somebody else changed it in the meantime.
        Invalid: the days cannot be.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        named = find_ambassador(session, viewer, method_id, ambassador_id)
        refuse_others(viewer)
        if named.version != version:
            raise Conflict("Iemand anders heeft deze periode intussen gewijzigd. Bekijk haar en probeer het opnieuw.")
        _check_period(session, method_id, named.person_id, starts_on, ends_on, but=ambassador_id)
        named.starts_on, named.ends_on = starts_on, ends_on
        _note(session, viewer, "ambassadeur.periode-gewijzigd", named, at)
        return _name(session, named.person_id)


def step_back(viewer: Viewer, method_id: int, ambassador_id: int, *, at: datetime, today: date) -> str:
    """Let somebody stop, today being the last day; ambassadors may do so by themselves. Returns the name."""
    with transaction() as session:
        named = _own_or_kept(session, viewer, method_id, ambassador_id)
        if named.starts_on > today:
            raise Conflict("Deze periode begint nog. Wijzig de begindatum, of maak de benoeming ongedaan.")
        if named.ends_on is None or named.ends_on > today:
            named.ends_on = today
            _note(session, viewer, "ambassadeur.gestopt", named, at)
        return _name(session, named.person_id)


def go_on(viewer: Viewer, method_id: int, ambassador_id: int, *, at: datetime, today: date) -> str:
    """Undo stopping on that same day; returns the name.

    Raises:
        Conflict: they stopped before today; then it is a new period.

    """
    with transaction() as session:
        named = _own_or_kept(session, viewer, method_id, ambassador_id)
        if named.ends_on is not None:
            if named.ends_on != today:
                raise Conflict("Deze periode is al voorbij. Een coördinator benoemt de ambassadeur opnieuw.")
            named.ends_on = None
            _note(session, viewer, "ambassadeur.gaat-door", named, at)
        return _name(session, named.person_id)


def undo_naming(viewer: Viewer, method_id: int, ambassador_id: int, *, at: datetime, today: date) -> str:
    """Take a naming of today back, as if it never was; returns the name.

    Raises:
        NotFound: there is no such naming.
        NotAllowed: the viewer does not keep the list of methods.
        Conflict: it was made before today; then it ends, and stays to be read.

    """
    with transaction() as session:
        named = find_ambassador(session, viewer, method_id, ambassador_id)
        refuse_others(viewer)
        if ambassador_id not in named_today(session, viewer, today=today):
            raise Conflict("Deze benoeming is niet van vandaag. Laat de ambassadeur stoppen, of wijzig de periode.")
        name = _name(session, named.person_id)
        _note(session, viewer, "ambassadeur.benoeming-ongedaan", named, at)
        session.delete(named)
        return name


def named_today(session: Session, viewer: Viewer, *, today: date) -> set[int]:
    """Return which namings were made today, by the trail: those can be undone."""
    rows = session.execute(
        select(AuditEntry.object_id, AuditEntry.at)
        .where(AuditEntry.organisation_id == viewer.organisation_id, AuditEntry.act == _NAMED)
        .order_by(AuditEntry.seq.desc())
        .limit(50)
    )
    return {row.object_id for row in rows if day_here(row.at) == today}


def _own_or_kept(session: Session, viewer: Viewer, method_id: int, ambassador_id: int) -> Ambassador:
    named = find_ambassador(session, viewer, method_id, ambassador_id)
    if named.person_id != viewer.person_id and not viewer.has(*KEEPERS):
        raise NotFound
    return named


def _colleague(session: Session, viewer: Viewer, person_id: int) -> str:
    name = session.scalar(
        select(Person.display_name).where(
            Person.id == person_id,
            Person.organisation_id == viewer.organisation_id,
            Person.deactivated_at.is_(None),
        )
    )
    if name is None:
        raise NotFound("Deze collega werkt hier niet (meer). Kies opnieuw.")
    return name


def _name(session: Session, person_id: int) -> str:
    return session.scalars(select(Person.display_name).where(Person.id == person_id)).one()


def _current(session: Session, method_id: int, person_id: int, today: date) -> Ambassador | None:
    return session.scalar(
        select(Ambassador)
        .where(
            Ambassador.method_id == method_id,
            Ambassador.person_id == person_id,
            or_(Ambassador.ends_on.is_(None), Ambassador.ends_on > today),
        )
        .limit(1)
    )


def _check_period(
    session: Session, method_id: int, person_id: int, starts_on: date, ends_on: date | None, *, but: int = 0
) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Invalid("ends_on", "De laatste dag ligt voor de eerste. Draai de datums om.")
    other = select(Ambassador.id).where(
        Ambassador.method_id == method_id,
        Ambassador.person_id == person_id,
        Ambassador.id != but,
        or_(Ambassador.ends_on.is_(None), Ambassador.ends_on >= starts_on),
    )
    if ends_on is not None:
        other = other.where(Ambassador.starts_on <= ends_on)
    if session.scalar(other.limit(1)) is not None:
        raise Invalid("starts_on", "In deze periode was deze collega al ambassadeur. Kies andere datums.")


def _note(session: Session, viewer: Viewer, act: str, named: Ambassador, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="ambassador",
        object_id=named.id,
        at=at,
        details={"method_id": named.method_id, "person_id": named.person_id},
    )
