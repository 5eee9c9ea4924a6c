"""Makers of sheets for the yearly talk."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.culture.talks.models import Talk
from register.culture.talks.own_talk import own_talk, release_talk, save_talk
from register.culture.talks.sheet import OwnWords
from register.people.models import Person
from tests.makers import NOON, TODAY, make_viewer


def make_talk(session: Session, person: Person, looking_back: str = "Het ging goed.", *, released: bool = True) -> int:
    """The sheet of this year, released unless said otherwise; returns its id."""
    viewer = make_viewer(session, person)
    save_talk(viewer, TODAY.year, OwnWords(looking_back=looking_back), version=0, at=NOON, today=TODAY)
    if released:
        seen = own_talk(session, viewer, TODAY.year, today=TODAY).sheet.digest
        release_talk(viewer, TODAY.year, seen=seen, at=NOON, today=TODAY)
    return session.scalars(select(Talk.id).where(Talk.person_id == person.id)).one()
