"""The calendar of one person (*agenda-abonnement*, K): an address to follow, to renew and to stop; it only reads."""

from datetime import date, datetime
from secrets import token_urlsafe

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import transaction
from register.errors import NotFound
from register.evidence.notices import endings
from register.learning.planning.calendar import CalendarEvent, events_of_person, write_calendar
from register.notices.follow_up_links import digest_of_token
from register.notices.models import CalendarFeed
from register.people.models import Person


def start_feed(viewer: Viewer, *, at: datetime) -> str:
    """Make an address and return its token, which is kept nowhere; an earlier address stops."""
    token = token_urlsafe(32)
    with transaction() as session:
        session.get_one(Person, viewer.person_id, with_for_update=True)
        _end(session, viewer, at)
        session.add(CalendarFeed(person_id=viewer.person_id, digest=digest_of_token(token), made_at=at))
    return token


def stop_feed(viewer: Viewer, *, at: datetime) -> None:
    """End the address: a calendar that follows it gets nothing any more."""
    with transaction() as session:
        _end(session, viewer, at)


def feed_since(session: Session, viewer: Viewer) -> datetime | None:
    """Return since when the viewer's address works; `None`: there is none."""
    return session.scalar(
        select(CalendarFeed.made_at)
        .where(CalendarFeed.person_id == viewer.person_id, CalendarFeed.ended_at.is_(None))
        .order_by(CalendarFeed.id.desc())
        .limit(1)
    )


def calendar_by_token(session: Session, token: str, *, at: datetime, today: date) -> bytes:
    """Return the planned sessions of somebody's own groups and the last days of what is theirs; nobody else's name.

    Raises:
        NotFound: no such address, or not any more.

    """
    person = session.scalar(
        select(Person)
        .join(CalendarFeed, CalendarFeed.person_id == Person.id)
        .where(
            CalendarFeed.digest == digest_of_token(token),
            CalendarFeed.ended_at.is_(None),
            Person.deactivated_at.is_(None),
        )
    )
    if person is None:
        raise NotFound
    planned = events_of_person(session, person.id, today=today)
    return write_calendar((*planned, *_last_days(session, person, at=at, today=today)), name="Leerregister")


def _last_days(session: Session, person: Person, *, at: datetime, today: date) -> tuple[CalendarEvent, ...]:
    return tuple(
        CalendarEvent(
            uid=f"{one.key}@leerregister",
            sequence=0,
            title=f"Verloopt: {one.what}",
            place="",
            held_on=one.ends_on,
            starts_at=None,
            minutes=0,
            cancelled=False,
            changed_at=at,
        )
        for one in endings(session, person.organisation_id, on=today, until=date.max, person_id=person.id)
    )


def _end(session: Session, viewer: Viewer, at: datetime) -> None:
    session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.person_id == viewer.person_id, CalendarFeed.ended_at.is_(None))
        .values(ended_at=at)
    )
