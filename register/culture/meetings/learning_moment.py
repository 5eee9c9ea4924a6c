"""An item of the agenda becomes a learning activity of all present, in one click, with its own minutes (M6, trap 1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.meetings.items import logged_as
from register.culture.meetings.models import MeetingPerson
from register.culture.meetings.presence import write_presence
from register.culture.meetings.rights import find_item, note
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.change_activity import withdraw_activity
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.log_activity import Logged, log_activity
from register.learning.models import Activity
from register.people.models import Person

KIND = "teamoverleg_leermoment"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A learning moment that was logged."""

    meeting_id: int
    title: str
    minutes: int
    logged: Logged


def make_learning_moment(
    viewer: Viewer, item_id: int, person_ids: Collection[int], *, form_key: str, at: datetime, today: date
) -> Moment:
    """Log an item as what all present learnt; who they are stays ticked for the next item.

    `person_ids` are those who were there, of the list. Only the minutes of this item count, not those of the meeting.

    Raises:
        NotFound: not for this viewer.
        Invalid: nobody was there, the viewer was not, or the meeting is still to come.
        Conflict: it is logged already.

    """
    meeting, item = find_item(current_session(), viewer, item_id, today=today)
    if meeting.held_on > today:
        raise Invalid("held_on", "Dit overleg is nog niet geweest. Leg het leermoment vast als het zover is.")
    present = _present(current_session(), meeting.id, person_ids)
    if viewer.person_id not in present:
        raise Invalid(
            "there",
            "Jij staat niet bij wie er was. Vink jezelf aan, of vraag iemand die erbij was om het vast te leggen.",
        )
    entry = ActivityEntry(
        kind=KIND,
        title=item.title,
        subject=item.title,
        location=meeting.location,
        sessions=(
            SessionEntry(
                held_on=meeting.held_on,
                gross_minutes=item.minutes,
                participants=tuple(Participant(person_id=one) for one in present),
            ),
        ),
    )
    meeting_id, title, minutes = meeting.id, item.title, item.minutes

    def and_then(session: Session, activity_id: int) -> None:
        _, found = find_item(session, viewer, item_id, today=today)
        if logged_as(session, found) is not None:
            raise Conflict("Een collega heeft dit leermoment net vastgelegd. Je hoeft niets meer te doen.")
        found.is_learning, found.activity_id = True, activity_id
        session.get_one(Activity, activity_id).report = found.learnt
        write_presence(session, meeting_id, person_ids)
        note(session, viewer, "teamoverleg.leermoment", meeting_id, at, item_id=item_id, activity_id=activity_id)

    key = f"{form_key[:40]}-{item_id}"
    logged = log_activity(viewer, entry, at=at, today=today, form_key=key, form="leermoment", and_then=and_then)
    return Moment(meeting_id=meeting_id, title=title, minutes=minutes, logged=logged)


def undo_learning_moment(viewer: Viewer, item_id: int, *, at: datetime, today: date) -> int:
    """Take the activity of an item back, by who logged it; the item stays. Returns the id of the meeting.

    Raises:
        NotFound: not for this viewer, not logged, or logged by somebody else.
        Conflict: a register already granted points for it.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        meeting, item = find_item(session, viewer, item_id, today=today)
        activity = logged_as(session, item)
        if activity is None or activity.created_by_id != viewer.person_id:
            raise NotFound
        withdraw_activity(viewer, activity.id, at=at)
        item.activity_id = None
        note(session, viewer, "teamoverleg.leermoment-ongedaan", meeting.id, at, item_id=item_id)
        return meeting.id


def _present(session: Session, meeting_id: int, person_ids: Collection[int]) -> tuple[int, ...]:
    """Return who of the list was there and still works here, in the order of Dutch name lists."""
    return tuple(
        session.scalars(
            select(Person.id)
            .join(MeetingPerson, MeetingPerson.person_id == Person.id)
            .where(
                MeetingPerson.meeting_id == meeting_id,
                Person.id.in_(list(person_ids)),
                Person.deactivated_at.is_(None),
            )
            .order_by(Person.sort_key, Person.id)
        )
    )
