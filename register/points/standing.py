"""Where a registration stands: assessed from its claims alone, and kept per track for overviews."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, joinedload, selectinload

from register.current import AMSTERDAM
from register.people.models import ConditionRecord, Person, Registration
from register.points.facts_json import from_json
from register.points.judges import cycle_for, judge_for
from register.points.models import Claim, Standing
from register.rules.facts import Assessment, ClaimInput, ClaimState, Condition

TOTAL = "total"
"""The code of the row that holds the whole registration."""

_LATER = "register_standings_later"


def assess_registration(session: Session, registration: Registration, *, on: date) -> Assessment:
    """Assess one registration on one day, with the reasons of every claim (C10, C11)."""
    judge = judge_for(
        session, organisation_id=registration.person.organisation_id, register_id=registration.register_id
    )
    rows = session.execute(
        select(Claim.id, Claim.title, Claim.facts, Claim.state, Claim.granted_points)
        .where(Claim.registration_id == registration.id)
        .order_by(Claim.completed_on, Claim.id)
    )
    claims = [
        ClaimInput(
            reference=str(row.id),
            title=row.title,
            facts=from_json(row.facts),
            state=ClaimState(row.state),
            granted=row.granted_points,
        )
        for row in rows
    ]
    return judge.assess(
        claims, cycle=cycle_for(registration, judge), on=on, conditions=conditions_of(session, registration.id)
    )


def conditions_of(session: Session, registration_id: int) -> Sequence[Condition]:
    """Return what was recorded of the conditions beside points (C14)."""
    rows = session.scalars(select(ConditionRecord).where(ConditionRecord.registration_id == registration_id))
    return tuple(Condition(code=row.code, text="", met=row.met, expires_on=row.expires_on) for row in rows)


def load_registration(session: Session, registration_id: int) -> Registration:
    """Return a registration with its person and pauses, in two queries."""
    return session.execute(
        select(Registration)
        .where(Registration.id == registration_id)
        .options(joinedload(Registration.person).load_only(Person.organisation_id), selectinload(Registration.pauses))
    ).scalar_one()


@contextmanager
def counted_once(session: Session, *, at: datetime) -> Iterator[None]:
    """Put counting off to the end of the block: for imports, where one registration gets many claims."""
    waiting: set[int] = set()
    session.info[_LATER] = waiting
    try:
        yield
    finally:
        del session.info[_LATER]
    for registration_id in sorted(waiting):
        refresh_standing(session, registration_id, at=at)


def refresh_standing(session: Session, registration_id: int, *, at: datetime) -> None:
    """Count one registration again, in the transaction that changed its claims."""
    if (waiting := session.info.get(_LATER)) is not None:
        waiting.add(registration_id)
        return
    assessment = assess_registration(
        session, load_registration(session, registration_id), on=at.astimezone(AMSTERDAM).date()
    )
    session.execute(delete(Standing).where(Standing.registration_id == registration_id))
    session.execute(insert(Standing), standing_rows(registration_id, assessment, at=at))


def standing_rows(registration_id: int, assessment: Assessment, *, at: datetime) -> list[dict[str, object]]:
    """Return the rows that keep an assessment: one for each track and group, and the total."""
    tracks = (*assessment.tracks, assessment.total)
    return [
        {
            "registration_id": registration_id,
            "track": track.code,
            "name": track.name,
            "position": position,
            "logged": track.logged,
            "countable": track.countable,
            "granted": track.granted,
            "needed": track.needed,
            "minimum": track.minimum,
            "maximum": track.maximum,
            "label": ", ".join(dict.fromkeys((*track.labels, *assessment.labels))),
            "starts_on": assessment.cycle.starts_on,
            "ends_on": assessment.cycle.ends_on,
            "counted_at": at,
        }
        for position, track in enumerate(tracks)
    ]
