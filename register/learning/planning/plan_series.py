"""Plan the year of a group (*jaarplanning*, B3): a series of days, chosen from what the rule proposes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.errors import Invalid
from register.learning.change_groups import changeable_group
from register.learning.durations import MINUTES_A_DAY
from register.learning.planning.days import proposed_days
from register.learning.planning.models import PlannedSession, Series
from register.once import once

UID_AT = "leerregister"


@dataclass(frozen=True, kw_only=True)
class When:
    """What somebody enters about a planned session, apart from its day; minutes are whole."""

    minutes: int
    starts_at: time | None = None
    online: bool = False
    location: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Every so many weeks, from a day until a day."""

    first_on: date
    until_on: date
    every_weeks: int


def plan_series(
    viewer: Viewer,
    group_id: int,
    rule: Rule,
    when: When,
    *,
    days: Sequence[date],
    form_key: str,
    at: datetime,
    today: date,
) -> int:
    """Plan the chosen days of a series; what the group planned on such a day at that time already stays once.

    Returns:
        How many days were planned.

    Raises:
        Invalid: a value cannot be accepted, no day is chosen, or a day is not one of the rule.
        NotAllowed: the viewer does not coordinate the group.
        NotFound: no such group for this viewer.

    """

    def act(session: Session) -> dict[str, int]:
        group = changeable_group(session, viewer, group_id, today=today)
        check_when(when)
        chosen = _chosen(rule, days)
        series = Series(
            group_id=group.id, every_weeks=rule.every_weeks, first_on=rule.first_on, until_on=rule.until_on,
            made_by_id=viewer.person_id, made_at=at,
        )  # fmt: skip
        session.add(series)
        session.flush()
        planned = _add(session, group_id, series.id, chosen, when, at=at)
        note_plan(session, viewer, "jaarplanning.gemaakt", group_id, at, days=planned)
        return {"planned": planned}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["planned"])


def _chosen(rule: Rule, days: Sequence[date]) -> list[date]:
    offered = {
        one.held_on
        for one in proposed_days(first_on=rule.first_on, until_on=rule.until_on, every_weeks=rule.every_weeks)
    }
    chosen = sorted(set(days))
    if not chosen:
        raise Invalid("days", "Vink minstens één dag aan.")
    if not set(chosen) <= offered:
        raise Invalid("days", "Een van de dagen hoort niet bij deze reeks. Bekijk de dagen opnieuw.")
    return chosen


def _add(session: Session, group_id: int, series_id: int, days: Sequence[date], when: When, *, at: datetime) -> int:
    there = set(taken_days(session, group_id, days))
    fresh = [one for one in days if one not in there]
    session.add_all(new_session(group_id, one, when, series_id=series_id, at=at) for one in fresh)
    session.flush()
    return len(fresh)


def taken_days(session: Session, group_id: int, days: Sequence[date]) -> Sequence[date]:
    """Return which of these days the group planned already, cancelled ones too: those are taken up again instead."""
    return session.scalars(
        select(PlannedSession.held_on).where(PlannedSession.group_id == group_id, PlannedSession.held_on.in_(days))
    ).all()


def new_session(
    group_id: int, held_on: date, when: When, *, series_id: int | None = None, at: datetime
) -> PlannedSession:
    """Make a planned session with an identity of its own in every calendar."""
    return PlannedSession(
        group_id=group_id,
        series_id=series_id,
        held_on=held_on,
        starts_at=when.starts_at,
        minutes=when.minutes,
        mode="online" if when.online else "fysiek",
        location=when.location.strip(),
        uid=f"{uuid4().hex}@{UID_AT}",
        changed_at=at,
    )


def check_when(when: When) -> None:
    """Refuse a length or a place that cannot be.

    Raises:
        Invalid: a value cannot be accepted.

    """
    if not 1 <= when.minutes <= MINUTES_A_DAY:
        raise Invalid("duration", "Vul in hoe lang een bijeenkomst duurt, tussen 1 minuut en 24 uur.")
    if len(when.location.strip()) > PlannedSession.location.type.length:
        raise Invalid("location", "Deze plaats is te lang: hooguit 200 tekens. Kort haar in.")


def note_plan(session: Session, viewer: Viewer, act: str, group_id: int, at: datetime, **details: int | str) -> None:
    """Write a line in the trail about the plan of a group."""
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="group",
        object_id=group_id,
        at=at,
        details=details,
    )
