"""Learning hours by kind: what everybody sees, with or without a registration."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.kinds import PRESENT, kinds
from register.learning.models import Activity, Attendance, LearningSession


@dataclass(frozen=True, kw_only=True)
class KindHours:
    """How often and how long somebody learnt in one way (*leeruren*)."""

    kind: str
    name: str
    informal: bool
    times: int
    minutes: int
    """Net minutes: pauses and absence left out."""


def learning_hours(session: Session, person_id: int, since: date, until: date) -> tuple[KindHours, ...]:
    """Return one person's learning by kind in a period (both days included), informal kinds first; one query."""
    rows = session.execute(
        select(
            Activity.kind,
            Attendance.state,
            Attendance.minutes_present,
            LearningSession.gross_minutes,
            LearningSession.excluded_minutes,
        )
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            Attendance.person_id == person_id,
            Attendance.state.in_(PRESENT),
            Attendance.disputed_at.is_(None),
            Activity.withdrawn_at.is_(None),
            LearningSession.held_on.between(since, until),
        )
    )
    made: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        made[row.kind].append(
            net_minutes(row.gross_minutes, row.excluded_minutes, row.minutes_present if row.state == "deels" else None)
        )
    return tuple(
        KindHours(kind=kind.id, name=kind.name, informal=kind.informal, times=len(found), minutes=sum(found))
        for kind in kinds().values()
        if (found := made.get(kind.id))
    )


def net_minutes(gross: int, excluded: dict[str, int], present: int | None) -> int:
    """Return what remains of a session for somebody: never more than its own net time."""
    net = max(gross - sum(excluded.values()), 0)
    return net if present is None else min(net, present)
