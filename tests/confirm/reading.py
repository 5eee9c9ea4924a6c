"""What the tests of confirming look up."""

from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Person
from register.points.models import Claim, Standing


def attendance_of(session: Session, activity_id: int, person: Person) -> Attendance:
    """The person's part in an activity, as it is stored now."""
    return session.scalars(
        select(Attendance)
        .join(LearningSession)
        .where(LearningSession.activity_id == activity_id, Attendance.person_id == person.id)
        .execution_options(populate_existing=True)
    ).one()


def content_version(session: Session, activity_id: int) -> int:
    return session.scalars(select(Activity.content_version).where(Activity.id == activity_id)).one()


def change_content(session: Session, activity_id: int) -> None:
    """The activity changes, as an edit does it."""
    session.get_one(Activity, activity_id, populate_existing=True).content_version += 1
    meetings = select(LearningSession.id).where(LearningSession.activity_id == activity_id)
    confirmed = Attendance.session_id.in_(meetings) & Attendance.confirmed_version.is_not(None)
    session.execute(update(Attendance).where(confirmed).values(lapsed=True))
    session.commit()


def claims_of(session: Session, attendance_id: int) -> list[Claim]:
    return list(
        session.scalars(
            select(Claim).where(Claim.attendance_id == attendance_id).execution_options(populate_existing=True)
        )
    )


def countable(session: Session, registration_id: int) -> Decimal | None:
    """What counts in all, as the overviews read it; `None` where nothing was counted yet."""
    return session.scalar(select(Standing.countable).where(Standing.registration_id == registration_id))


def trail(session: Session, act: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.act == act).order_by(AuditEntry.seq)))
