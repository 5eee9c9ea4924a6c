"""A legal hold (*bewaarplicht*): nothing of somebody is erased as long as it holds, for example during a dispute."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from register import audit
from register.access import Role, Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.keeping.models import LegalHold
from register.people.models import Person

_LONGEST = 100


@dataclass(frozen=True, kw_only=True)
class Hold:
    """What HR fills in: where the case is found, and until when; without an end it holds until somebody ends it."""

    reference: str
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class HoldLine:
    """One hold as the list shows it."""

    id: int
    person_id: int
    name: str
    reference: str
    starts_on: date
    until_on: date | None
    set_by: str
    holds: bool


def set_hold(viewer: Viewer, person_id: int, hold: Hold, *, at: datetime, today: date) -> int:
    """Keep everything of somebody for now; returns the id.

    Raises:
        NotFound: not HR, or nobody of this organisation.
        NotAllowed: oneself.
        Invalid: no reference, or an end that has been.

    """
    if not hold.reference.strip() or len(hold.reference) > _LONGEST:
        raise Invalid("reference", f"Zet er het kenmerk van de zaak bij, hooguit {_LONGEST} tekens.")
    if hold.until_on is not None and hold.until_on < today:
        raise Invalid("until_on", "Deze dag is al geweest. Kies een latere, of laat het leeg.")
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        whose = select(Person.id).where(Person.id == person_id, Person.organisation_id == viewer.organisation_id)
        if not viewer.has(Role.HR) or session.scalar(whose) is None:
            raise NotFound
        if person_id == viewer.person_id:
            raise NotAllowed("Een bewaarplicht voor jezelf legt een collega van HR vast.")
        row = LegalHold(
            person_id=person_id,
            reference=hold.reference.strip(),
            starts_on=today,
            until_on=hold.until_on,
            set_by_id=viewer.person_id,
            set_at=at,
        )
        session.add(row)
        session.flush()
        _note(session, viewer, row, "bewaarplicht.gezet", at=at)
        return row.id


def end_hold(viewer: Viewer, hold_id: int, *, at: datetime) -> None:
    """Let a hold end now.

    Raises:
        NotFound: not there, or not for this viewer.
        Conflict: it ended already.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        row = session.scalar(
            select(LegalHold)
            .join(Person, Person.id == LegalHold.person_id)
            .where(LegalHold.id == hold_id, Person.organisation_id == viewer.organisation_id)
        )
        if row is None or not viewer.has(Role.HR):
            raise NotFound
        if row.ended_at is not None:
            raise Conflict("Deze bewaarplicht is al beëindigd.")
        row.ended_at, row.ended_by_id = at, viewer.person_id
        _note(session, viewer, row, "bewaarplicht.beeindigd", at=at)


def holds_of(session: Session, organisation_id: int, *, on: date) -> tuple[HoldLine, ...]:
    """List every hold of an organisation, those that hold first."""
    setter = aliased(Person)
    rows = session.execute(
        select(LegalHold, Person.display_name, setter.display_name.label("set_by"))
        .join(Person, Person.id == LegalHold.person_id)
        .join(setter, setter.id == LegalHold.set_by_id)
        .where(Person.organisation_id == organisation_id)
        .order_by(LegalHold.id.desc())
    )
    lines = [
        HoldLine(
            id=row.id,
            person_id=row.person_id,
            name=name,
            reference=row.reference,
            starts_on=row.starts_on,
            until_on=row.until_on,
            set_by=set_by,
            holds=row.ended_at is None and (row.until_on is None or row.until_on >= on),
        )
        for row, name, set_by in rows
    ]
    return tuple(sorted(lines, key=lambda one: not one.holds))


def is_held(session: Session, person_id: int, *, on: date) -> bool:
    """Whether nothing of somebody may be erased on a day."""
    found = select(LegalHold.id).where(LegalHold.person_id == person_id, holding(on)).limit(1)
    return session.scalar(found) is not None


def holding(on: date) -> ColumnElement[bool]:
    """Return the condition for the holds that hold on a day."""
    return and_(LegalHold.ended_at.is_(None), or_(LegalHold.until_on.is_(None), LegalHold.until_on >= on))


def _note(session: Session, viewer: Viewer, row: LegalHold, act: str, *, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="person",
        object_id=row.person_id,
        at=at,
        details={"hold_id": row.id},
    )
