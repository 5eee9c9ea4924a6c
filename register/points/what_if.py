"""What a set of facts would give under somebody's registrations, with reasons and lights; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from register.errors import Invalid
from register.people.models import Registration
from register.points.claims import registrations_for
from register.points.facts_json import APPROVED, from_json
from register.points.judges import cycle_for, judge_for, judges_for
from register.points.models import Claim
from register.rules.facts import ClaimInput, ClaimState, Cycle, Facts, Reason, Signal
from register.rules.judge import Judge
from register.rules.model import EXAMPLE_LABEL


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

    @property
    def label(self) -> str:
        """What must stand beside the points: they rest on a figure that nobody verified."""
        return label_of(self.reasons)


@dataclass(frozen=True, kw_only=True)
class ExplainedClaim:
    """A stored claim of somebody's own, with why it gives what it gives (C10)."""

    claim_id: int
    completed_on: date
    register_name: str
    track_name: str | None
    points: Decimal | None
    refused: bool
    state: str
    granted_points: Decimal | None
    reasons: tuple[Reason, ...]
    version: str

    @property
    def label(self) -> str:
        """What must stand beside the points: they rest on a figure that nobody verified."""
        return label_of(self.reasons)


def what_if(session: Session, *, organisation_id: int, person_id: int, facts: Facts) -> tuple[WhatIf, ...]:
    """Judge facts for every register of a person, with the traffic light of the session (B8)."""
    registrations = registrations_for(session, person_id, facts)
    judges = judges_for(
        session, organisation_id=organisation_id, register_ids=[one.register_id for one in registrations]
    )
    return tuple(
        _judged(session, one, judges[one.register_id], facts) for one in registrations if one.register_id in judges
    )


def label_of(reasons: Sequence[Reason]) -> str:
    """Return "voorbeeld, niet vastgesteld" where one of the figures behind the reasons is an example."""
    return EXAMPLE_LABEL if any(reason.confidence == "example" for reason in reasons) else ""


def _judged(session: Session, registration: Registration, judge: Judge, facts: Facts) -> WhatIf:
    try:
        cycle = cycle_for(registration, judge)
    except Invalid as unknown:
        return WhatIf(
            register_id=registration.register_id,
            register_name=judge.register.name,
            track_name=None,
            points=None,
            refused=False,
            reasons=(_not_known(unknown),),
            signals=(),
            version=judge.versions[-1].version,
        )
    score = judge.score(facts, cycle=cycle)
    return WhatIf(
        register_id=registration.register_id,
        register_name=judge.register.name,
        track_name=_track_name(judge, facts, cycle, score.track),
        points=score.points,
        refused=score.refused,
        reasons=score.reasons,
        signals=judge.session_signals(facts, cycle=cycle, earlier=_claims_so_far(session, registration.id)),
        version=score.version,
    )


def _not_known(problem: Invalid) -> Reason:
    """Say that the period is not known: logging goes on, and points follow once somebody records the end."""
    return Reason(text=problem.message, asks=True)


def explained_claims(
    session: Session, *, organisation_id: int, person_id: int, attendance_ids: Sequence[int]
) -> tuple[ExplainedClaim, ...]:
    """Return the claims of somebody's own attendances, each with its reasons."""
    rows = session.execute(
        select(Claim, Registration, APPROVED)
        .join(Registration, Registration.id == Claim.registration_id)
        .where(Claim.attendance_id.in_(attendance_ids), Registration.person_id == person_id)
        .options(selectinload(Registration.pauses))
        .order_by(Claim.register_id, Claim.completed_on, Claim.id)
    ).all()
    judges = judges_for(
        session, organisation_id=organisation_id, register_ids={claim.register_id for claim, _, _ in rows}
    )
    return tuple(
        _explain(judges[claim.register_id], claim, registration, approved=approved)
        for claim, registration, approved in rows
        if claim.register_id in judges
    )


def register_name(session: Session, *, organisation_id: int, register_id: str) -> str:
    """Return how a register is called."""
    return judge_for(session, organisation_id=organisation_id, register_id=register_id).register.name


def _explain(judge: Judge, claim: Claim, registration: Registration, *, approved: bool) -> ExplainedClaim:
    reasons, refused, track = _why(judge, claim, registration, approved=approved)
    return ExplainedClaim(
        claim_id=claim.id,
        completed_on=claim.completed_on,
        register_name=judge.register.name,
        track_name=track,
        points=claim.points,
        refused=refused,
        state=claim.state,
        granted_points=claim.granted_points,
        reasons=reasons,
        version=claim.rule_version,
    )


def _why(
    judge: Judge, claim: Claim, registration: Registration, *, approved: bool
) -> tuple[tuple[Reason, ...], bool, str | None]:
    """Return the reasons, whether they refuse, and the name of the track."""
    facts = from_json(claim.facts, approved=approved)
    try:
        cycle = cycle_for(registration, judge)
    except Invalid as unknown:
        return (_not_known(unknown),), False, None
    granted_by = claim.rule_digest if claim.state == ClaimState.GRANTED else None
    score = judge.score(facts, cycle=cycle, judged_by=granted_by)
    return score.reasons, score.refused, _track_name(judge, facts, cycle, claim.track, granted_by)


def _track_name(
    judge: Judge, facts: Facts, cycle: Cycle, track: str | None, granted_by: str | None = None
) -> str | None:
    if track is None:
        return None
    version = judge.judged_by(granted_by) or judge.version_for(
        cycle=cycle, activity_on=facts.completed_on, filed_on=facts.filed_on
    )
    return next((part.name for part in version.tracks if part.code == track), track)


def _claims_so_far(session: Session, registration_id: int) -> tuple[ClaimInput, ...]:
    rows = session.execute(
        select(Claim.id, Claim.title, Claim.facts, Claim.state).where(Claim.registration_id == registration_id)
    )
    return tuple(
        ClaimInput(reference=str(row.id), title=row.title, facts=from_json(row.facts), state=ClaimState(row.state))
        for row in rows
    )
