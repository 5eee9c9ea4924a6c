"""Who may open a team meeting and keep its agenda: who sits in the team, manages it, made it or was there."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.meetings.models import AgendaItem, MeetingPerson, TeamMeeting
from register.errors import NotFound
from register.people.teams import teams_of_person


def is_for(viewer: Viewer, today: date) -> ColumnElement[bool]:
    """Condition: the meeting is one that this viewer may open."""
    there = exists().where(MeetingPerson.meeting_id == TeamMeeting.id, MeetingPerson.person_id == viewer.person_id)
    return or_(
        TeamMeeting.created_by_id == viewer.person_id,
        TeamMeeting.team_id.in_(teams_of_person(viewer.person_id, today)),
        TeamMeeting.team_id.in_(sorted(viewer.managed_team_ids)),
        there,
    )


def find_meeting(
    session: Session, viewer: Viewer, meeting_id: int, *, today: date, withdrawn: bool = False
) -> TeamMeeting:
    """Return a meeting that the viewer may open; with `withdrawn` one that the viewer made and took back.

    Raises:
        NotFound: there is none for this viewer.

    """
    state: ColumnElement[bool] = TeamMeeting.withdrawn_at.is_(None)
    if withdrawn:
        state = TeamMeeting.withdrawn_at.is_not(None) & (TeamMeeting.created_by_id == viewer.person_id)
    found = session.scalar(
        select(TeamMeeting).where(
            TeamMeeting.id == meeting_id,
            TeamMeeting.organisation_id == viewer.organisation_id,
            is_for(viewer, today),
            state,
        )
    )
    if found is None:
        raise NotFound
    return found


def find_item(session: Session, viewer: Viewer, item_id: int, *, today: date) -> tuple[TeamMeeting, AgendaItem]:
    """Return an item of a meeting that the viewer may open, with the meeting.

    Raises:
        NotFound: there is none for this viewer.

    """
    item = session.get(AgendaItem, item_id)
    if item is None:
        raise NotFound
    return find_meeting(session, viewer, item.meeting_id, today=today), item


def note(
    session: Session, viewer: Viewer, act: str, meeting_id: int, at: datetime, **details: str | int | None
) -> None:
    """Write in the trail what was done with a meeting; never its words."""
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="team_meeting",
        object_id=meeting_id,
        at=at,
        details=details,
    )
