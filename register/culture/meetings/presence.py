"""Who was at a team meeting (*aanwezig*): ticked once, for every learning moment in it."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.meetings.models import MeetingPerson
from register.culture.meetings.rights import find_meeting, note
from register.db import transaction
from register.errors import Invalid, NotFound
from register.people.models import Person

MOST = 100


def keep_presence(viewer: Viewer, meeting_id: int, person_ids: Collection[int], *, at: datetime, today: date) -> int:
    """Keep who was there, of those on the list; returns how many.

    Raises:
        NotFound: not for this viewer.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        find_meeting(session, viewer, meeting_id, today=today)
        present = write_presence(session, meeting_id, person_ids)
        note(session, viewer, "teamoverleg.aanwezigheid", meeting_id, at, present=present)
        return present


def write_presence(session: Session, meeting_id: int, person_ids: Collection[int]) -> int:
    """Write down who of the list was there, inside the caller's transaction; returns how many."""
    rows = session.scalars(select(MeetingPerson).where(MeetingPerson.meeting_id == meeting_id)).all()
    for row in rows:
        row.present = row.person_id in person_ids
    return sum(row.present for row in rows)


def add_person(viewer: Viewer, meeting_id: int, person_id: int, *, at: datetime, today: date) -> str:
    """Put a colleague of elsewhere on the list; twice is once. Returns the name.

    Raises:
        NotFound: not for this viewer, or nobody here bears this id.
        Invalid: the list is full.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        find_meeting(session, viewer, meeting_id, today=today)
        name = session.scalar(
            select(Person.display_name).where(
                Person.id == person_id,
                Person.organisation_id == viewer.organisation_id,
                Person.deactivated_at.is_(None),
            )
        )
        if name is None:
            raise NotFound
        listed = session.scalars(select(MeetingPerson.person_id).where(MeetingPerson.meeting_id == meeting_id)).all()
        if person_id not in listed:
            if len(listed) >= MOST:
                raise Invalid("person", f"Op de lijst van een overleg staan hooguit {MOST} mensen.")
            session.add(MeetingPerson(meeting_id=meeting_id, person_id=person_id))
            note(session, viewer, "teamoverleg.erbij", meeting_id, at, person_id=person_id)
        return name
