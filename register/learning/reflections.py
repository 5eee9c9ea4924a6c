"""The private reflection (*reflectie*, A6): read and written by its owner, and by nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, NotFound
from register.learning.known_names import names_that_may_stand
from register.learning.models import Reflection
from register.learning.open_activity import visible_activity
from register.learning.reflection_forms import FREE, FREE_TEXT, Written, checked, reflection_methods, text_of
from register.privacy.guarded import ClientData, refuse_client_data

_NEWER = "Je hebt deze reflectie intussen op een andere plek gewijzigd. Bekijk eerst die versie."


@dataclass(frozen=True, kw_only=True)
class OwnReflection:
    """What the viewer wrote about an activity; `version` 0 where nothing is written yet."""

    text: str = ""
    method: str = FREE
    answers: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    updated_at: datetime | None = None


def own_reflection(session: Session, viewer: Viewer, activity_id: int) -> OwnReflection:
    """Return the viewer's own reflection on an activity, empty where there is none."""
    found = _find(session, viewer, activity_id)
    if found is None:
        return OwnReflection()
    return OwnReflection(
        text=found.text,
        method=found.method if found.method in reflection_methods() else FREE,
        answers=found.answers or ({FREE_TEXT: found.text} if found.text else {}),
        version=found.version,
        updated_at=found.updated_at,
    )


def reflection_to_write(session: Session, viewer: Viewer, activity_id: int) -> OwnReflection:
    """Return the viewer's reflection to go on with; a new one opens with the method of last time.

    Raises:
        NotFound: the viewer has no part in this activity.

    """
    refuse_outsiders(session, viewer, activity_id)
    own = own_reflection(session, viewer, activity_id)
    return own if own.version else OwnReflection(method=_last_method(session, viewer))


def keep_draft(viewer: Viewer, activity_id: int, written: Written, *, version: int, at: datetime) -> int:
    """Keep what the owner has typed so far (*concept*), without a question: it is private. Returns the new version.

    An empty draft is kept where there was a text, so that a tab with an older version still notices.

    Raises:
        NotFound: the viewer has no part in this activity.
        Conflict: a newer version was saved from another tab.
        Invalid: an answer is too long.

    """
    refuse_outsiders(current_session(), viewer, activity_id)
    return _keep(viewer, activity_id, checked(written), version=version, at=at, is_done=False)


def save_reflection(
    viewer: Viewer,
    activity_id: int,
    written: Written,
    *,
    version: int,
    at: datetime,
    today: date,
    kept_anyway: str = "",
) -> None:
    """Keep the viewer's own reflection; an empty one is taken away. It leaves no trace in the organisation's trail.

    Raises:
        NotFound: the viewer has no part in this activity.
        ClientData: it may point to a client, and the writer did not say that it may stay.
        Conflict: a newer version was saved from another tab.
        Invalid: an answer is too long.

    """
    session = current_session()
    refuse_outsiders(session, viewer, activity_id)
    whole = checked(written)
    if whole.answers:
        names = names_that_may_stand(session, viewer, today=today, activity_id=activity_id)
        refuse_client_data(whole.answers, colleagues=names, kept_anyway=kept_anyway)
    _keep(viewer, activity_id, whole, version=version, at=at, is_done=True)


def client_data_in(
    session: Session, viewer: Viewer, activity_id: int, written: Written, *, today: date
) -> ClientData | None:
    """Return what may point to a client in a draft, to say so beside it."""
    names = names_that_may_stand(session, viewer, today=today, activity_id=activity_id)
    try:
        refuse_client_data(written.answers, colleagues=names)
    except ClientData as found:
        return found
    return None


def _keep(viewer: Viewer, activity_id: int, whole: Written, *, version: int, at: datetime, is_done: bool) -> int:
    try:
        with transaction() as session:
            found = _find(session, viewer, activity_id)
            if (found.version if found else 0) != version:
                raise Conflict(_NEWER)
            kept = _write(session, viewer, activity_id, found, whole, at=at, is_done=is_done)
            session.flush()
            return kept.version if kept is not None else 0
    except IntegrityError as first:  # two tabs begin at the same moment
        raise Conflict(_NEWER) from first


def _write(
    session: Session,
    viewer: Viewer,
    activity_id: int,
    found: Reflection | None,
    whole: Written,
    *,
    at: datetime,
    is_done: bool,
) -> Reflection | None:
    if not whole.answers and (found is None or is_done):
        if found is not None:
            session.delete(found)
        return None
    text, answers = text_of(whole), dict(whole.answers)
    if found is None:
        found = Reflection(activity_id=activity_id, person_id=viewer.person_id)
        session.add(found)
    if (found.text, found.method, found.answers) != (text, whole.method, answers):
        found.text, found.method, found.answers, found.updated_at = text, whole.method, answers, at
    return found


def _last_method(session: Session, viewer: Viewer) -> str:
    last = session.scalar(
        select(Reflection.method)
        .where(Reflection.person_id == viewer.person_id)
        .order_by(Reflection.updated_at.desc(), Reflection.id.desc())
        .limit(1)
    )
    return last if last in reflection_methods() else FREE


def _find(session: Session, viewer: Viewer, activity_id: int) -> Reflection | None:
    return session.scalar(
        select(Reflection).where(Reflection.activity_id == activity_id, Reflection.person_id == viewer.person_id)
    )


def refuse_outsiders(session: Session, viewer: Viewer, activity_id: int) -> None:
    """Refuse a coordinator who may see the activity but had no part in it.

    Raises:
        NotFound: not an activity of the viewer.

    """
    activity = visible_activity(session, viewer, activity_id).activity
    part = {one.person_id for meeting in activity.sessions for one in meeting.attendances}
    if viewer.person_id not in part | {activity.created_by_id}:
        raise NotFound
