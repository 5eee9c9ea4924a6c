"""A page asks the database the same few questions, however much there is to show."""

import pytest
from sqlalchemy.orm import Session

from tests.bench.learning_data import fill_team
from tests.bench.pages import count_queries
from tests.host import Host


@pytest.mark.parametrize("activities", [10, 200, pytest.param(10_000, marks=pytest.mark.slow)])
def test_the_own_pages_and_the_team_page_ask_as_much_for_ten_activities_as_for_ten_thousand(
    host: Host, session: Session, activities: int
) -> None:
    fill_team(session, people=2, activities=activities)

    assert count_queries(host, "/", "els") == 7
    assert count_queries(host, "/dossier", "els") == 7
    assert count_queries(host, "/team", "mia") == 4


@pytest.mark.parametrize("people", [2, 60])
def test_the_team_page_asks_as_much_for_two_people_as_for_sixty(host: Host, session: Session, people: int) -> None:
    fill_team(session, people=people, activities=3)

    assert count_queries(host, "/team", "mia") == 4
