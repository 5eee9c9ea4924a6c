"""What a group planned: its coming days, what was planned and never logged, and the next one of a person."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import NotFound
from register.learning.groups import belongs_on, visible_group
from register.learning.models import Activity, Group, GroupMember
from register.learning.planning.models import PlannedSession

ASKED_FOR = timedelta(days=60)
"""How long after a planned day the coordinator is asked to log it."""
MOST_ASKED = 3


@dataclass(frozen=True, kw_only=True)
class PlannedDay:
    """One planned session of a group (*geplande bijeenkomst*)."""

    planned_id: int
    version: int
    group_id: int
    group_name: str
    held_on: date
    starts_at: time | None
    minutes: int
    online: bool
    location: str
    cancelled: bool
    activity_id: int | None
    may_change: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The plan of one group, as its page shows it."""

    coming: tuple[PlannedDay, ...]
    to_log: tuple[PlannedDay, ...]
    """Gone by, not cancelled and not logged; the last one first."""

    @property
    def next(self) -> PlannedDay | None:
        """The first day to come that goes on."""
        return next((one for one in self.coming if not one.cancelled), None)


@dataclass(frozen=True, kw_only=True)
class OwnPlan:
    """What is planned for a person, as Vandaag shows it."""

    next: PlannedDay | None
    to_log: tuple[PlannedDay, ...]
    """Of groups that the person coordinates."""


def plan_of_group(session: Session, viewer: Viewer, group_id: int, *, today: date) -> Plan:
    """Return the plan of a group.

    Raises:
        NotFound: no such group for this viewer.

    """
    group = visible_group(session, viewer, group_id, today=today)
    found = _read(
        session, _live().where(PlannedSession.group_id == group.id, PlannedSession.held_on >= today - ASKED_FOR)
    )
    return Plan(
        coming=tuple(one for one in found if one.held_on >= today and one.activity_id is None),
        to_log=tuple(reversed([one for one in found if one.held_on < today and _is_open(one)])),
    )


def own_plan(session: Session, viewer: Viewer, *, today: date) -> OwnPlan:
    """Return the next session of the viewer, and what the viewer's own groups did not log; in one query."""
    mine = and_(GroupMember.group_id == Group.id, GroupMember.person_id == viewer.person_id, belongs_on(today))
    rows = session.execute(
        _live()
        .add_columns(GroupMember.coordinates)
        .join(GroupMember, mine)
        .where(
            Group.organisation_id == viewer.organisation_id,
            or_(Group.ended_on.is_(None), Group.ended_on > today),
            PlannedSession.held_on >= today - ASKED_FOR,
            PlannedSession.cancelled_at.is_(None),
        )
    ).all()
    days = [(_day(row[0], row[1], row[2]), row[3]) for row in rows]
    late = [one for one, leads in days if leads and one.held_on < today and one.activity_id is None]
    return OwnPlan(
        next=next((one for one, _ in days if one.held_on >= today and one.activity_id is None), None),
        to_log=tuple(reversed(late[-MOST_ASKED:])),
    )


def planned_day(session: Session, viewer: Viewer, planned_id: int, *, today: date) -> PlannedDay:
    """Return one planned day of a group that the viewer may see.

    Raises:
        NotFound: not there, or not for this viewer.

    """
    found = _read(session, _live().where(PlannedSession.id == planned_id))
    if not found:
        raise NotFound
    visible_group(session, viewer, found[0].group_id, today=today)
    return found[0]


def _live() -> Select[PlannedSession, str, int]:
    """Planned days with their group; one whose activity was taken back waits to be logged again."""
    return (
        select(PlannedSession, Group.name, Activity.id)
        .join(Group, Group.id == PlannedSession.group_id)
        .outerjoin(Activity, and_(Activity.id == PlannedSession.activity_id, Activity.withdrawn_at.is_(None)))
        .order_by(PlannedSession.held_on, PlannedSession.starts_at, PlannedSession.id)
    )


def _read(session: Session, wanted: Select[PlannedSession, str, int]) -> list[PlannedDay]:
    return [_day(row[0], row[1], row[2]) for row in session.execute(wanted).all()]


def _day(planned: PlannedSession, group_name: str, activity_id: int | None) -> PlannedDay:
    return PlannedDay(
        planned_id=planned.id,
        version=planned.version,
        group_id=planned.group_id,
        group_name=group_name,
        held_on=planned.held_on,
        starts_at=planned.starts_at,
        minutes=planned.minutes,
        online=planned.mode == "online",
        location=planned.location,
        cancelled=planned.cancelled_at is not None,
        activity_id=activity_id,
    )


def _is_open(day: PlannedDay) -> bool:
    return day.activity_id is None and not day.cancelled
