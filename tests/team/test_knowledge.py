"""Who can help with what: what people show themselves, and nothing that they did not choose to show."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.culture.knowledge.models import ShownKnowledge
from register.culture.matching.topics import end_topic
from register.people.models import Person, Team
from tests.ambassadors.making import make_ambassador, make_method
from tests.host import Host
from tests.makers import NOON, make_logged, make_person, make_team, make_viewer
from tests.matching.making import make_experience, make_question
from tests.pages.counting import statements
from tests.pages.reading import PREFIX, forget_request, soup, token

PAGE = "/team/kennis"
MINE = f"{PAGE}/mijn-keuze"
ABOUT = "bakens:integraal"
NAME = "Integraal"


@pytest.fixture
def els(session: Session) -> Person:
    """Els of Team Oost, where Jan sits too and Mo is the manager."""
    team = make_team(session, "Team Oost")
    make_person(session, "Mo", "Baas", manages=team)
    make_person(session, "Jan", team=team)
    return make_person(session, "Els", team=team)


def rows(host: Host, subject: str = "mo") -> list[list[str]]:
    page = soup(host.client(subject).get(PREFIX + PAGE))
    return [[one.get_text(" ", strip=True) for one in row.select("th, td")] for row in page.select("tbody tr")]


def offered(client: FlaskClient) -> dict[str, bool]:
    page = soup(client.get(PREFIX + MINE))
    return {str(one["value"]): one.has_attr("checked") for one in page.select("input[name=shown]")}


def choose(client: FlaskClient, *keys: str, also: tuple[str, ...] = ()) -> int:
    sent = {"csrf_token": token(client), "shown": list(keys), "offered": [*offered(client), *also]}
    forget_request()
    return client.post(PREFIX + MINE, data=sent).status_code


def test_nothing_of_somebody_shows_until_that_person_ticks_it(host: Host, session: Session, els: Person) -> None:
    make_experience(session, els)
    make_question(session, els, "bakens:direct_erop_af")
    make_logged(session, els, competences=("bakens:vraag_achter_de_vraag",))

    before, could = rows(host), offered(host.client("els"))
    choose(host.client("els"), f"ervaring|{ABOUT}")

    assert before == []
    assert could == {
        f"ervaring|{ABOUT}": False,
        "geleerd|bakens:vraag_achter_de_vraag": False,
        "leervraag|bakens:direct_erop_af": False,
    }
    assert rows(host) == rows(host, "jan") == [[NAME, "Els Vries één collega", ""]]


def test_who_wants_to_learn_shows_beside_who_can_help(host: Host, session: Session, els: Person) -> None:
    make_logged(session, els, competences=(ABOUT,))
    jan = session.scalars(select(Person).where(Person.given_name == "Jan")).one()
    make_question(session, jan)

    choose(host.client("els"), f"geleerd|{ABOUT}")
    choose(host.client("jan"), f"leervraag|{ABOUT}")

    assert rows(host) == [[NAME, "Els Vries één collega", "Jan Vries"]]
    file = host.client("mo").get(f"{PREFIX}{PAGE}?als=csv").get_data().decode("utf-8-sig")
    assert f"{NAME};Els Vries;Jan Vries;één collega" in file


def test_an_ambassador_shows_by_itself_and_can_be_kept_back(host: Host, session: Session, els: Person) -> None:
    method = make_method(session)
    make_ambassador(session, method, els)

    before = rows(host)
    choose(host.client("els"))

    assert before == [["Welzijn op recept", "Els Vries één collega", ""]]
    assert rows(host) == []


def test_what_is_unticked_or_ended_is_gone_at_the_next_request(host: Host, session: Session, els: Person) -> None:
    topic = make_question(session, els)
    client = host.client("els")
    choose(client, f"leervraag|{ABOUT}")
    shown = rows(host)

    end_topic(make_viewer(session, els), topic, at=NOON)
    ended = rows(host)
    choose(client)

    assert shown == [[NAME, "nog niemand", "Els Vries"]]
    assert ended == []


def test_a_question_that_is_asked_anew_has_to_be_ticked_anew(host: Host, session: Session, els: Person) -> None:
    topic = make_question(session, els)
    choose(host.client("els"), f"leervraag|{ABOUT}")
    end_topic(make_viewer(session, els), topic, at=NOON)
    session.scalars(select(ShownKnowledge)).one().chosen_at = NOON.replace(year=2025)
    session.commit()

    make_question(session, els)

    assert rows(host) == []
    assert offered(host.client("els")) == {f"leervraag|{ABOUT}": False}


def test_what_is_not_yours_to_show_is_refused(host: Host, session: Session, els: Person) -> None:
    code = choose(host.client("els"), f"ervaring|{ABOUT}", also=(f"ervaring|{ABOUT}",))

    assert code == 422
    assert session.scalars(select(ShownKnowledge)).all() == []


def test_other_teams_see_nothing_of_it(host: Host, session: Session, els: Person) -> None:
    west = make_team(session, "Team West")
    make_person(session, "Tom", team=west)
    make_person(session, "Ria", roles=("hr", "coordinator", "admin"))
    make_experience(session, els)
    choose(host.client("els"), f"ervaring|{ABOUT}")
    oost = session.scalars(select(Team.id).where(Team.name == "Team Oost")).one()

    assert rows(host, "tom") == rows(host, "ria") == []
    assert host.client("tom").get(f"{PREFIX}{PAGE}?team={oost}").status_code == 404
    assert host.client("ria").get(f"{PREFIX}{PAGE}?team={oost}").status_code == 404


def test_a_bigger_team_costs_no_more_queries(host: Host, session: Session, els: Person) -> None:
    make_experience(session, els)
    choose(host.client("els"), f"ervaring|{ABOUT}")
    few = queries(host)
    team = session.scalars(select(Team)).one()
    method = make_method(session)
    for number in range(8):
        make_ambassador(session, method, make_person(session, f"Piet{number}", team=team))

    assert queries(host) == few
    assert len(rows(host)) == 2


def queries(host: Host) -> int:
    client = host.client("mo")
    client.get(PREFIX + PAGE)
    with statements(host.database.engine) as sent:
        assert client.get(PREFIX + PAGE).status_code == 200
    return len(sent)


def test_the_choice_is_no_line_in_the_trail(host: Host, session: Session, els: Person) -> None:
    make_question(session, els)
    choose(host.client("els"), f"leervraag|{ABOUT}")

    assert session.connection().exec_driver_sql("SELECT count(*) FROM register_audit_entry").scalar() == 0
