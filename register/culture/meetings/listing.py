"""The meetings of the own teams, newest first, with what was learnt in them."""

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from register.access import Viewer
from register.culture.meetings.models import AgendaItem, TeamMeeting
from register.culture.meetings.rights import is_for
from register.learning.models import Activity
from register.people.models import Team

PAGE = 25
OPEN, LOGGED = "open", "vastgelegd"
MOMENTS = {OPEN: "Nog een leermoment vast te leggen", LOGGED: "Met vastgelegd leermoment"}
"""What the list can be filtered on."""


@dataclass(frozen=True, kw_only=True)
class MeetingQuery:
    """What somebody asks of the list; everything empty is everything."""

    team_id: int | None = None
    moments: str = ""
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, kw_only=True)
class MeetingLine:
    """One meeting in the list; minutes of learning and of the rest apart."""

    meeting_id: int
    held_on: date
    starts_at: time | None
    team: str
    items: int
    learning_minutes: int
    other_minutes: int
    moments: int
    """Items that were logged as learning."""


@dataclass(frozen=True, kw_only=True)
class MeetingList:
    """A page of the list, with how many there are, and what can be filtered on."""

    lines: tuple[MeetingLine, ...]
    found: int
    all: int
    page: int
    pages: int
    teams: tuple[tuple[int, str], ...]


def list_meetings(session: Session, viewer: Viewer, query: MeetingQuery, *, today: date) -> MeetingList:
    """Return one page of the meetings that the viewer may open, in four queries however many there are."""
    there = _there(viewer, today)
    conditions = (*there, *_conditions(query))
    found = session.scalar(select(func.count(TeamMeeting.id)).where(*conditions)) or 0
    pages = max(1, -(-found // query.size))
    page = min(max(query.page, 1), pages)
    teams = session.execute(
        select(Team.id, Team.name).where(Team.id.in_(select(TeamMeeting.team_id).where(*there))).order_by(Team.name)
    )
    return MeetingList(
        lines=_lines(session, conditions, page, query.size),
        found=found,
        all=session.scalar(select(func.count(TeamMeeting.id)).where(*there)) or 0,
        page=page,
        pages=pages,
        teams=tuple((row.id, row.name) for row in teams),
    )


def meetings_line(session: Session, viewer: Viewer, today: date) -> str:
    """Say what waits, for the page from which people learn together."""
    waiting = session.scalar(
        select(func.count(TeamMeeting.id)).where(
            *_there(viewer, today), TeamMeeting.held_on <= today, _an_item(logged=False)
        )
    )
    if not waiting:
        return ""
    return f"{waiting} keer overleg met een leermoment dat nog niet is vastgelegd."


def _there(viewer: Viewer, today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        TeamMeeting.organisation_id == viewer.organisation_id,
        TeamMeeting.withdrawn_at.is_(None),
        is_for(viewer, today),
    )


def _an_item(*, logged: bool) -> ColumnElement[bool]:
    """Condition: the meeting has an item of learning that is logged, or one that is not; whatever the query joins."""
    item, activity = aliased(AgendaItem), aliased(Activity)
    done = exists().where(activity.id == item.activity_id, activity.withdrawn_at.is_(None))
    return exists().where(item.meeting_id == TeamMeeting.id, item.is_learning, done if logged else ~done)


def _conditions(query: MeetingQuery) -> tuple[ColumnElement[bool], ...]:
    found: list[ColumnElement[bool]] = []
    if query.team_id is not None:
        found.append(TeamMeeting.team_id == query.team_id)
    if query.moments == OPEN:
        found.append(_an_item(logged=False))
    elif query.moments == LOGGED:
        found.append(_an_item(logged=True))
    return tuple(found)


def _lines(
    session: Session, conditions: tuple[ColumnElement[bool], ...], page: int, size: int
) -> tuple[MeetingLine, ...]:
    learning = func.sum(case((AgendaItem.is_learning, AgendaItem.minutes), else_=0))
    logged = func.sum(case((Activity.id.is_not(None), 1), else_=0))
    rows = session.execute(
        select(
            TeamMeeting.id,
            TeamMeeting.held_on,
            TeamMeeting.starts_at,
            Team.name,
            func.count(AgendaItem.id).label("items"),
            func.sum(AgendaItem.minutes).label("minutes"),
            learning.label("learning"),
            logged.label("moments"),
        )
        .join(Team, Team.id == TeamMeeting.team_id)
        .outerjoin(AgendaItem, AgendaItem.meeting_id == TeamMeeting.id)
        .outerjoin(Activity, (Activity.id == AgendaItem.activity_id) & Activity.withdrawn_at.is_(None))
        .where(*conditions)
        .group_by(TeamMeeting.id, Team.name)
        .order_by(TeamMeeting.held_on.desc(), TeamMeeting.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return tuple(
        MeetingLine(
            meeting_id=row.id,
            held_on=row.held_on,
            starts_at=row.starts_at,
            team=row.name,
            items=row.items,
            learning_minutes=row.learning or 0,
            other_minutes=(row.minutes or 0) - (row.learning or 0),
            moments=row.moments or 0,
        )
        for row in rows
    )
