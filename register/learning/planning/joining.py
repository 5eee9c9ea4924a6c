"""Logging a planned day: the activity that came of it stands with the day."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.learning.models import Activity
from register.learning.planning.models import PlannedSession


def join_activity(session: Session, viewer: Viewer, planned_id: int, activity_id: int) -> bool:
    """Say that this activity is the planned session; in the caller's transaction.

    Returns:
        Whether it was joined: the day is of the group of the activity, goes on, and was not logged before.

    """
    activity = session.get_one(Activity, activity_id)
    day = session.scalar(
        select(PlannedSession)
        .where(
            PlannedSession.id == planned_id,
            PlannedSession.group_id == activity.group_id,
            PlannedSession.cancelled_at.is_(None),
        )
        .with_for_update(of=PlannedSession)
        .execution_options(populate_existing=True)
    )
    if day is None or activity.organisation_id != viewer.organisation_id or is_logged(session, day):
        return False
    day.activity_id = activity_id
    session.flush()
    return True


def is_logged(session: Session, day: PlannedSession) -> bool:
    """Whether an activity came of a planned day that was not taken back since."""
    if day.activity_id is None:
        return False
    return session.scalar(select(Activity.withdrawn_at).where(Activity.id == day.activity_id)) is None
