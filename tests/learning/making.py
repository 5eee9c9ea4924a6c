"""Entries to log in tests."""

from datetime import date
from typing import Any

from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.people.models import Person

DAY = date(2026, 11, 20)


def make_entry(*people: Person, **given: Any) -> ActivityEntry:
    """Two hours of intervisie with these people present, unless said otherwise."""
    participants = given.pop("participants", tuple(Participant(person_id=one.id) for one in people))
    meeting = SessionEntry(
        held_on=given.pop("held_on", DAY),
        gross_minutes=given.pop("minutes", 120),
        participants=participants,
        excluded=given.pop("excluded", {}),
    )
    return ActivityEntry(kind=given.pop("kind", "intervisie"), sessions=(meeting,), **given)
