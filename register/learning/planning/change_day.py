"""Change one planned day: add it, move it, cancel it, take it up again. Calendars follow by its uid and sequence."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.change_groups import changeable_group
from register.learning.models import Group
from register.learning.planning.days import LONGEST
from register.learning.planning.joining import is_logged
from register.learning.planning.models import PlannedSession
from register.learning.planning.plan_series import When, check_when, new_session, note_plan
from register.once import once

_LOGGED = "Deze bijeenkomst is al vastgelegd. Wijzig de activiteit."


class DayChangedMeanwhile(Conflict):
    """Somebody else saved a newer version of the day; what was typed stays on the page beside it."""


@dataclass(frozen=True, kw_only=True)
class Touched:
    """The day that was changed, and of which group."""

    group_id: int
    held_on: date


def add_day(
    viewer: Viewer, group_id: int, held_on: date, when: When, *, form_key: str, at: datetime, today: date
) -> Touched:
    """Plan one more day.

    Raises:
        Invalid: a value cannot be accepted, or the group meets then already.
        NotAllowed, NotFound: as for changing the group.

    """

    def act(session: Session) -> dict[str, int]:
        group = changeable_group(session, viewer, group_id, today=today)
        check_when(when)
        _check_day(session, group.id, held_on, when, today=today)
        session.add(new_session(group.id, held_on, when, at=at))
        note_plan(session, viewer, "planning.dag-erbij", group_id, at)
        return {}

    once(form_key, person_id=viewer.person_id, at=at, act=act)
    return Touched(group_id=group_id, held_on=held_on)


def change_day(
    viewer: Viewer, planned_id: int, held_on: date, when: When, *, version: int, at: datetime, today: date
) -> Touched:
    """Move a planned day, or change its time, length or place.

    Raises:
        Conflict: it is logged already.
        DayChangedMeanwhile: somebody else changed it since the viewer saw it.
        Invalid, NotAllowed, NotFound: as `add_day`.

    """
    with transaction() as session:
        day = changeable_day(session, viewer, planned_id, today=today)
        if day.version != version:
            raise DayChangedMeanwhile("Iemand anders heeft deze dag intussen gewijzigd. Kijk wat er nu staat.")
        check_when(when)
        _check_day(session, day.group_id, held_on, when, today=today, planned_id=planned_id, before=day.held_on)
        day.held_on, day.starts_at, day.minutes = held_on, when.starts_at, when.minutes
        day.mode, day.location = "online" if when.online else "fysiek", when.location.strip()
        _touch(day, at)
        note_plan(session, viewer, "planning.dag-gewijzigd", day.group_id, at, planned=planned_id)
        return Touched(group_id=day.group_id, held_on=held_on)


def cancel_day(viewer: Viewer, planned_id: int, *, at: datetime, today: date) -> Touched:
    """Cancel a day (*afzeggen*): it stays in view and in calendars as cancelled; a second time changes nothing.

    Raises:
        Conflict: it is logged already.
        NotAllowed, NotFound: as `change_day`.

    """
    return _set_cancelled(viewer, planned_id, cancelled_at=at, act="planning.dag-afgezegd", at=at, today=today)


def restore_day(viewer: Viewer, planned_id: int, *, at: datetime, today: date) -> Touched:
    """Take a cancelled day up again.

    Raises:
        Conflict, NotAllowed, NotFound: as `cancel_day`.

    """
    return _set_cancelled(viewer, planned_id, cancelled_at=None, act="planning.dag-toch", at=at, today=today)


def _set_cancelled(
    viewer: Viewer, planned_id: int, *, cancelled_at: datetime | None, act: str, at: datetime, today: date
) -> Touched:
    with transaction() as session:
        day = changeable_day(session, viewer, planned_id, today=today)
        if (day.cancelled_at is None) != (cancelled_at is None):
            day.cancelled_at = cancelled_at
            _touch(day, at)
            note_plan(session, viewer, act, day.group_id, at, planned=planned_id)
        return Touched(group_id=day.group_id, held_on=day.held_on)


def changeable_day(session: Session, viewer: Viewer, planned_id: int, *, today: date) -> PlannedSession:
    """Load a planned day that the viewer may change and that was not logged yet.

    Raises:
        NotFound: not there, or its group is not for this viewer.
        NotAllowed: the viewer does not coordinate its group.
        Conflict: it is logged already.

    """
    found = session.scalar(
        select(PlannedSession)
        .join(Group, Group.id == PlannedSession.group_id)
        .where(PlannedSession.id == planned_id, Group.organisation_id == viewer.organisation_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    changeable_group(session, viewer, found.group_id, today=today)
    if is_logged(session, found):
        raise Conflict(_LOGGED)
    return found


def _touch(day: PlannedSession, at: datetime) -> None:
    day.calendar_sequence += 1
    day.changed_at = at


def _check_day(
    session: Session,
    group_id: int,
    held_on: date,
    when: When,
    *,
    today: date,
    planned_id: int = 0,
    before: date | None = None,
) -> None:
    """Refuse a day gone by, one too far away, and two sessions at the same moment."""
    if held_on < today and held_on != before:
        raise Invalid("held_on", "Deze dag is al geweest. Kies een dag die nog komt, of leg de bijeenkomst vast.")
    if held_on > today + LONGEST + timedelta(days=1):
        raise Invalid("held_on", "Plan hooguit twee jaar vooruit. Kies een eerdere dag.")
    same = session.scalar(
        select(PlannedSession.id).where(
            PlannedSession.group_id == group_id,
            PlannedSession.held_on == held_on,
            PlannedSession.starts_at.is_(None)
            if when.starts_at is None
            else PlannedSession.starts_at == when.starts_at,
            PlannedSession.id != planned_id,
        )
    )
    if same is not None:
        raise Invalid("held_on", "Op deze dag en tijd staat al een bijeenkomst. Kies een andere, of pas die aan.")
