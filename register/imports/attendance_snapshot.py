"""What is known of the meetings and people in an attendance list (*huidige stand*)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from register.bulk.portions import in_chunks
from register.imports.training_snapshot import Learner, find_learners
from register.learning.models import Activity, Attendance, LearningSession
from register.people.names import fold
from register.points.claims import granted_attendances


class KnownAttendance(NamedTuple):
    """Somebody's part in a meeting, as stored."""

    id: int
    version: int
    state: str
    minutes_present: int | None
    role: str
    confirmed_at: datetime | None
    confirmed_by_id: int | None
    confirmed_version: int | None
    confirmation_method: str | None
    disputed: bool
    granted: bool


class Meeting(NamedTuple):
    """A meeting of an activity, with who stood on its list."""

    id: int
    activity_id: int
    starts_at: time | None
    gross_minutes: int
    people: Mapping[int, KnownAttendance]


@dataclass(frozen=True, kw_only=True)
class AttendanceSnapshot:
    """All that a plan compares with."""

    learners: Mapping[str, Learner]
    """By personnel number."""
    meetings: Mapping[tuple[date, str], tuple[Meeting, ...]]
    """By day and folded title."""


def take_attendance_snapshot(
    session: Session, organisation_id: int, *, numbers: Iterable[str], days: Iterable[date]
) -> AttendanceSnapshot:
    """Read who these people are, and what happened on these days in this organisation."""
    found: dict[tuple[date, str], list[Meeting]] = {}
    rows = [row for some in _days(days) for row in session.execute(_meetings(organisation_id, some))]
    people = _people(session, [row.id for row in rows])
    for row in rows:
        meeting = Meeting(row.id, row.activity_id, row.starts_at, row.gross_minutes, people.get(row.id, {}))
        found.setdefault((row.held_on, fold(row.title)), []).append(meeting)
    return AttendanceSnapshot(
        learners=find_learners(session, organisation_id, numbers),
        meetings={key: tuple(meetings) for key, meetings in found.items()},
    )


def _days(days: Iterable[date]) -> Iterable[list[date]]:
    ordered = sorted(set(days))
    return (ordered[first : first + 500] for first in range(0, len(ordered), 500))


def _meetings(organisation_id: int, days: Sequence[date]) -> Select[int, int, date, time | None, int, str]:
    return (
        select(
            LearningSession.id,
            LearningSession.activity_id,
            LearningSession.held_on,
            LearningSession.starts_at,
            LearningSession.gross_minutes,
            Activity.title,
        )
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            Activity.organisation_id == organisation_id,
            Activity.withdrawn_at.is_(None),
            LearningSession.held_on.in_(days),
        )
        .order_by(LearningSession.id)
    )


def _people(session: Session, meeting_ids: Sequence[int]) -> dict[int, dict[int, KnownAttendance]]:
    found: dict[int, dict[int, KnownAttendance]] = {}
    for some in in_chunks(meeting_ids):
        stored = session.scalars(
            select(Attendance).where(Attendance.session_id.in_(some)).order_by(Attendance.id)
        ).all()
        granted = granted_attendances(session, [one.id for one in stored])
        for one in stored:
            found.setdefault(one.session_id, {})[one.person_id] = KnownAttendance(
                one.id,
                one.version,
                one.state,
                one.minutes_present,
                one.role,
                one.confirmed_at,
                one.confirmed_by_id,
                one.confirmed_version,
                one.confirmation_method,
                one.disputed_at is not None,
                one.id in granted,
            )
    return found
