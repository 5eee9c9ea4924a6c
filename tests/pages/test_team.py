"""The team page: totals of who works in my team today, and nothing else."""

from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.people.models import Membership, Person, TeamManager
from register.points.standing import refresh_standing
from tests.host import Host
from tests.makers import make_crowd, make_logged, make_organisation, make_person, make_registration, make_team
from tests.pages.counting import statements
from tests.pages.reading import PREFIX, soup

YESTERDAY = date(2026, 11, 21)


def team_page(host: Host, query: str = "", subject: str = "mo") -> BeautifulSoup:
    return soup(host.client(subject).get(f"{PREFIX}/team{query}"))


def cells(page: BeautifulSoup) -> list[list[str]]:
    return [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in page.select("tbody tr")]


def names(page: BeautifulSoup) -> list[str]:
    return [row[0] for row in cells(page)]


@pytest.fixture
def team(session: Session, now: datetime) -> int:
    """Team Oost of Mo: Anna has made 2 points of 120, Bram has no registration."""
    oost = make_team(session, "Team Oost")
    make_person(session, "Mo", "Baas", manages=oost)
    anna = make_person(session, "Anna", team=oost)
    make_person(session, "Bram", team=oost)
    make_registration(session, anna)
    make_logged(session, anna, title="Over Kanarie", reflection="Kanarie")
    return oost.id


def test_a_line_says_where_somebody_stands_and_until_when(host: Host, team: int) -> None:
    page = team_page(host)

    assert cells(page) == [
        [
            "Anna Vries",
            "Jeugd- en gezinsprofessionals (SKJ)",
            "2 van 120",
            "118",
            "ongeveer 3",
            "31 december 2028",
            "! gesprek nodig",
        ],
        ["Bram Vries", "", "", "", "", "", "○ geen registratie"],
    ]
    assert "2 van 2 medewerkers" in page.text
    assert page.select_one("caption").text == "Stand per medewerker en registratie, 22 november 2026"  # type: ignore[union-attr]


def test_totals_only(host: Host, team: int) -> None:
    page = team_page(host, "?categorie=1")

    assert "Kanarie" not in page.text
    assert ["Formeel leren", "Jeugd- en gezinsprofessionals (SKJ)", "0 van 40", "40", "", "", ""] in cells(page)


def test_an_unknown_norm_is_said_to_be_unknown(host: Host, session: Session, team: int, now: datetime) -> None:
    oost = session.get_one(Membership, 1).team_id
    dirk = make_person(session, "Dirk", subject="dirk")
    session.add(Membership(person_id=dirk.id, team_id=oost, starts_on=date(2020, 1, 1)))
    refresh_standing(session, make_registration(session, dirk, "rp-sw").id, at=now)
    session.commit()

    row = next(row for row in cells(team_page(host)) if row[0] == "Dirk Vries")

    assert row[2:4] == ["0, norm niet vastgesteld", "niet vastgesteld"]
    assert row[6] == "? niet vastgesteld"


def test_nobody_is_put_in_order_by_points(host: Host, team: int) -> None:
    orders = [str(one["href"]).rpartition("sorteer=")[2] for one in team_page(host).select("thead a")]

    assert [one.lstrip("-") for one in orders] == ["naam", "register", "tot", "status"]


def test_filter_and_order_are_in_the_address(host: Host, team: int) -> None:
    assert names(team_page(host, "?sorteer=-naam")) == ["Bram Vries", "Anna Vries"]
    assert names(team_page(host, "?sorteer=status")) == ["Anna Vries", "Bram Vries"]
    assert names(team_page(host, "?register=skj-jgp")) == ["Anna Vries"]
    assert names(team_page(host, "?status=geen+registratie")) == ["Bram Vries"]
    assert names(team_page(host, "?sorteer=onzin&pagina=-3")) == ["Anna Vries", "Bram Vries"]


def test_a_filter_shows_as_a_chip_that_takes_it_away(host: Host, team: int) -> None:
    page = team_page(host, "?status=geen+registratie&sorteer=-naam")

    chip = page.select_one("ul[aria-label='Gekozen filters'] a")
    assert chip is not None
    assert chip["href"] == f"{PREFIX}/team?sorteer=-naam"
    assert "1 van 2 medewerkers" in page.text


def test_a_filter_that_fits_nobody_shows_a_way_back(host: Host, team: int) -> None:
    assert "Niemand past bij dit filter" in team_page(host, "?status=op+koers").text


def test_another_team_is_not_found(host: Host, session: Session, team: int) -> None:
    west = make_team(session, "Team West")
    elsewhere = make_team(session, "Elders", organisation=make_organisation(session, "Elders"))

    answers = [
        host.client("mo").get(f"{PREFIX}/team/{one}").status_code for one in (team, west.id, elsewhere.id, 99_999)
    ]

    assert answers == [200, 404, 404, 404]


