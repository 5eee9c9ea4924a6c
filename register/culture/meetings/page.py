"""A team meeting as its page shows it: who was there, the agenda, and how much of it was learning."""

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.meetings.models import AgendaItem, MeetingPerson, TeamMeeting
from register.culture.meetings.rights import find_meeting
from register.errors import NotFound
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Person, Team


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Somebody on the list of a meeting."""

    person_id: int
    name: str
    present: bool


@dataclass(frozen=True, kw_only=True)
class Item:
    """An item of the agenda."""

    item_id: int
    version: int
    title: str
    minutes: int
    is_learning: bool
    minutes_text: str
    learnt: str
    activity_id: int | None
    """The activity that it was logged as."""
    may_open: bool
    """The viewer may open that activity."""
    may_undo: bool


@dataclass(frozen=True, kw_only=True)
class MeetingPage:
    """A meeting for one viewer."""

    meeting_id: int
    version: int
    team_id: int
    team: str
    held_on: date
    starts_at: time | None
    location: str
    people: tuple[Listed, ...]
    items: tuple[Item, ...]
    may_withdraw: bool
    withdrawn: bool
    to_come: bool

    @property
    def minutes(self) -> int:
        """The minutes of the whole agenda."""
        return sum(one.minutes for one in self.items)

    @property
    def learning_minutes(self) -> int:
        """The minutes of it that were learning."""
        return sum(one.minutes for one in self.items if one.is_learning)


def meeting_page(session: Session, viewer: Viewer, meeting_id: int, *, today: date) -> MeetingPage:
    """Return one meeting; one that was taken back only for who did that, to undo it.

    Raises:
        NotFound: there is none for this viewer.

    """
    meeting = _find(session, viewer, meeting_id, today)
    return MeetingPage(
        meeting_id=meeting.id,
        version=meeting.version,
        team_id=meeting.team_id,
        team=session.scalars(select(Team.name).where(Team.id == meeting.team_id)).one(),
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        location=meeting.location,
        people=_people(session, meeting_id),
        items=_items(session, viewer, meeting_id),
        may_withdraw=meeting.created_by_id == viewer.person_id and meeting.withdrawn_at is None,
        withdrawn=meeting.withdrawn_at is not None,
        to_come=meeting.held_on > today,
    )


def _find(session: Session, viewer: Viewer, meeting_id: int, today: date) -> TeamMeeting:
    try:
        return find_meeting(session, viewer, meeting_id, today=today)
    except NotFound:
        return find_meeting(session, viewer, meeting_id, today=today, withdrawn=True)


def _people(session: Session, meeting_id: int) -> tuple[Listed, ...]:
    rows = session.execute(
        select(MeetingPerson.person_id, MeetingPerson.present, Person.display_name)
        .join(Person, Person.id == MeetingPerson.person_id)
        .where(MeetingPerson.meeting_id == meeting_id)
        .order_by(Person.sort_key, Person.id)
    )
    return tuple(Listed(person_id=row.person_id, name=row.display_name, present=row.present) for row in rows)


def _items(session: Session, viewer: Viewer, meeting_id: int) -> tuple[Item, ...]:
    there = exists().where(
        LearningSession.activity_id == Activity.id,
        Attendance.session_id == LearningSession.id,
        Attendance.person_id == viewer.person_id,
    )
    opens = or_(Activity.created_by_id == viewer.person_id, there)
    rows = session.execute(
        select(AgendaItem, Activity.id, Activity.created_by_id, opens.label("opens"))
        .outerjoin(Activity, (Activity.id == AgendaItem.activity_id) & Activity.withdrawn_at.is_(None))
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(AgendaItem.place, AgendaItem.id)
    )
    return tuple(
        Item(
            item_id=item.id,
            version=item.version,
            title=item.title,
            minutes=item.minutes,
            is_learning=item.is_learning,
            minutes_text=item.minutes_text,
            learnt=item.learnt,
            activity_id=activity_id,
            may_open=bool(may_open),
            may_undo=made_by == viewer.person_id,
        )
        for item, activity_id, made_by, may_open in rows
    )
