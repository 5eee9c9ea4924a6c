"""Where a claim stands with the register (*claimstatus*, C9): moved by its owner alone, along one table of moves."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.current import day_here
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.people.models import Registration
from register.points.facts_json import from_json, to_json
from register.points.judges import judge_for, known_cycle
from register.points.models import Claim
from register.points.standing import refresh_standing
from register.rules.facts import ClaimState

MOVES: dict[ClaimState, tuple[ClaimState, ...]] = {
    ClaimState.DRAFT: (),
    ClaimState.READY: (ClaimState.FILED,),
    ClaimState.FILED: (ClaimState.GRANTED, ClaimState.REJECTED),
    ClaimState.GRANTED: (),
    ClaimState.REJECTED: (),
}
"""What an owner may do. A draft becomes ready by confirming, and by nothing else."""

UNDONE_TO: dict[ClaimState, ClaimState] = {
    ClaimState.FILED: ClaimState.READY,
    ClaimState.GRANTED: ClaimState.FILED,
    ClaimState.REJECTED: ClaimState.FILED,
}
"""A mistaken move goes back one step, on the day it was made."""

STATE_NAMES = {
    ClaimState.DRAFT: "Concept",
    ClaimState.READY: "Klaar",
    ClaimState.FILED: "Ingevoerd",
    ClaimState.GRANTED: "Toegekend",
    ClaimState.REJECTED: "Afgewezen",
}
"""How the states are shown."""

MOST_POINTS = Decimal(10_000)
_NO_MOVE = {
    ClaimState.DRAFT: "Bevestig eerst dat je erbij was. Daarna kun je dit bij het register invoeren.",
    ClaimState.READY: "Voer dit eerst in bij het register. Daarna kun je de uitslag vastleggen.",
    ClaimState.FILED: "Dit is al ingevoerd. Leg de uitslag vast: toegekend of afgewezen.",
    ClaimState.GRANTED: "De punten zijn toegekend en liggen vast.",
    ClaimState.REJECTED: "Het register heeft dit afgewezen; de uitslag ligt vast.",
}
_TOO_LATE = (
    "Ongedaan maken kan alleen op de dag zelf. Klopt de activiteit niet, dan kan wie haar vastlegde haar heropenen, "
    "met een reden."
)
_CHANGED = "Deze regel is intussen gewijzigd. Bekijk de nieuwe stand en probeer het opnieuw."


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What a move made of a claim."""

    claim_id: int
    title: str
    before: ClaimState
    now: ClaimState


def move_claim(
    viewer: Viewer,
    claim_id: int,
    *,
    to: ClaimState,
    day: date,
    granted: Decimal | None = None,
    version: int | None = None,
    at: datetime,
) -> Moved:
    """Record what the owner did or heard: filed on a day, or granted or rejected by the register on a day.

    Raises:
        NotFound: not a claim of this viewer.
        Conflict: this move is not possible from here, or somebody changed the claim since `version`.
        Invalid: a day or a number of points that cannot be.

    """
    with transaction() as session:
        claim, registration = _own(session, viewer, claim_id, version=version)
        before = ClaimState(claim.state)
        if to not in MOVES[before]:
            raise Conflict(_NO_MOVE[before])
        _check_day(claim, to, day, at=at)
        if to is ClaimState.FILED:
            claim.filed_on = day
        else:
            claim.decided_on = day
        claim.granted_points = _checked(granted) if to is ClaimState.GRANTED else None
        return _store(session, viewer, claim, registration, to=to, undone=False, at=at)


def undo_move(viewer: Viewer, claim_id: int, *, version: int | None = None, at: datetime) -> Moved:
    """Take back the last move, on the day it was made.

    Raises:
        NotFound: not a claim of this viewer.
        Conflict: nothing to take back, too late, or somebody changed the claim since `version`.

    """
    with transaction() as session:
        claim, registration = _own(session, viewer, claim_id, version=version)
        before = ClaimState(claim.state)
        if before not in UNDONE_TO:
            raise Conflict("Hier is niets om ongedaan te maken.")
        if not may_undo(before, claim.state_changed_at, on=day_here(at)):
            raise Conflict(_TOO_LATE)
        to = UNDONE_TO[before]
        if to is ClaimState.READY:
            claim.filed_on = None
        claim.decided_on = claim.granted_points = None
        return _store(session, viewer, claim, registration, to=to, undone=True, at=at)


def may_undo(state: ClaimState, changed_at: datetime | None, *, on: date) -> bool:
    """Whether the last move may still be taken back on this day."""
    return state in UNDONE_TO and changed_at is not None and day_here(changed_at) == on


def _own(session: Session, viewer: Viewer, claim_id: int, *, version: int | None) -> tuple[Claim, Registration]:
    """Load a claim of this viewer, held against others until the end of the transaction."""
    audit.take_turn(session, viewer.organisation_id)
    found = session.execute(
        select(Claim, Registration)
        .join(Registration, Registration.id == Claim.registration_id)
        .where(Claim.id == claim_id, Registration.person_id == viewer.person_id)
        .with_for_update(of=Claim)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound
    if version is not None and found[0].version != version:
        raise Conflict(_CHANGED)
    return found[0], found[1]


def _check_day(claim: Claim, to: ClaimState, day: date, *, at: datetime) -> None:
    if day > day_here(at):
        raise Invalid("day", "Deze dag is nog niet geweest. Kies vandaag of een eerdere dag.")
    if day < claim.completed_on:
        raise Invalid("day", "Deze dag ligt voor de activiteit zelf. Kijk de datum na.")
    if to is not ClaimState.FILED and claim.filed_on is not None and day < claim.filed_on:
        raise Invalid("day", "Deze dag ligt voor de dag waarop je het invoerde. Kijk de datum na.")


def _checked(granted: Decimal | None) -> Decimal:
    if granted is None:
        raise Invalid("granted", "Vul in hoeveel punten het register heeft toegekend.")
    if not granted.is_finite() or not 0 <= granted <= MOST_POINTS:
        raise Invalid("granted", "Vul een aantal punten in van 0 tot 10.000, bijvoorbeeld 1,5.")
    return granted.quantize(Decimal("0.0001"))


def _store(
    session: Session,
    viewer: Viewer,
    claim: Claim,
    registration: Registration,
    *,
    to: ClaimState,
    undone: bool,
    at: datetime,
) -> Moved:
    before = ClaimState(claim.state)
    claim.state, claim.state_changed_at = to, at
    _judge_again(session, viewer, claim, registration)
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act="claim.ongedaan" if undone else f"claim.{to}",
        object_kind="claim",
        object_id=claim.id,
        at=at,
        details={"before": before, "now": to, "granted": str(claim.granted_points or "") or None},
    )
    session.flush()
    refresh_standing(session, registration.id, at=at)
    return Moved(claim_id=claim.id, title=claim.title, before=before, now=to)


def _judge_again(session: Session, viewer: Viewer, claim: Claim, registration: Registration) -> None:
    """Judge by the day of filing too: some registers choose the version of their rules by it (C5)."""
    facts = replace(from_json(claim.facts), filed_on=claim.filed_on)
    judge = judge_for(session, organisation_id=viewer.organisation_id, register_id=claim.register_id)
    claim.facts = to_json(facts)
    cycle = known_cycle(registration, judge)
    if cycle is None:
        return
    score = judge.score(facts, cycle=cycle)
    claim.rule_version, claim.rule_digest = score.version, score.digest
    claim.track, claim.net_minutes, claim.points = score.track, score.net_minutes, score.points
