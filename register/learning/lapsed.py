"""Whether the flag of lapsed confirmations (*vervallen bevestigingen*) says what the versions say, and mending it.

The flag is kept where an activity changes and where somebody answers, so that Vandaag finds its questions by an index.
"""

from collections.abc import Sequence

from sqlalchemy import Case, Update, case, false, select, true, update
from sqlalchemy.orm import Session

from register.db import transaction
from register.learning.models import Activity, Attendance, LearningSession


def lapsed_wrongly(session: Session) -> Sequence[int]:
    """Return the attendances whose flag says something else than the versions."""
    return session.scalars(
        select(Attendance.id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(Attendance.lapsed != _overtaken())
        .order_by(Attendance.id)
    ).all()


def mend_lapsed() -> int:
    """Set every flag that is wrong to what the versions say; return how many there were."""
    with transaction() as session:
        wrong = lapsed_wrongly(session)
        for start in range(0, len(wrong), 500):
            session.execute(_turn_over(wrong[start : start + 500]))
        return len(wrong)


def _overtaken() -> Case[bool]:
    overtaken = Attendance.confirmed_version.is_not(None) & (Attendance.confirmed_version != Activity.content_version)
    return case((overtaken, true()), else_=false())


def _turn_over(ids: Sequence[int]) -> Update:
    return (
        update(Attendance)
        .where(Attendance.id.in_(ids))
        .values(lapsed=~Attendance.lapsed)
        .execution_options(synchronize_session=False)
    )
