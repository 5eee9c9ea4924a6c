"""The private reflection (*reflectie*, A6): read and written by its owner, and by nobody else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.checks import LONGEST_TEXT
from register.learning.models import Reflection
from register.learning.open_activity import visible_activity


@dataclass(frozen=True, kw_only=True)
class OwnReflection:
    """What the viewer wrote about an activity; `version` 0 where nothing is written yet."""

    text: str = ""
    version: int = 0
    updated_at: datetime | None = None


def own_reflection(session: Session, viewer: Viewer, activity_id: int) -> OwnReflection:
    """Return the viewer's own reflection on an activity, empty where there is none."""
    found = _find(session, viewer, activity_id)
    if found is None:
        return OwnReflection()
    return OwnReflection(text=found.text, version=found.version, updated_at=found.updated_at)


def save_reflection(viewer: Viewer, activity_id: int, text: str, *, version: int, at: datetime) -> None:
    """Keep the viewer's own reflection; an empty text takes it away. It leaves no trace in the organisation's trail.

    Raises:
        NotFound: the viewer has no part in this activity.
        Conflict: a newer version was saved from another tab.
        Invalid: the text is too long.

    """
    written = text.strip()
    if len(written) > LONGEST_TEXT:
        raise Invalid("reflection", f"Je reflectie is te lang: hooguit {LONGEST_TEXT} tekens. Kort haar in.")
    with transaction() as session:
        _refuse_outsiders(session, viewer, activity_id)
        found = _find(session, viewer, activity_id)
        if (found.version if found else 0) != version:
            raise Conflict("Je hebt deze reflectie intussen op een andere plek gewijzigd. Bekijk eerst die versie.")
        if found is not None and not written:
            session.delete(found)
        elif found is not None:
            found.text, found.updated_at = written, at
        elif written:
            session.add(Reflection(activity_id=activity_id, person_id=viewer.person_id, text=written, updated_at=at))


def _find(session: Session, viewer: Viewer, activity_id: int) -> Reflection | None:
    return session.scalar(
        select(Reflection).where(Reflection.activity_id == activity_id, Reflection.person_id == viewer.person_id)
    )


def _refuse_outsiders(session: Session, viewer: Viewer, activity_id: int) -> None:
    """Refuse a coordinator who may see the activity but had no part in it."""
    activity = visible_activity(session, viewer, activity_id).activity
    part = {one.person_id for meeting in activity.sessions for one in meeting.attendances}
    if viewer.person_id not in part | {activity.created_by_id}:
        raise NotFound
