"""Claims: one attendance under each registration of its person, judged once and kept with what was judged."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from register.errors import Conflict
from register.people.models import Registration
from register.points.facts_json import to_json
from register.points.judges import judges_for, known_cycle
from register.points.models import Approval, Claim
from register.points.standing import refresh_standings
from register.rules.facts import ClaimState, Cycle, Facts
from register.rules.judge import Judge

_OURS = frozenset({ClaimState.DRAFT, ClaimState.READY})
"""States that no register knows of; what a register has seen is never dropped because a registration changed."""
_NOT_JUDGED = ""
"""Digest of a claim that no version judged yet: the period is not known. The next count judges it."""
_LOCKED = (
    "De punten van deze activiteit zijn al toegekend. Daarom ligt zij vast. Klopt er iets niet? Wie haar vastlegde, "
    "kan haar heropenen op de pagina van de activiteit."
)


@dataclass(frozen=True, kw_only=True)
class Attended:
    """One attendance as it is to be judged: whose, what, and whether that person confirmed it."""

    attendance_id: int
    person_id: int
    title: str
    facts: Facts
    confirmed: bool


def claim(session: Session, organisation_id: int, attended: Sequence[Attended], *, at: datetime) -> Sequence[Claim]:
    """Judge attendances for every register of their people and keep the result; a second call brings it up to date.

    One claim per attendance and register: another cycle of that register takes the claim over, with what was filed.
    What a register granted stays as it is, and where it is; another register judges on its own. The number of
    statements depends on neither the people nor their registrations.
    """
    existing = {
        (row.attendance_id, row.register_id): row
        for row in _claims_of(session, [one.attendance_id for one in attended])
    }
    enrolled = _enrolled(session, {one.person_id for one in attended})
    register_ids = {registration.register_id for rows in enrolled.values() for registration in rows}
    judges = judges_for(session, organisation_id=organisation_id, register_ids=register_ids)
    touched = {row.registration_id for row in existing.values()}
    kept, lapsed = [], []
    for one in attended:
        for registration in _chosen(enrolled[one.person_id], one.facts):
            judge = judges.get(registration.register_id)
            row = existing.pop((one.attendance_id, registration.register_id), None)
            if judge is None or (row is not None and row.state == ClaimState.GRANTED):
                continue
            row = row or Claim(attendance_id=one.attendance_id)
            if _claims_otherwise(row, one.facts):
                lapsed.append(row.id)
            row.registration_id, row.register_id = registration.id, registration.register_id
            _judge(row, one, judge, known_cycle(registration, judge), at=at)
            kept.append(row)
    session.add_all(kept)
    _forget_approvals(session, lapsed)
    _drop(session, [row.id for row in existing.values() if row.state in _OURS])
    session.flush()
    refresh_standings(session, touched | {row.registration_id for row in kept}, at=at)
    return kept


def _judge(row: Claim, one: Attended, judge: Judge, cycle: Cycle | None, *, at: datetime) -> None:
    facts = replace(one.facts, filed_on=row.filed_on)
    row.title, row.completed_on, row.facts = one.title, facts.completed_on, to_json(facts)
    if cycle is None:
        row.rule_version, row.rule_digest = judge.versions[-1].version, _NOT_JUDGED
        row.track = row.net_minutes = row.points = None
    else:
        score = judge.score(facts, cycle=cycle)
        row.rule_version, row.rule_digest = score.version, score.digest
        row.track, row.net_minutes, row.points = score.track, score.net_minutes, score.points
    _keep_state(row, confirmed=one.confirmed, at=at)


def _claims_otherwise(row: Claim, facts: Facts) -> bool:
    """Whether something else is claimed than an employer may have approved; that others confirm changes nothing."""
    same = {"approved", "filed_on", "signed_list", "signed_on_screen"}
    now, before = (
        {name: value for name, value in written.items() if name not in same}
        for written in (to_json(facts), row.facts or {})
    )
    return row.id is not None and now != before


def _keep_state(row: Claim, *, confirmed: bool, at: datetime) -> None:
    """Make a draft of what must be confirmed again; once confirmed, it is where it was with the register (C9)."""
    if not confirmed:
        row.state = ClaimState.DRAFT
    elif row.state in {None, ClaimState.DRAFT}:
        row.state = ClaimState.READY
        if row.filed_on is not None:
            row.state = ClaimState.FILED if row.decided_on is None else ClaimState.REJECTED
            row.state_changed_at = at


def withdraw(session: Session, attendance_ids: Sequence[int], *, at: datetime) -> None:
    """Take back the claims of attendances: the person was not there, or the activity was withdrawn.

    Raises:
        Conflict: a register already granted points for one of them.

    """
    rows = _claims_of(session, attendance_ids) if attendance_ids else ()
    refuse_when_granted(rows)
    _drop(session, [row.id for row in rows])
    refresh_standings(session, {row.registration_id for row in rows}, at=at)


def claims_of(session: Session, attendance_id: int) -> Sequence[Claim]:
    """Return the claims of one attendance."""
    return _claims_of(session, [attendance_id])


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


def has_claims(session: Session, registration_id: int) -> bool:
    """Whether anything was claimed under a registration."""
    return session.scalar(select(Claim.id).where(Claim.registration_id == registration_id).limit(1)) is not None


def registrations_for(session: Session, person_id: int, facts: Facts) -> Sequence[Registration]:
    """Choose per register the cycle that the activity falls in, else the latest (which says why it does not count).

    Somebody who left a register makes no points there any more.
    """
    return _chosen(_enrolled(session, {person_id})[person_id], facts)


def _enrolled(session: Session, person_ids: Collection[int]) -> dict[int, list[Registration]]:
    rows = session.scalars(
        select(Registration)
        .where(Registration.person_id.in_(person_ids))
        .options(selectinload(Registration.pauses))
        .order_by(Registration.register_id, Registration.cycle_starts_on)
    )
    found: dict[int, list[Registration]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _chosen(rows: Sequence[Registration], facts: Facts) -> Sequence[Registration]:
    chosen: dict[str, Registration] = {}
    for row in rows:
        if row.ended_on is not None and row.ended_on < facts.completed_on:
            continue
        earlier = chosen.get(row.register_id)
        if earlier is None or row.cycle_starts_on <= facts.completed_on:
            chosen[row.register_id] = row
    return tuple(chosen.values())


def _claims_of(session: Session, attendance_ids: Sequence[int]) -> Sequence[Claim]:
    return session.scalars(
        select(Claim)
        .where(Claim.attendance_id.in_(attendance_ids))
        .order_by(Claim.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _forget_approvals(session: Session, ids: Sequence[int]) -> None:
    """Drop the approval, if any, of claims that changed since."""
    if ids:
        session.execute(delete(Approval).where(Approval.claim_id.in_(ids)))


def _drop(session: Session, ids: Sequence[int]) -> None:
    if ids:
        session.execute(delete(Claim).where(Claim.id.in_(ids)))
