"""Keep claims in step with attendance: judged when present, taken back when not."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from register.learning.facts_of import facts_of, is_confirmed
from register.learning.kinds import PRESENT
from register.learning.models import Attendance, LearningSession
from register.learning.outsiders.there import NOBODY, count_outsiders
from register.points import claims as points


def claim_session(session: Session, meeting: LearningSession, *, at: datetime) -> list[tuple[int, str, Decimal | None]]:
    """Bring the claims of everybody in a session up to date, but for what a register already granted.

    Returns:
        (attendance id, register id, points or `None`) of every claim.

    """
    return claim_attendances(session, meeting.attendances, at=at)


def claim_attendance(
    session: Session, attendance: Attendance, *, at: datetime
) -> list[tuple[int, str, Decimal | None]]:
    """Bring the claims of one attendance up to date."""
    return claim_attendances(session, [attendance], at=at)


def claim_attendances(
    session: Session, attendances: Sequence[Attendance], *, at: datetime
) -> list[tuple[int, str, Decimal | None]]:
    """Judge whoever was there; no claim for who was not, says so, or whose activity is gone.

    All of one organisation; the number of statements does not depend on how many they are.
    """
    there = [one for one in attendances if _counts(one)]
    _withdraw(session, [one.id for one in attendances if not _counts(one)], at=at)
    if not there:
        return []
    elsewhere = count_outsiders(session, {one.session_id for one in there})
    attended = [
        points.Attended(
            attendance_id=one.id,
            person_id=one.person_id,
            title=one.session.activity.title,
            facts=facts_of(one, elsewhere=elsewhere.get(one.session_id, NOBODY)),
            confirmed=is_confirmed(one),
        )
        for one in there
    ]
    rows = points.claim(session, there[0].session.activity.organisation_id, attended, at=at)
    return [(row.attendance_id, row.register_id, row.points) for row in rows]


def summed(claimed: Iterable[tuple[str, Decimal | None]]) -> dict[str, Decimal | None]:
    """Add up the points of every meeting per register; unknown where one of them is."""
    total: dict[str, Decimal | None] = {}
    for register, value in claimed:
        so_far = total.get(register, Decimal(0))
        total[register] = None if so_far is None or value is None else so_far + value
    return total


def _withdraw(session: Session, attendance_ids: Sequence[int], *, at: datetime) -> None:
    granted = points.granted_attendances(session, attendance_ids) if attendance_ids else ()
    points.withdraw(session, [one for one in attendance_ids if one not in granted], at=at)


def _counts(attendance: Attendance) -> bool:
    gone = attendance.session.activity.withdrawn_at is not None
    return attendance.state in PRESENT and attendance.disputed_at is None and not gone
