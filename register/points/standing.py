"""Where a registration stands: assessed from its claims alone, and kept per track for overviews."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, delete, insert, select
from sqlalchemy.orm import Session, joinedload, selectinload

from register.bulk.portions import in_chunks
from register.current import day_here
from register.db import read
from register.people.models import ConditionRecord, Person, Registration
from register.points.facts_json import APPROVED, FACTS_TEXT, from_text
from register.points.judges import cycle_for, judge_for, judges_for, known_cycle
from register.points.kept_tracks import KeptTrack
from register.points.models import Claim, Standing
from register.rules.facts import Assessment, ClaimInput, ClaimState, Condition, Cycle, TrackStanding
from register.rules.judge import Judge

_LATER = "register_standings_later"
_MOST_KEPT = 500
"""Claims of one assessment that is kept: about half a kilobyte each."""

_STATES = {state.value: state for state in ClaimState}
_Stored = tuple[Any, ...]
"""What a row of `CLAIMS` holds."""


def assess_registration(session: Session, registration: Registration, *, on: date) -> Assessment:
    """Assess one registration on one day, with the reasons of every claim (C10, C11)."""
    judge = judge_for(
        session, organisation_id=registration.person.organisation_id, register_id=registration.register_id
    )
    own = {"registration": registration.id}
    claims = read(session, _CLAIMS_OF_ONE, own).all()
    conditions = tuple(_condition(*row[1:]) for row in read(session, _CONDITIONS_OF_ONE, own))
    return assess_stored(judge, claims, cycle=cycle_for(registration, judge), on=on, conditions=conditions)


def assess_stored(
    judge: Judge, rows: Sequence[Iterable[Any]], *, cycle: Cycle, on: date, conditions: tuple[Condition, ...]
) -> Assessment:
    """Assess claims as they are stored; as long as nothing in them changes, a usual number of them once a day."""
    assess = _assess_once if len(rows) <= _MOST_KEPT else _assess_once.__wrapped__
    return assess(judge, tuple(map(tuple, rows)), cycle, on, conditions)


@lru_cache(maxsize=64)
def _assess_once(
    judge: Judge, claims: tuple[_Stored, ...], cycle: Cycle, on: date, conditions: tuple[Condition, ...]
) -> Assessment:
    return judge.assess([_claim(*row[1:]) for row in claims], cycle=cycle, on=on, conditions=conditions)


def claims_of(rows: Iterable[Iterable[Any]]) -> list[ClaimInput]:
    """Read claims as they are stored, to be judged more than once; of so many registrations none comes by again."""
    read_anew = _claim.__wrapped__
    return [read_anew(*rest) for _, *rest in rows]


@contextmanager
def counted_once(session: Session, *, at: datetime) -> Iterator[None]:
    """Put counting off to the end of the block, where one registration gets many claims; an inner block joins."""
    if _LATER in session.info:
        yield
        return
    waiting: set[int] = set()
    session.info[_LATER] = waiting
    try:
        yield
    finally:
        del session.info[_LATER]
    refresh_standings(session, waiting, at=at)


def refresh_standing(session: Session, registration_id: int, *, at: datetime) -> None:
    """Count one registration again, in the transaction that changed its claims."""
    refresh_standings(session, [registration_id], at=at)


def refresh_standings(session: Session, registration_ids: Collection[int], *, at: datetime) -> None:
    """Count registrations again, with the same few statements however many they are.

    Where nobody knows how long a registration lasts, there is no standing to keep.
    """
    if (waiting := session.info.get(_LATER)) is not None:
        waiting.update(registration_ids)
        return
    for some in in_chunks(sorted(registration_ids)):
        _refresh(session, some, at)


def _refresh(session: Session, ids: Sequence[int], at: datetime) -> None:
    registrations = session.scalars(
        select(Registration)
        .where(Registration.id.in_(ids))
        .options(joinedload(Registration.person).load_only(Person.organisation_id), selectinload(Registration.pauses))
        .order_by(Registration.id)
    ).all()
    judges = _judges(session, registrations)
    claims, conditions = _claims(session, ids), _conditions(session, ids)
    rows: list[dict[str, object]] = []
    for one in registrations:
        judge = judges.get((one.person.organisation_id, one.register_id))
        cycle = known_cycle(one, judge) if judge else None
        if judge is None or cycle is None:
            continue
        assessment = judge.assess(
            claims[one.id],
            cycle=cycle,
            on=day_here(at),
            conditions=conditions[one.id],
        )
        rows.append(standing_row(one.id, assessment, at=at))
    session.execute(delete(Standing).where(Standing.registration_id.in_(ids)))
    if rows:
        session.execute(insert(Standing), rows, execution_options={"render_nulls": True})


def _judges(session: Session, registrations: Sequence[Registration]) -> dict[tuple[int, str], Judge]:
    wanted: dict[int, set[str]] = defaultdict(set)
    for one in registrations:
        wanted[one.person.organisation_id].add(one.register_id)
    return {
        (organisation_id, register_id): judge
        for organisation_id, register_ids in wanted.items()
        for register_id, judge in judges_for(
            session, organisation_id=organisation_id, register_ids=register_ids
        ).items()
    }


def _claims(session: Session, ids: Sequence[int]) -> dict[int, list[ClaimInput]]:
    found: dict[int, list[ClaimInput]] = defaultdict(list)
    for registration_id, *row in read(session, _CLAIMS_OF_MANY, {"registrations": ids}).all():
        found[registration_id].append(_claim(*row))
    return found


@lru_cache(maxsize=8192)
def _claim(  # noqa: PLR0917 - a row
    claim_id: int,
    title: str,
    facts: str,
    state: str,
    granted: Decimal | None,
    judged_by: str | None,
    approved: bool,  # noqa: FBT001
) -> ClaimInput:
    """Read a claim as it is stored; as long as nothing in it changes, once."""
    return ClaimInput(
        reference=str(claim_id),
        title=title,
        facts=from_text(facts, approved=approved),
        state=_STATES[state],
        granted=granted,
        judged_by=judged_by,
    )


def _conditions(session: Session, ids: Sequence[int]) -> dict[int, list[Condition]]:
    found: dict[int, list[Condition]] = defaultdict(list)
    for registration_id, *row in read(session, _CONDITIONS_OF_MANY, {"registrations": ids}):
        found[registration_id].append(_condition(*row))
    return found


def _condition(code: str, met: bool, expires_on: date | None) -> Condition:  # noqa: FBT001 - a row
    return Condition(code=code, text="", met=met, expires_on=expires_on)


_MANY: BindParameter[Sequence[int]] = bindparam("registrations", expanding=True)
_JUDGED_BY = case((Claim.state == ClaimState.GRANTED.value, Claim.rule_digest))
"""Only what a register granted keeps the version that judged it."""
CLAIMS = select(
    Claim.registration_id, Claim.id, Claim.title, FACTS_TEXT, Claim.state, Claim.granted_points, _JUDGED_BY, APPROVED
).order_by(Claim.completed_on, Claim.id)
_CLAIMS_OF_ONE = CLAIMS.where(Claim.registration_id == bindparam("registration"))
_CLAIMS_OF_MANY = CLAIMS.where(Claim.registration_id.in_(_MANY))
_CONDITIONS = select(
    ConditionRecord.registration_id, ConditionRecord.code, ConditionRecord.met, ConditionRecord.expires_on
)
_CONDITIONS_OF_ONE = _CONDITIONS.where(ConditionRecord.registration_id == bindparam("registration"))
_CONDITIONS_OF_MANY = _CONDITIONS.where(ConditionRecord.registration_id.in_(_MANY))
"""Built once: putting a statement together costs more than running it."""


def standing_row(registration_id: int, assessment: Assessment, *, at: datetime) -> dict[str, object]:
    """Return the row that keeps an assessment: the whole, and beside it each track and group."""
    whole = kept_track(assessment.total, assessment)._asdict()
    del whole["code"]
    return {
        "registration_id": registration_id,
        **whole,
        "claims": assessment.inside,
        "starts_on": assessment.cycle.starts_on,
        "ends_on": assessment.cycle.ends_on,
        "counted_at": at,
        "tracks": tuple(kept_track(track, assessment) for track in assessment.tracks),
    }


def kept_track(track: TrackStanding, assessment: Assessment) -> KeptTrack:
    """Return what is kept of a track: its figures with all that must stand beside them."""
    return KeptTrack(
        code=track.code,
        name=track.name,
        logged=track.logged,
        countable=track.countable,
        granted=track.granted,
        needed=track.needed,
        minimum=track.minimum,
        maximum=track.maximum,
        label=", ".join(dict.fromkeys((*track.labels, *assessment.labels))),
    )
