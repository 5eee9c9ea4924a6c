"""How a team develops: totals of five people and more, the same as a table and as a file, and nobody apart."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.overview.team_learning import team_learning
from register.people.models import Membership, Person, Team, TeamManager
from tests.host import Host
from tests.makers import (
    LONG_AGO,
    TODAY,
    make_crowd,
    make_logged,
    make_person,
    make_registration,
    make_team,
    make_viewer,
)
from tests.pages.counting import statements
from tests.pages.reading import PREFIX, soup

PAGE = f"{PREFIX}/team/ontwikkeling"
HOURS = "Uren leren per kwartaal"
SMALL = "minder dan 5 mensen"
KEPT_BACK = "te weinig mensen"


def make_five(session: Session, team: Team, name: str = "Lid") -> list[Person]:
    return make_crowd(session, [f"{name}{number}" for number in range(5)], team=team)


@pytest.fixture
def oost(session: Session) -> Team:
    """Team Oost of Mo: five people, who did an intervisie of 2 hours and a training of 3 in March."""
    team = make_team(session, "Team Oost")
    make_person(session, "Mo", "Baas", manages=team)
    first, *others = make_five(session, team)
    make_registration(session, first)
    make_logged(session, first, others=tuple(others), competences=("bakens:integraal",))
    make_logged(session, first, others=tuple(others), kind="training", minutes=180)
    session.commit()
    return team


def page_of(host: Host, path: str = PAGE) -> BeautifulSoup:
    answer = host.client("mo").get(path)
    assert answer.status_code == 200
    return soup(answer)


def row_of(page: BeautifulSoup, chart: str, first: str) -> list[str]:
    table = next(one for one in page.select("table") if chart in str(one.caption))
    row = next(one for one in table.select("tbody tr") if one.th.get_text() == first)  # type: ignore[union-attr]
    return [one.get_text() for one in row.select("td")]


def test_hours_of_formal_learning_stand_beside_those_of_learning_from_each_other(host: Host, oost: Team) -> None:
    page = page_of(host)

    assert row_of(page, HOURS, "1e kwartaal 2026") == ["15", "10"]
    assert row_of(page, HOURS, "2e kwartaal 2026") == ["0", "0"]


def test_a_chart_has_a_name_and_its_numbers_as_a_table_and_a_file(host: Host, oost: Team) -> None:
    page = page_of(host)

    named = [page.find(id=svg["aria-labelledby"]).get_text() for svg in page.select("svg[role=img]")]  # type: ignore[union-attr]
    captions = [str(one.caption) for one in page.select("table")]
    file = host.client("mo").get(f"{PAGE}?grafiek=leren&als=csv").get_data().decode("utf-8-sig")
    assert named == [
        HOURS,
        "Categorieën naast hun norm",
        "Waar het team over leerde: Acht bakens van Welzijn Nieuwe Stijl",
    ]
    assert len(captions) == len(named)
    assert "1e kwartaal 2026;15;10" in file
    assert host.client("mo").get(f"{PAGE}?grafiek=onzin&als=csv").status_code == 404


def test_a_track_adds_up_what_the_team_has_of_it_and_what_it_asks(host: Host, oost: Team) -> None:
    row = row_of(page_of(host), "Categorieën naast hun norm", "Jeugd- en gezinsprofessionals (SKJ)")

    assert row == ["Formeel leren", "0", "40", "0", "1"]


def test_the_end_of_a_period_stands_in_its_month(host: Host, session: Session, oost: Team) -> None:
    person = session.scalars(select(Person).where(Person.given_name == "Lid1")).one()
    make_registration(session, person, cycle_starts_on=date(2023, 3, 1), cycle_ends_on=date(2027, 2, 28))
    make_logged(session, person, kind="training", minutes=60)

    assert row_of(page_of(host), "Wat verloopt wanneer", "februari 2027") == ["1"]


def test_of_fewer_than_five_people_no_hours_and_no_competences_show(host: Host, session: Session, oost: Team) -> None:
    last = session.scalars(select(Membership.id).order_by(Membership.id.desc())).first()
    session.execute(update(Membership).where(Membership.id == last).values(starts_on=date(2026, 11, 1)))
    session.commit()

    before = row_of(page_of(host), HOURS, "1e kwartaal 2026")
    session.execute(
        update(Membership).where(Membership.id == last).values(ends_on=date(2026, 11, 1), starts_on=LONG_AGO)
    )
    session.commit()
    still_in_this_quarter = row_of(page_of(host), HOURS, "1e kwartaal 2026")
    session.execute(update(Membership).where(Membership.id == last).values(ends_on=LONG_AGO))
    session.commit()
    page = page_of(host)

    assert before == [KEPT_BACK, KEPT_BACK]
    assert still_in_this_quarter == ["15", "10"]
    assert HOURS not in page.text
    assert "Bakens" not in page.text
    assert SMALL in page.text


def test_no_team_can_be_taken_from_another(host: Host, session: Session, oost: Team) -> None:
    """Team Klein has five members, four of whom count in Team Oost already: nothing shows of the fifth."""
    klein = make_team(session, "Team Klein", parent_id=oost.id)
    ids = session.scalars(select(Membership.person_id).where(Membership.team_id == oost.id)).all()
    session.add_all(Membership(person_id=one, team_id=klein.id, starts_on=LONG_AGO) for one in ids[:4])
    alone = make_person(session, "Vijf", team=klein)
    make_logged(session, alone, kind="training", minutes=600)

    together, apart = page_of(host), page_of(host, f"{PREFIX}/team/{klein.id}/ontwikkeling")

    assert row_of(together, HOURS, "1e kwartaal 2026") == [KEPT_BACK, "10"]
    assert HOURS not in apart.text
    assert "Team Klein: minder dan 5 mensen" in " ".join(apart.text.split())


def test_hours_and_competences_of_four_learners_in_a_team_of_five_do_not_show(
    host: Host, session: Session, oost: Team
) -> None:
    people = session.scalars(select(Person).where(Person.given_name.like("Lid%")).order_by(Person.id)).all()
    make_logged(
        session,
        people[0],
        others=tuple(people[1:4]),
        held_on=date(2026, 5, 5),
        competences=("bakens:direct_erop_af",),
    )

    page = page_of(host)

    assert row_of(page, HOURS, "2e kwartaal 2026") == ["0", KEPT_BACK]
    assert [one.td.get_text() for one in page.select("table")[-1].select("tbody tr")].count("1") == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(("elsewhere", "hours"), [(1, KEPT_BACK), (4, KEPT_BACK), (5, "10")])
def test_hours_stand_when_nobody_or_five_others_learnt_in_that_way(
    host: Host, session: Session, oost: Team, elsewhere: int, hours: str
) -> None:
    for number in range(elsewhere):
        make_logged(session, make_person(session, f"Ver{number}"), minutes=75, held_on=date(2026, 6, 6))

    assert row_of(page_of(host), HOURS, "1e kwartaal 2026") == ["15", hours]


def test_a_manager_for_a_day_finds_no_double_member(host: Host, session: Session, oost: Team) -> None:
    west = make_team(session, "Team West")
    mia = make_person(session, "Mia", "Baas", manages=west)
    first, *others = make_five(session, west, "West")
    double = session.scalars(select(Person).where(Person.given_name == "Lid0")).one()
    session.add(Membership(person_id=double.id, team_id=west.id, starts_on=LONG_AGO))
    make_logged(session, first, others=tuple(others))
    viewer = make_viewer(session, mia)
    alone = team_learning(session, viewer, team_id=west.id, today=TODAY).quarters

    session.add(TeamManager(person_id=mia.id, team_id=oost.id, starts_on=TODAY, ends_on=TODAY))
    session.commit()

    both = team_learning(session, make_viewer(session, mia), team_id=west.id, today=TODAY).quarters
    assert alone[4].informal == Decimal(10)
    assert both == alone


def test_a_bigger_team_costs_no_more_queries(host: Host, session: Session, oost: Team) -> None:
    few = queries(host)
    for number in range(6):
        make_logged(session, make_person(session, f"Piet{number}", team=oost), kind="training")

    many = queries(host)

    assert many == few
    assert many <= 8


def queries(host: Host) -> int:
    client = host.client("mo")
    client.get(PAGE)
    with statements(host.database.engine) as sent:
        assert client.get(PAGE).status_code == 200
    return len(sent)


def test_the_charts_of_another_team_are_not_found(host: Host, session: Session, oost: Team) -> None:
    west = make_team(session, "Team West")

    assert host.client("mo").get(f"{PREFIX}/team/{west.id}/ontwikkeling").status_code == 404
    assert host.client("lid0").get(PAGE).status_code == 403