def test_a_team_below_belongs_to_the_manager_above(host: Host, session: Session, team: int) -> None:
    below = make_team(session, "Oost 2", parent_id=team)
    make_person(session, "Carla", team=below)

    assert "Carla Vries Oost 2" in names(team_page(host))
    assert names(team_page(host, f"/{below.id}")) == ["Carla Vries"]


def test_a_moved_manager_loses_the_team_at_the_next_request(host: Host, session: Session, team: int) -> None:
    client = host.client("mo")
    before = client.get(f"{PREFIX}/team/{team}").status_code
    session.scalars(select(TeamManager)).one().ends_on = YESTERDAY
    session.commit()

    after = [client.get(f"{PREFIX}/team").status_code, client.get(f"{PREFIX}/team/{team}").status_code]

    assert before == 200
    assert after == [403, 403]


def test_who_left_the_team_or_the_organisation_is_gone(host: Host, session: Session, team: int, now: datetime) -> None:
    oost = team
    gone, left = make_person(session, "Carla"), make_person(session, "Dirk", deactivated_at=now)
    session.add(Membership(person_id=gone.id, team_id=oost, starts_on=date(2020, 1, 1), ends_on=YESTERDAY))
    session.add(Membership(person_id=left.id, team_id=oost, starts_on=date(2020, 1, 1)))
    session.commit()

    assert names(team_page(host)) == ["Anna Vries", "Bram Vries"]


def test_an_employee_cannot_open_it(host: Host, team: int) -> None:
    assert host.client("anna").get(f"{PREFIX}/team").status_code == 403


def test_who_is_in_two_teams_is_counted_once(host: Host, session: Session, team: int) -> None:
    below = make_team(session, "Oost 2", parent_id=team)
    anna = session.scalars(select(Membership.person_id).order_by(Membership.id)).first()
    session.add(Membership(person_id=anna, team_id=below.id, starts_on=date(2020, 1, 1)))
    session.commit()

    page = team_page(host)

    assert names(page) == ["Anna Vries Oost 2, Team Oost", "Bram Vries Team Oost"]
    assert "2 van 2 medewerkers" in page.text


def test_forty_fit_on_one_page_and_more_on_the_next(host: Host, session: Session, team: int) -> None:
    oost = team
    people = make_crowd(session, [f"Zus{number}" for number in range(39)], "Zzz")
    session.add_all(Membership(person_id=one.id, team_id=oost, starts_on=date(2020, 1, 1)) for one in people[:38])
    session.commit()
    forty = len(cells(team_page(host)))
    session.add(Membership(person_id=people[38].id, team_id=oost, starts_on=date(2020, 1, 1)))
    session.commit()

    first, second = team_page(host), team_page(host, "?pagina=2")

    assert forty == 40
    assert first.select("nav[aria-label=Bladzijden] a") != []
    assert (len(cells(first)), len(cells(second))) == (40, 1)


def test_the_look_ahead_is_that_of_the_own_dossier(host: Host, team: int) -> None:
    dossier = host.client("anna").get(f"{PREFIX}/dossier").text

    assert cells(team_page(host))[0][4] == "ongeveer 3"
    assert "Ga je zo door, dan tellen er aan het eind van de periode ongeveer 3 punten mee." in dossier


def test_without_activities_there_is_no_look_ahead(host: Host, session: Session, team: int, now: datetime) -> None:
    bram = session.scalars(select(Membership.person_id).order_by(Membership.id.desc())).first()
    registration = make_registration(session, session.get_one(Person, bram))
    refresh_standing(session, registration.id, at=now)
    session.commit()

    row = next(row for row in cells(team_page(host)) if row[0] == "Bram Vries")

    assert row[2:5] == ["0 van 120", "120", ""]


def test_the_file_holds_the_look_ahead(host: Host, team: int) -> None:
    lines = host.client("mo").get(f"{PREFIX}/team?als=csv").get_data().decode("utf-8-sig").splitlines()

    head, anna = (line.split(";") for line in lines[:2])
    assert anna[head.index("Aan het eind ongeveer")] == "3"


def test_a_bigger_team_costs_no_more_queries(host: Host, session: Session, team: int) -> None:
    few = queries(host)
    others = make_crowd(session, [f"Piet{number}" for number in range(10)])
    session.add_all(Membership(person_id=one.id, team_id=team, starts_on=date(2020, 1, 1)) for one in others)
    session.commit()
    made = [make_registration(session, one) for one in others]

    many = queries(host)

    assert len(made) == 10
    assert many == few
    assert many <= 4


def queries(host: Host) -> int:
    client = host.client("mo")
    client.get(f"{PREFIX}/team")
    with statements(host.database.engine) as sent:
        assert client.get(f"{PREFIX}/team?categorie=1").status_code == 200
    return len(sent)
