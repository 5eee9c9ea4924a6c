"""Makers of questions, experience and matches."""

from sqlalchemy.orm import Session

from register.culture.matching.asking import accept, ask
from register.culture.matching.topics import add_topic
from register.people.models import Person
from tests.makers import NOON, TODAY, make_viewer

ABOUT = "bakens:integraal"


def make_question(session: Session, person: Person, about: str = ABOUT, words: str = "") -> int:
    """Somebody wants to learn about this."""
    return add_topic(make_viewer(session, person), "leervraag", about, words, at=NOON, today=TODAY)


def make_experience(session: Session, person: Person, about: str = ABOUT) -> int:
    """Somebody has experience with this."""
    return add_topic(make_viewer(session, person), "ervaring", about, at=NOON, today=TODAY)


def make_request(session: Session, asker: Person, giver: Person) -> int:
    """The first asks the second, who offers experience."""
    make_experience(session, giver)
    topic = make_question(session, asker)
    return ask(make_viewer(session, asker), topic, giver.id, at=NOON, today=TODAY)


def make_pair(session: Session, asker: Person, giver: Person) -> int:
    """The second said yes."""
    match = make_request(session, asker, giver)
    accept(make_viewer(session, giver), match, at=NOON)
    return match
