"""What a set of facts would give under somebody's registrations, with reasons and lights; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.people.models import Registration
from register.points.claims import registrations_for
from register.points.facts_json import from_json
from register.points.judges import cycle_for, judge_for
from register.points.models import Claim
from register.rules.facts import ClaimInput, ClaimState, Cycle, Facts, Reason, Signal
from register.rules.judge import Judge


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """What one register says of these facts."""

    register_id: str
    register_name: str
    track_name: str | None
    points: Decimal | None
    """`None`: the figure is not known ("niet vastgesteld")."""
    refused: bool
    reasons: tuple[Reason, ...]
    signals: tuple[Signal, ...]
    version: str


@dataclass(frozen=True, kw_only=True)
class ExplainedClaim:
    """A stored claim of somebody's own, with why it gives what it gives (C10)."""

    claim_id: int
    register_name: str
    track_name: str | None
    points: Decimal | None
    refused: bool
    state: str
    granted_points: Decimal | None
    reasons: tuple[Reason, ...]
    version: str


def what_if(session: Session, *, organisation_id: int, person_id: int, facts: Facts) -> tuple[WhatIf, ...]:
    """Judge facts for every register of a person, with the traffic light of the session (B8)."""
    answers = []
    for registration in registrations_for(session, person_id, facts):
        judge = judge_for(session, organisation_id=organisation_id, register_id=registration.register_id)
        cycle = cycle_for(registration, judge)
        score = judge.score(facts, cycle=cycle)
        earlier = _claims_so_far(session, registration.id)
        answers.append(
            WhatIf(
                register_id=registration.register_id,
                register_name=judge.register.name,
                track_name=_track_name(judge, facts, cycle, score.track),
                points=score.points,
                refused=score.refused,
                reasons=score.reasons,
                signals=judge.session_signals(facts, cycle=cycle, earlier=earlier),
                version=score.version,
            )
        )
    return tuple(answers)


def explained_claims(
    session: Session, *, organisation_id: int, person_id: int, attendance_ids: Sequence[int]
) -> tuple[ExplainedClaim, ...]:
    """Return the claims of somebody's own attendances, each with its reasons."""
    rows = session.execute(
        select(Claim, Registration)
        .join(Registration, Registration.id == Claim.registration_id)
        .where(Claim.attendance_id.in_(attendance_ids), Registration.person_id == person_id)
        .order_by(Claim.register_id, Claim.id)
    )
    return tuple(_explain(session, organisation_id, claim, registration) for claim, registration in rows)


def register_name(session: Session, *, organisation_id: int, register_id: str) -> str:
    """Return how a register is called."""
    return judge_for(session, organisation_id=organisation_id, register_id=register_id).register.name


def _explain(session: Session, organisation_id: int, claim: Claim, registration: Registration) -> ExplainedClaim:
    judge = judge_for(session, organisation_id=organisation_id, register_id=claim.register_id)
    facts, cycle = from_json(claim.facts), cycle_for(registration, judge)
    score = judge.score(facts, cycle=cycle)
    return ExplainedClaim(
        claim_id=claim.id,
        register_name=judge.register.name,
        track_name=_track_name(judge, facts, cycle, claim.track),
        points=claim.points,
        refused=score.refused,
        state=claim.state,
        granted_points=claim.granted_points,
        reasons=score.reasons,
        version=claim.rule_version,
    )


def _track_name(judge: Judge, facts: Facts, cycle: Cycle, track: str | None) -> str | None:
    if track is None:
        return None
    version = judge.version_for(cycle=cycle, activity_on=facts.completed_on, filed_on=facts.filed_on)
    return next((part.name for part in version.tracks if part.code == track), track)


def _claims_so_far(session: Session, registration_id: int) -> tuple[ClaimInput, ...]:
    rows = session.execute(
        select(Claim.id, Claim.title, Claim.facts, Claim.state).where(Claim.registration_id == registration_id)
    )
    return tuple(
        ClaimInput(reference=str(row.id), title=row.title, facts=from_json(row.facts), state=ClaimState(row.state))
        for row in rows
    )
