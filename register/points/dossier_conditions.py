"""Record a condition beside points (*voorwaarde*, C14): work hours, VOG, diploma, ontwikkelplan, by its owner or HR."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.current import day_here
from register.db import session as current_session
from register.db import transaction
from register.errors import Invalid, NotFound
from register.people.models import ConditionRecord, Person, Registration
from register.points.judges import cycle_for, judge_for
from register.points.standing import refresh_standing
from register.privacy.looks import LookedAt, look
from register.rules.model import ConditionRule

_MOST_HOURS = Decimal(100_000)


def record_condition(
    viewer: Viewer,
    registration_id: int,
    code: str,
    *,
    met: bool | None,
    issued_on: date | None = None,
    expires_on: date | None = None,
    amount: Decimal | None = None,
    at: datetime,
) -> None:
    """Record whether a condition is met; `met=None` takes the record away.

    Raises:
        NotFound: no such registration or condition for this viewer.
        Invalid: dates or hours that cannot be.

    """
    with transaction() as session:
        registration = _registration(session, viewer, registration_id)
        _rule(session, viewer, registration, code)
        _check(issued_on, expires_on, amount, on=day_here(at))
        row = _row(session, registration_id, code)
        if met is None:
            if row is not None:
                session.delete(row)
        else:
            row = row or ConditionRecord(registration_id=registration_id, code=code)
            row.met, row.issued_on, row.expires_on, row.amount = met, issued_on, expires_on, amount
            session.add(row)
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="voorwaarde.vastgelegd",
            object_kind="registration",
            object_id=registration_id,
            at=at,
            details={"code": code, "met": met},
        )
        session.flush()
        refresh_standing(session, registration_id, at=at)


def show_condition(
    viewer: Viewer, registration_id: int, code: str, *, at: datetime
) -> tuple[ConditionRule, ConditionRecord | None]:
    """Return a condition with what was recorded of it; that HR looked, its owner can read.

    Raises:
        NotFound: as `read_condition`.

    """
    session = current_session()
    registration = _registration(session, viewer, registration_id)
    _rule(session, viewer, registration, code)
    if (owner := registration.person_id) != viewer.person_id:
        look(viewer, [owner], LookedAt.CONDITION, audience="hr", registration_id=registration_id, at=at)
    return read_condition(session, viewer, registration_id, code)


def read_condition(
    session: Session, viewer: Viewer, registration_id: int, code: str
) -> tuple[ConditionRule, ConditionRecord | None]:
    """Return a condition of a register with what was recorded of it.

    Raises:
        NotFound: no such registration or condition for this viewer.

    """
    registration = _registration(session, viewer, registration_id)
    return _rule(session, viewer, registration, code), _row(session, registration_id, code)


def _registration(session: Session, viewer: Viewer, registration_id: int) -> Registration:
    """Load a registration of the viewer; HR reaches everybody of the organisation."""
    registration = session.scalar(
        select(Registration)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.id == registration_id, Person.organisation_id == viewer.organisation_id)
    )
    if registration is None or (registration.person_id != viewer.person_id and not viewer.has(Role.HR)):
        raise NotFound
    return registration


def _rule(session: Session, viewer: Viewer, registration: Registration, code: str) -> ConditionRule:
    judge = judge_for(session, organisation_id=viewer.organisation_id, register_id=registration.register_id)
    norms = judge.norms(cycle=cycle_for(registration, judge))
    found = next((rule for rule in norms.conditions if rule.code == code), None)
    if found is None:
        raise NotFound
    return found


def _row(session: Session, registration_id: int, code: str) -> ConditionRecord | None:
    return session.scalar(
        select(ConditionRecord).where(ConditionRecord.registration_id == registration_id, ConditionRecord.code == code)
    )


def _check(issued_on: date | None, expires_on: date | None, amount: Decimal | None, *, on: date) -> None:
    if issued_on is not None and issued_on > on:
        raise Invalid("issued_on", "Deze dag is nog niet geweest. Kijk de datum na.")
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        raise Invalid("expires_on", "De einddatum ligt voor de dag van afgifte. Kijk de datums na.")
    if amount is not None and not (amount.is_finite() and 0 <= amount <= _MOST_HOURS):
        raise Invalid("amount", "Vul een aantal uren in van 0 of meer.")
