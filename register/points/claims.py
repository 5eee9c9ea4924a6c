"""Claims: one attendance under each registration of its person, judged once and kept with what was judged."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from register.errors import Conflict
from register.people.models import Registration
from register.points.facts_json import to_json
from register.points.judges import cycle_for, judge_for
from register.points.models import Claim
from register.points.standing import refresh_standing
from register.rules.facts import ClaimState, Facts

_LOCKED = "De punten van deze activiteit zijn al toegekend. Daarom kan er niets meer aan veranderen."


def claim(
    session: Session,
    *,
    organisation_id: int,
    person_id: int,
    attendance_id: int,
    title: str,
    facts: Facts,
    confirmed: bool,
    at: datetime,
) -> Sequence[Claim]:
    """Judge an attendance for every register of the person and keep the result; a second call brings it up to date.

    Raises:
        Conflict: a register already granted points for it.

    """
    existing = {row.registration_id: row for row in claims_of(session, attendance_id)}
    refuse_when_granted(existing.values())
    kept = []
    for registration in registrations_for(session, person_id, facts):
        judge = judge_for(session, organisation_id=organisation_id, register_id=registration.register_id)
        row = existing.pop(registration.id, None) or Claim(attendance_id=attendance_id, registration_id=registration.id)
        known = replace(facts, filed_on=row.filed_on)
        score = judge.score(known, cycle=cycle_for(registration, judge))
        row.register_id = registration.register_id
        row.title, row.completed_on, row.facts = title, facts.completed_on, to_json(known)
        row.rule_version, row.rule_digest = score.version, score.digest
        row.track, row.net_minutes, row.points = score.track, score.net_minutes, score.points
        if not confirmed:
            row.state = ClaimState.DRAFT
        elif row.state in {None, ClaimState.DRAFT}:
            row.state = ClaimState.READY
        session.add(row)
        kept.append(row)
    _drop(session, [row.id for row in existing.values()])
    session.flush()
    for registration_id in {row.registration_id for row in kept} | set(existing):
        refresh_standing(session, registration_id, at=at)
    return kept


def withdraw(session: Session, attendance_id: int, *, at: datetime) -> None:
    """Take back the claims of an attendance: the person was not there, or the activity was withdrawn.

    Raises:
        Conflict: a register already granted points for it.

    """
    rows = claims_of(session, attendance_id)
    refuse_when_granted(rows)
    _drop(session, [row.id for row in rows])
    for registration_id in {row.registration_id for row in rows}:
        refresh_standing(session, registration_id, at=at)


def claims_of(session: Session, attendance_id: int) -> Sequence[Claim]:
    """Return the claims of one attendance."""
    return session.scalars(select(Claim).where(Claim.attendance_id == attendance_id)).all()


def granted_attendances(session: Session, attendance_ids: Sequence[int]) -> frozenset[int]:
    """Return which of these attendances a register granted points for: they are locked (D4)."""
    return frozenset(
        session.scalars(
            select(Claim.attendance_id).where(
                Claim.attendance_id.in_(attendance_ids), Claim.state == ClaimState.GRANTED
            )
        )
    )


def refuse_when_granted(rows: Iterable[Claim]) -> None:
    """Refuse a change once a register granted points (D4).

    Raises:
        Conflict: one of the claims is granted.

    """
    if any(row.state == ClaimState.GRANTED for row in rows):
        raise Conflict(_LOCKED)


def registrations_for(session: Session, person_id: int, facts: Facts) -> Sequence[Registration]:
    """Choose per register the cycle that the activity falls in, else the latest (which says why it does not count)."""
    rows = session.scalars(
        select(Registration)
        .where(Registration.person_id == person_id)
        .options(selectinload(Registration.pauses))
        .order_by(Registration.register_id, Registration.cycle_starts_on)
    )
    chosen: dict[str, Registration] = {}
    for row in rows:
        earlier = chosen.get(row.register_id)
        if earlier is None or row.cycle_starts_on <= facts.completed_on:
            chosen[row.register_id] = row
    return tuple(chosen.values())


def _drop(session: Session, ids: Sequence[int]) -> None:
    if ids:
        session.execute(delete(Claim).where(Claim.id.in_(ids)))
