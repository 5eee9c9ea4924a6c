"""What the viewer logged last, to fill the next form with."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.learning.kinds import kinds
from register.learning.models import Activity

FIRST_TIME = "intervisie"
"""The kind that the form opens with for somebody who never logged anything."""


def last_used_kind(session: Session, viewer: Viewer) -> str:
    """Return the kind of the last activity that the viewer entered."""
    last = session.scalar(
        select(Activity.kind)
        .where(
            Activity.created_by_id == viewer.person_id,
            Activity.withdrawn_at.is_(None),
            Activity.origin == "ingevoerd",
        )
        .order_by(Activity.id.desc())
        .limit(1)
    )
    return last if last in kinds() else FIRST_TIME
