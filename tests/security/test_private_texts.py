"""What somebody writes in private is read by nobody else (bars AZ6 and AZ10): every page and file, as everybody.

Every time some pages are opened as every role in `tests/learning/test_reflections.py`, and the private pages as who has
every role here. Nobody can break the glass: there is no route, no role and no setting that opens a private text.
"""

import pytest
from sqlalchemy import update

from register.culture.matching.models import MatchTopic
from register.culture.plan.models import Goal
from register.culture.talks.models import Talk
from register.db import session
from register.learning.models import PersonalPart, Reflection
from register.learning.reflection_forms import reflection_methods
from tests.conftest import NOW
from tests.security.house import House
from tests.security.matrix import routes
from tests.security.reading import found_in
from tests.security.world import ACTORS

WORDS = tuple(f"kanarie-{one}" for one in ("5e0c", "6f1d", "7a2e", "8b3f", "9c4a"))
REFLECTION, GOAL, TOPIC, PART, TALK = WORDS
KEYS = [key for method in reflection_methods().values() for key in method.keys]
PRIVATE = ("reflection", "personal_part", "plan", "edit_goal_form", "matching", "own_talk", "talk")
"""The pages on which these texts are written."""


def _write(house: House) -> None:
    """A canary in the answer to every question there is (22), a goal, a leervraag, an own part, a draft sheet."""
    with house.host.app.app_context():
        things, current = house.world.own.ids, session()
        current.add(
            Reflection(
                activity_id=things["activity_id"], person_id=things["person_id"], method="starr",
                text=f"{REFLECTION} tekst", answers={key: f"{REFLECTION} {key}" for key in KEYS}, updated_at=NOW,
            )
        )  # fmt: skip
        current.add(PersonalPart(attendance_id=things["attendance_id"], text=PART, updated_at=NOW))
        current.execute(update(Goal).where(Goal.id == things["goal_id"]).values(words=GOAL, approach=GOAL))
        current.execute(update(MatchTopic).where(MatchTopic.id == things["topic_id"]).values(words=TOPIC))
        current.execute(update(Talk).where(Talk.id == things["talk_id"]).values(looking_back=TALK, wishes=TALK))
        current.commit()


def _readers(house: House, actors: tuple[str, ...], endpoints: tuple[str, ...] = ()) -> dict[str, set[str]]:
    read: dict[str, set[str]] = {word: set() for word in WORDS}
    for route in (one for one in routes(house.host.app) if one.method == "GET"):
        for actor in actors if not endpoints or route.endpoint.split(".")[1] in endpoints else ():
            for word in found_in(house, actor, route, house.world.own, WORDS):
                read[word].add(actor)
    return read


def test_neither_hr_nor_an_administrator_opens_a_page_of_private_texts(house: House) -> None:
    _write(house)

    assert _readers(house, ("els", "hr", "admin", "ron"), PRIVATE) == {word: {"els"} for word in WORDS}


@pytest.mark.slow
def test_a_private_text_is_on_no_page_and_in_no_file_of_anybody_else(house: House) -> None:
    _write(house)

    assert _readers(house, ACTORS) == {
        REFLECTION: {"els"},
        GOAL: {"els"},
        TOPIC: {"els"},
        PART: {"els", "hr"},
        TALK: {"els"},
    }
