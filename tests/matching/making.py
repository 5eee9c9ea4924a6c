"""Makers of questions, experience and matches."""

from sqlalchemy.orm import Session

from register.culture.matching.asking import accept, ask
from register.culture.matching.models import MatchRound
from register.culture.matching.taking_part import Settings, change_settings, join
from register.culture.matching.topics import add_topic
from register.people.models import Organisation, Person
from tests.makers import NOON, TODAY, make_person, make_viewer

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


def things_of(session: Session, owner: Person) -> dict[str, int]:
    """A question of the owner with somebody to ask, what a colleague asks of the owner, and a pair that is going on."""
    organisation = session.get_one(Organisation, owner.organisation_id)
    knows, asks, pair = (
        make_person(session, f"{name}{owner.id}", organisation=organisation) for name in ("Wim", "Ans", "Jo")
    )
    viewer = make_viewer(session, owner)
    join(viewer, at=NOON)
    change_settings(viewer, Settings(most_at_once=5), version=1, today=TODAY)
    make_experience(session, knows)
    topic = make_question(session, owner)
    return {
        "topic_id": topic,
        "giver_id": knows.id,
        "asked_match_id": make_request(session, asks, owner),
        "match_id": make_pair(session, pair, owner),
        "round_id": _round(session, owner),
    }


def _round(session: Session, owner: Person) -> int:
    held = MatchRound(organisation_id=owner.organisation_id, made_by_id=owner.id, made_at=NOON)
    session.add(held)
    session.commit()
    return held.id
