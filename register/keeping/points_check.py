"""Are points, grants and standings what they should be (*punten nalopen*): counted again, held against the trail."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, joinedload

from register.audit import AuditEntry
from register.bulk.portions import in_chunks
from register.current import day_here
from register.evidence.takealong.models import BroughtActivity
from register.learning.models import Attendance, LearningSession
from register.people.models import Person, Registration
from register.points.judges import judges_for, known_cycle
from register.points.kept_tracks import KeptTrack
from register.points.models import Claim, Standing
from register.points.standing import CLAIMS, assess_stored
from register.rules.facts import Assessment, ClaimState, Cycle, TrackStanding
from register.rules.judge import Judge

_AT_ONCE = 200
_WHOLE = "total"
_STORED = len(CLAIMS.selected_columns)
"""The columns of `CLAIMS`; behind them stands what was judged."""

GRANT = "toekenning"
POINTS = "punten"
STAND = "stand"
WHAT = {
    GRANT: "toegekende punten waar het spoor niets of iets anders van weet",
    POINTS: "punten die niet volgen uit de feiten en de regels",
    STAND: "een stand die niet volgt uit de punten",
}
"""What was found, in Dutch."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """Something that is not what it should be: a code of `WHAT`, and the id of the claim or registration."""

    what: str
    object_id: int


def wrong_points(session: Session, organisation_id: int) -> Iterator[Wrong]:
    """Return every grant, claim and standing that does not follow from what was written down; reads only."""
    granted = _granted_by_trail(session, organisation_id)
    registrations = session.scalars(
        select(Registration)
        .join(Person, Person.id == Registration.person_id)
        .where(Person.organisation_id == organisation_id)
        .options(joinedload(Registration.pauses))
        .order_by(Registration.id)
    ).unique()
    for some in in_chunks(registrations.all(), _AT_ONCE):
        yield from _wrong_of(session, organisation_id, some, granted)


def _granted_by_trail(session: Session, organisation_id: int) -> Mapping[int, Decimal | None]:
    """Return what the trail last said of each claim: the points granted, `None` when it is not granted any more."""
    rows = session.execute(
        select(AuditEntry.object_id, AuditEntry.details)
        .where(AuditEntry.organisation_id == organisation_id, AuditEntry.object_kind == "claim")
        .order_by(AuditEntry.seq)
    )
    found: dict[int, Decimal | None] = {}
    for object_id, details in rows:
        said = json.loads(details)
        now_granted = said.get("now") == ClaimState.GRANTED and said.get("granted")
        found[object_id or 0] = Decimal(said["granted"]) if now_granted else None
    return found


def _wrong_of(
    session: Session, organisation_id: int, registrations: Sequence[Registration], granted: Mapping[int, Decimal | None]
) -> Iterator[Wrong]:
    ids = [one.id for one in registrations]
    claims, standings, brought = _claims(session, ids), _standings(session, ids), _brought(session, ids)
    register_ids = {one.register_id for one in registrations}
    judges = judges_for(session, organisation_id=organisation_id, register_ids=register_ids)
    for one in registrations:
        rows, judge = claims[one.id], judges.get(one.register_id)
        for row in rows:
            told = granted.get(row.id) == row.granted_points or row.attendance_id in brought
            if row.state == ClaimState.GRANTED and not told:
                yield Wrong(what=GRANT, object_id=row.id)
        cycle = known_cycle(one, judge) if judge else None
        if judge is not None and cycle is not None:
            yield from _wrong_counts(one.id, judge, cycle, rows, standings.get(one.id))


def _wrong_counts(
    registration_id: int, judge: Judge, cycle: Cycle, rows: Sequence[Row[Any]], standing: Standing | None
) -> Iterator[Wrong]:
    if standing is None and not rows:
        return
    day = day_here(standing.counted_at) if standing else cycle.ends_on
    assessment = assess_stored(judge, [tuple(row)[:_STORED] for row in rows], cycle=cycle, on=day, conditions=())
    for row, entry in zip(rows, assessment.claims, strict=True):
        judged_alike = row.judged_digest == entry.score.digest and row.state != ClaimState.GRANTED
        if judged_alike and (row.points, row.track) != (entry.score.points, entry.score.track):
            yield Wrong(what=POINTS, object_id=row.id)
    if standing and _sums(standing) != _counted(assessment):
        yield Wrong(what=STAND, object_id=registration_id)


def _sums(standing: Standing) -> dict[str, tuple[Decimal, ...]]:
    return {_WHOLE: _three(standing), **{one.code: _three(one) for one in standing.tracks}}


def _counted(assessment: Assessment) -> dict[str, tuple[Decimal, ...]]:
    return {_WHOLE: _three(assessment.total), **{one.code: _three(one) for one in assessment.tracks}}


def _three(one: Standing | KeptTrack | TrackStanding) -> tuple[Decimal, ...]:
    return tuple(round(points, 4) for points in (one.logged, one.countable, one.granted))


def _claims(session: Session, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    judged = CLAIMS.add_columns(
        Claim.points, Claim.track, Claim.rule_digest.label("judged_digest"), Claim.attendance_id
    )
    for row in session.execute(judged.where(Claim.registration_id.in_(ids))):
        found[row.registration_id].append(row)
    return found


def _brought(session: Session, ids: Sequence[int]) -> frozenset[int]:
    """Return the attendances that came along from another employer: their grants stand in the trail over there."""
    found = (
        select(Claim.attendance_id)
        .join(Attendance, Attendance.id == Claim.attendance_id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(BroughtActivity, BroughtActivity.activity_id == LearningSession.activity_id)
        .where(Claim.registration_id.in_(ids))
    )
    return frozenset(session.scalars(found))


def _standings(session: Session, ids: Sequence[int]) -> dict[int, Standing]:
    rows = session.scalars(select(Standing).where(Standing.registration_id.in_(ids)))
    return {row.registration_id: row for row in rows}
