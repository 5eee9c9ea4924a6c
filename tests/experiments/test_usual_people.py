"""Who is ticked on the log form of an experiment: nobody is asked whether they were at a session of another team."""

import pytest
from sqlalchemy.orm import Session

from register.culture.experiments.adopt import adopt_experiment
from register.culture.experiments.card import experiment_card
from register.culture.experiments.sessions import link_session
from register.culture.experiments.usual_people import usual_people
from register.people.models import Person
from tests.experiments.making import begin
from tests.makers import NOON, TODAY, make_logged, make_person, make_team, make_viewer


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    """Els and Jan of Oost began it; Tom, Mo and Bo are Team West."""
    oost, west = make_team(session, "Team Oost"), make_team(session, "Team West")
    teams = {"Els": oost, "Jan": oost, "Tom": west, "Mo": west, "Bo": west}
    return {name: make_person(session, name, team=team) for name, team in teams.items()}


def proposed(session: Session, person: Person, experiment_id: int) -> list[str]:
    viewer = make_viewer(session, person)
    card = experiment_card(session, viewer, experiment_id, today=TODAY)
    return list(usual_people(session, viewer, card, today=TODAY).values())


def test_a_team_that_took_it_over_finds_its_own_people_and_then_who_was_there_last(
    session: Session, people: dict[str, Person]
) -> None:
    tom = make_viewer(session, people["Tom"])
    experiment_id = begin(session, people["Els"], people["Jan"])
    adopt_experiment(tom, experiment_id, team_id=None, via_id=None, at=NOON, today=TODAY)

    first = proposed(session, people["Tom"], experiment_id)
    logged = make_logged(session, people["Tom"], "experiment", others=(people["Mo"],))
    link_session(tom, experiment_id, logged, at=NOON, today=TODAY)
    second = proposed(session, people["Tom"], experiment_id)

    assert first == ["Tom Vries", "Bo Vries", "Mo Vries"]
    assert second == ["Tom Vries", "Mo Vries"]


def test_who_began_it_finds_who_takes_part_also_after_another_team_took_it_over(
    session: Session, people: dict[str, Person]
) -> None:
    experiment_id = begin(session, people["Els"], people["Jan"])
    adopt_experiment(
        make_viewer(session, people["Tom"]), experiment_id, team_id=None, via_id=None, at=NOON, today=TODAY
    )

    assert proposed(session, people["Jan"], experiment_id) == ["Jan Vries", "Els Vries"]
