"""Keep claims in step with attendance: judged when present, taken back when not."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from register.learning.facts_of import facts_of, is_confirmed
from register.learning.kinds import PRESENT
from register.learning.models import Attendance, LearningSession
from register.points import claims as points


def claim_session(session: Session, meeting: LearningSession, *, at: datetime) -> list[tuple[int, str, Decimal | None]]:
    """Bring the claims of everybody in a session up to date, but for what a register already granted.

    Returns:
        (attendance id, register id, points or `None`) of every claim.

    """
    granted = points.granted_attendances(session, [attendance.id for attendance in meeting.attendances])
    return [
        line
        for attendance in meeting.attendances
        if attendance.id not in granted
        for line in claim_attendance(session, attendance, at=at)
    ]


def claim_attendance(
    session: Session, attendance: Attendance, *, at: datetime
) -> list[tuple[int, str, Decimal | None]]:
    """Bring the claims of one attendance up to date: none for who was not there, says so, or whose activity is gone."""
    activity = attendance.session.activity
    if attendance.state not in PRESENT or attendance.disputed_at is not None or activity.withdrawn_at is not None:
        points.withdraw(session, attendance.id, at=at)
        return []
    rows = points.claim(
        session,
        organisation_id=activity.organisation_id,
        person_id=attendance.person_id,
        attendance_id=attendance.id,
        title=activity.title,
        facts=facts_of(attendance),
        confirmed=is_confirmed(attendance),
        at=at,
    )
    return [(attendance.id, row.register_id, row.points) for row in rows]
