"""What is of another organisation in the same database is seen by no role of this one (bar AZ13): 20 canaries and more.

Every time as one person with every role; as each role, with every address, on request.
"""

import pytest
from sqlalchemy import update

from register.access import Role
from register.culture.ambassadors.models import MethodQuestion
from register.culture.experiments.models import Experiment
from register.culture.matching.models import MatchTopic
from register.culture.meetings.models import AgendaItem
from register.culture.plan.models import Goal
from register.culture.shared.models import Learning, LearningComment
from register.db import Base, session
from register.evidence.models import Evidence
from register.exports.models import Delivery, PresenceLine
from register.imports.models import ImportBatch, ImportPreset
from register.jobs.models import Job
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity, Group
from register.learning.outsiders.models import OutsiderAttendance
from register.people.models import Employment, Organisation, Person, Registration, Team
from tests.makers import make_person
from tests.security.house import House
from tests.security.matrix import routes
from tests.security.reading import found_in
from tests.security.world import Things

PLACES: tuple[tuple[type[Base], str, str], ...] = (
    (Activity, "activity_id", "title"), (Activity, "activity_id", "report"), (Activity, "activity_id", "location"),
    (Group, "group_id", "name"), (Person, "person_id", "display_name"), (Person, "person_id", "email"),
    (Person, "colleague_id", "search_key"), (Team, "team_id", "name"), (Registration, "registration_id", "number"),
    (Evidence, "evidence_id", "name"), (ImportPreset, "preset_id", "title"), (ImportBatch, "batch_id", "file_name"),
    (Delivery, "delivery_id", "file_name"), (PresenceLine, "presence_line_id", "number"), (Job, "job_id", "title"),
    (Learning, "learning_id", "title"), (Learning, "learning_id", "text"), (LearningComment, "comment_id", "text"),
    (Goal, "goal_id", "words"), (WorkMethod, "method_id", "name"), (MethodQuestion, "question_id", "question"),
    (Experiment, "experiment_id", "question"), (AgendaItem, "item_id", "title"), (MatchTopic, "topic_id", "words"),
    (OutsiderAttendance, "outsider_id", "name"), (Employment, "person_id", "location"),
)  # fmt: skip
BELOW: dict[type[Base], tuple[str, str]] = {
    PresenceLine: ("delivery_id", "presence_id"),
    Employment: ("person_id", "person_id"),
}
"""Rows without a thing of their own in the world, by what they belong to."""
CANARIES = tuple(f"kanarie-zuid-{place:02d}" for place in range(len(PLACES)))
NAME_OF_B = "kanarie-zuid-naam"
SEARCHES = ("", "?zoek=1&q=1", "?als=csv")
ROLES = ("els", "tom", "kim", "ron", "max", "hr", "admin")


def _plant(house: House) -> None:
    """A canary in every field above, and in the name of the other organisation itself."""
    with house.host.app.app_context():
        current, theirs = session(), house.world.elsewhere.ids
        for (model, name, column), word in zip(PLACES, CANARIES, strict=True):
            table = model.__table__
            key, known = BELOW.get(model, ("id", name))
            whose = table.c[key] == theirs[known]
            current.execute(update(model).where(whose).values({column: word}))
        zuid = current.get_one(Person, theirs["person_id"]).organisation_id
        current.execute(update(Organisation).where(Organisation.id == zuid).values(name=NAME_OF_B))
        current.commit()


def _everything(house: House) -> None:
    """Add somebody of the first organisation who has every role."""
    with house.host.app.app_context():
        current, ours = session(), house.world.own.ids
        north = current.get_one(Organisation, current.get_one(Person, ours["person_id"]).organisation_id)
        roles = (Role.HR, Role.COORDINATOR, Role.ADMIN)
        make_person(current, "Alles", organisation=north, roles=roles, manages=current.get_one(Team, ours["team_id"]))


def _seen(house: House, actors: tuple[str, ...], places: tuple[Things, ...], asked: tuple[str, ...]) -> set[str]:
    looked_at = [one for one in routes(house.host.app) if one.method == "GET"]
    words = (*CANARIES, NAME_OF_B)
    return {
        f"{word} at {route.rule}{more} as {actor}"
        for route in looked_at
        for actor in actors
        for things in (places if route.has_object else places[:1])
        for more in asked
        for word in found_in(house, actor, route, things, words, asked=more, searching="kanarie-zuid")
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_has_every_role_here_sees_nothing_of_another_organisation(house: House) -> None:
    _plant(house)
    _everything(house)

    theirs = _seen(house, ("zed",), (house.world.elsewhere,), ("",))
    ours = _seen(house, ("alles",), (house.world.own, house.world.elsewhere), ("",))

    assert len({one.partition(" ")[0] for one in theirs}) >= 20
    assert "\n".join(sorted(ours)) == ""


@pytest.mark.slow
def test_no_role_here_sees_anything_of_another_organisation(house: House) -> None:
    _plant(house)

    assert "\n".join(sorted(_seen(house, ROLES, (house.world.own, house.world.elsewhere), SEARCHES))) == ""
