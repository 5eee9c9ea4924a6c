"""The own part beside the joint report (*persoonlijk deel*, B10): of one participant, in that one's evidence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.kinds import PRESENT
from register.learning.known_names import names_that_may_stand
from register.learning.models import Activity, Attendance, PersonalPart
from register.learning.open_activity import visible_activity
from register.points.claims import granted_attendances
from register.privacy.guarded import refuse_client_data

LONGEST_PART = 5_000


@dataclass(frozen=True, kw_only=True)
class OwnText:
    """The viewer's own part of one meeting; `version` 0 where nothing is written yet."""

    attendance_id: int
    held_on: date
    text: str = ""
    version: int = 0
    locked: bool = False
    """A register granted points for it: it lies fast with the rest of the evidence."""

    @property
    def field(self) -> str:
        """Return the name of its field in a form."""
        return f"part-{self.attendance_id}"


@dataclass(frozen=True, kw_only=True)
class TypedPart:
    """What was typed for one meeting, over the version that was seen."""

    text: str
    version: int


def personal_parts(session: Session, viewer: Viewer, activity: Activity) -> tuple[OwnText, ...]:
    """Return the viewer's own part of each meeting that the viewer was at, in the order of days."""
    own = _own(viewer, activity)
    rows = session.scalars(select(PersonalPart).where(PersonalPart.attendance_id.in_([one.id for one in own])))
    written = {row.attendance_id: row for row in rows}
    granted = granted_attendances(session, [one.id for one in own]) if own else frozenset()
    return tuple(
        OwnText(
            attendance_id=one.id,
            held_on=one.session.held_on,
            text=written[one.id].text if one.id in written else "",
            version=written[one.id].version if one.id in written else 0,
            locked=one.id in granted,
        )
        for one in own
    )


def texts_by_attendance(session: Session, attendance_ids: Collection[int]) -> dict[int, str]:
    """Return the own parts of these attendances, for a paper of the person concerned; the caller checks who asks."""
    if not attendance_ids:
        return {}
    rows = session.execute(
        select(PersonalPart.attendance_id, PersonalPart.text).where(PersonalPart.attendance_id.in_(attendance_ids))
    )
    return {row.attendance_id: row.text for row in rows}


def own_parts_page(session: Session, viewer: Viewer, activity_id: int) -> tuple[Activity, tuple[OwnText, ...]]:
    """Return an activity with the viewer's own parts.

    Raises:
        NotFound: it is not for this viewer, or the viewer was not there.

    """
    activity = visible_activity(session, viewer, activity_id).activity
    parts = personal_parts(session, viewer, activity)
    if not parts:
        raise NotFound
    return activity, parts


def save_personal_parts(
    viewer: Viewer,
    activity_id: int,
    typed: Mapping[int, TypedPart],
    *,
    at: datetime,
    today: date,
    kept_anyway: str = "",
) -> None:
    """Keep the own parts, by attendance; an empty one is taken away.

    Raises:
        NotFound: it is not for this viewer, or the viewer was not there.
        ClientData: a text may point to a client, and the writer did not say that it may stay.
        Conflict: a newer version was saved from another tab, or points were granted for it.
        Invalid: a text is too long.

    """
    _, parts = own_parts_page(current_session(), viewer, activity_id)
    names = names_that_may_stand(current_session(), viewer, today=today, activity_id=activity_id)
    texts = {one.field: typed[one.attendance_id].text for one in parts if one.attendance_id in typed}
    for field, text in texts.items():
        if len(text.strip()) > LONGEST_PART:
            raise Invalid(field, f"Deze tekst is te lang: hooguit {LONGEST_PART} tekens. Kort haar in.")
    refuse_client_data(texts, colleagues=names, kept_anyway=kept_anyway, known=[one.text for one in parts])
    with transaction() as session:
        activity = visible_activity(session, viewer, activity_id, for_change=True).activity
        for one in personal_parts(session, viewer, activity):
            if one.attendance_id in typed:
                _keep(session, viewer, one, typed[one.attendance_id], at=at)


def _keep(session: Session, viewer: Viewer, stored: OwnText, typed: TypedPart, *, at: datetime) -> None:
    text = typed.text.strip()
    if text == stored.text:
        return
    if stored.locked:
        raise Conflict("De punten voor deze dag zijn al toegekend. Daarom ligt ook je eigen deel vast.")
    if stored.version != typed.version:
        raise Conflict("Je hebt dit intussen op een andere plek gewijzigd. Vergelijk en kies.")
    row = session.scalar(select(PersonalPart).where(PersonalPart.attendance_id == stored.attendance_id))
    if row is None:
        session.add(PersonalPart(attendance_id=stored.attendance_id, text=text, updated_at=at))
    elif text:
        row.text, row.updated_at = text, at
    else:
        session.delete(row)
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act="persoonlijk-deel.bewaard" if text else "persoonlijk-deel.weggehaald",
        object_kind="attendance",
        object_id=stored.attendance_id,
        at=at,
        details={},
    )


def _own(viewer: Viewer, activity: Activity) -> list[Attendance]:
    return [
        one
        for meeting in activity.sessions
        for one in meeting.attendances
        if one.person_id == viewer.person_id and one.state in PRESENT
    ]
