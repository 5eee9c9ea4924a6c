"""Planned sessions as a calendar (iCalendar, RFC 5545): a title, a place and times; nobody's name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import AMSTERDAM
from register.learning.groups import belongs_on, visible_group
from register.learning.models import Group, GroupMember
from register.learning.planning.models import PlannedSession

_PRODUCT = "-//Leerregister//Planning//NL"
_BACK = timedelta(days=365)
"""How far back a calendar goes."""


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """One event as calendars know it; a session without a time takes the whole day."""

    uid: str
    sequence: int
    title: str
    place: str
    held_on: date
    starts_at: time | None
    minutes: int
    cancelled: bool
    changed_at: datetime


def events_of_group(session: Session, viewer: Viewer, group_id: int, *, today: date) -> tuple[CalendarEvent, ...]:
    """Return the planned sessions of a group, cancelled ones too.

    Raises:
        NotFound: no such group for this viewer.

    """
    group = visible_group(session, viewer, group_id, today=today)
    return _events(session, [group.id], today)


def events_of_person(session: Session, person_id: int, *, today: date) -> tuple[CalendarEvent, ...]:
    """Return the planned sessions of every group that somebody belongs to today; for the feed of that person."""
    groups = session.scalars(
        select(GroupMember.group_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(GroupMember.person_id == person_id, belongs_on(today), Group.ended_on.is_(None))
    ).all()
    return _events(session, groups, today)


def _events(session: Session, group_ids: Iterable[int], today: date) -> tuple[CalendarEvent, ...]:
    rows = session.execute(
        select(PlannedSession, Group.name)
        .join(Group, Group.id == PlannedSession.group_id)
        .where(PlannedSession.group_id.in_(list(group_ids)), PlannedSession.held_on >= today - _BACK)
        .order_by(PlannedSession.held_on, PlannedSession.id)
    ).all()
    return tuple(
        CalendarEvent(
            uid=one.uid,
            sequence=one.calendar_sequence,
            title=name,
            place="Online" if one.mode == "online" and not one.location else one.location,
            held_on=one.held_on,
            starts_at=one.starts_at,
            minutes=one.minutes,
            cancelled=one.cancelled_at is not None,
            changed_at=one.changed_at,
        )
        for one, name in rows
    )


def write_calendar(events: Iterable[CalendarEvent], *, name: str) -> bytes:
    """Write an iCalendar file, with the time zone of the Netherlands in it."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    for key, value in (("prodid", _PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(key, value)
    calendar.add("x-wr-calname", name)
    for one in events:
        event = Event()
        _fill(event, one)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _fill(event: object, one: CalendarEvent) -> None:
    add = event.add  # type: ignore[attr-defined]
    add("uid", one.uid)
    add("sequence", one.sequence)
    add("dtstamp", one.changed_at.astimezone(UTC))
    add("last-modified", one.changed_at.astimezone(UTC))
    add("summary", f"Gaat niet door: {one.title}" if one.cancelled else one.title)
    add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if one.place:
        add("location", one.place)
    if one.starts_at is None:
        add("dtstart", one.held_on)
        add("dtend", one.held_on + timedelta(days=1))
        return
    begins = datetime.combine(one.held_on, one.starts_at, tzinfo=AMSTERDAM)
    add("dtstart", begins)
    add("dtend", (begins.astimezone(UTC) + timedelta(minutes=one.minutes)).astimezone(AMSTERDAM))
