"""The sheet for the yearly talk: its person sees it first, the manager only what was released, and nobody else."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from register.culture.plan.models import Goal
from register.culture.talks.models import Talk
from register.people.models import Membership, Person
from register.privacy.models import Look
from tests.host import Host
from tests.makers import LONG_AGO, TODAY, make_logged, make_person, make_registration, make_team
from tests.pages.reading import PREFIX, forget_request, form_values, open_form, soup
from tests.papers.checking import faults, text_of
from tests.plan.making import make_goal, make_plan
from tests.talks.making import make_talk

PAGE = "/jaargesprek"
FORM = "form[action$='/jaargesprek']"
RELEASE = "form[action$='vrijgeven']"
SECRET = "Kanarie: ik twijfel aan mijn werk."


@pytest.fixture
def els(session: Session) -> Person:
    """Els of the team of Mo, who did an intervisie and has a plan with two goals."""
    team = make_team(session, "Team Oost")
    make_person(session, "Mo", "Baas", manages=team)
    els = make_person(session, "Els", team=team)
    make_registration(session, els)
    make_logged(session, els, reflection=SECRET)
    plan = make_plan(session, els)
    make_goal(session, els, plan, "Beter doorvragen")
    make_goal(session, els, plan, "Rustiger schrijven")
    return els


def save(client: FlaskClient, **fields: object) -> TestResponse:
    sent = open_form(client, PAGE, FORM) | fields
    forget_request()
    return client.post(PREFIX + PAGE, data=sent)


def release(client: FlaskClient) -> TestResponse:
    sent = open_form(client, PAGE, RELEASE)
    forget_request()
    return client.post(f"{PREFIX}{PAGE}/vrijgeven", data=sent)


def withdraw(client: FlaskClient) -> TestResponse:
    sent = open_form(client, PAGE, "form[action$='intrekken']")
    forget_request()
    return client.post(f"{PREFIX}{PAGE}/intrekken", data=sent)


def read(host: Host, talk_id: int, subject: str = "mo") -> TestResponse:
    return host.client(subject).get(f"{PREFIX}/team/jaargesprek/{talk_id}")


def test_its_person_sees_the_whole_sheet_before_the_manager_sees_anything(
    host: Host, session: Session, els: Person
) -> None:
    client = host.client("els")

    save(client, looking_back="Mijn eigen groep kwam van de grond.", goal="1")
    talk = session.scalars(select(Talk)).one()
    own, team = client.get(PREFIX + PAGE).text, host.client("mo").get(f"{PREFIX}/team").text

    assert "Mijn eigen groep kwam van de grond." in own
    assert "Intervisie" in own
    assert "2 telt mee, nog nodig: 118, tot en met 31 december 2028" in own
    assert "Blad jaargesprek" not in team
    assert read(host, talk.id).status_code == 404


def test_the_manager_reads_what_was_released_from_the_row_of_the_team(host: Host, els: Person) -> None:
    client = host.client("els")
    save(client, looking_back="Mijn eigen groep kwam van de grond.", wishes="Meer tijd.", goal="1")

    release(client)
    link = soup(host.client("mo").get(f"{PREFIX}/team")).select_one("tbody a[href*=jaargesprek]")

    assert link is not None
    page = soup(host.client("mo").get(str(link["href"]))).select_one("main")
    assert page is not None
    assert "Mijn eigen groep kwam van de grond." in page.text
    assert "Beter doorvragen" in page.text
    assert "Rustiger schrijven" not in page.text
    assert "Kanarie" not in page.text


def test_what_changes_later_the_manager_reads_only_after_another_release(
    host: Host, session: Session, els: Person
) -> None:
    talk = make_talk(session, els, "Eerst.")
    client = host.client("els")

    save(client, looking_back="Daarna.")
    make_logged(session, els, kind="training", minutes=180)
    before = read(host, talk).text
    told = "Sindsdien veranderde er iets op je blad." in client.get(PREFIX + PAGE).text
    release(client)
    after = read(host, talk).text

    assert told
    assert ("Eerst." in before, "Daarna." in before, "Training" in before) == (True, False, False)
    assert ("Daarna." in after, "Training" in after) == (True, True)


def test_nobody_releases_another_sheet_than_they_saw(host: Host, session: Session, els: Person) -> None:
    make_talk(session, els, released=False)
    client = host.client("els")
    seen = open_form(client, PAGE, RELEASE)
    make_logged(session, els, kind="training", minutes=180)
    forget_request()

    answer = client.post(f"{PREFIX}{PAGE}/vrijgeven", data=seen)

    assert answer.status_code == 409
    assert session.scalars(select(Talk.released_at)).one() is None


def test_what_is_taken_back_is_gone_at_the_next_request(host: Host, session: Session, els: Person) -> None:
    talk = make_talk(session, els)
    before = read(host, talk).status_code

    withdraw(host.client("els"))

    assert (before, read(host, talk).status_code) == (200, 404)
    assert "Blad jaargesprek" not in host.client("mo").get(f"{PREFIX}/team").text
    assert host.client("mo").get(f"{PREFIX}/team/jaargesprek/{talk}/blad.pdf").status_code == 404


def test_who_moves_to_another_team_takes_the_sheet_along(host: Host, session: Session, els: Person) -> None:
    talk = make_talk(session, els)

    session.execute(update(Membership).values(ends_on=TODAY - timedelta(days=1)))
    session.commit()

    assert read(host, talk).status_code == 404


def test_hr_a_colleague_and_another_manager_do_not_find_it(host: Host, session: Session, els: Person) -> None:
    talk = make_talk(session, els)
    make_person(session, "Ria", roles=("hr", "admin", "coordinator"))
    make_person(session, "Max", manages=make_team(session, "Team West"))

    assert [read(host, talk, subject).status_code for subject in ("ria", "max", "els")] == [403, 404, 403]


def test_a_manager_does_not_read_the_own_sheet_as_manager(host: Host, session: Session, els: Person) -> None:
    mo = session.scalars(select(Person).where(Person.given_name == "Mo")).one()
    team = session.scalars(select(Membership.team_id)).one()
    session.add(Membership(person_id=mo.id, team_id=team, starts_on=LONG_AGO))
    talk = make_talk(session, mo)

    assert read(host, talk).status_code == 404


def test_a_look_of_the_manager_is_written_down_for_its_person(host: Host, session: Session, els: Person) -> None:
    read(host, make_talk(session, els))

    session.expire_all()
    kept = session.scalars(select(Look)).one()
    assert (kept.person_id, kept.what) == (els.id, "gesprekskaart")


def test_the_sheet_is_a_pdf_for_both(host: Host, session: Session, els: Person) -> None:
    talk = make_talk(session, els, "Mijn eigen groep.")

    own = host.client("els").get(f"{PREFIX}{PAGE}/blad.pdf")
    theirs = host.client("mo").get(f"{PREFIX}/team/jaargesprek/{talk}/blad.pdf")

    assert own.mimetype == theirs.mimetype == "application/pdf"
    assert faults(own.data) == []
    assert "Mijn eigen groep." in text_of(own.data)
    assert text_of(own.data) == text_of(theirs.data)
    assert "els" not in theirs.headers["Content-Disposition"].lower()


def test_two_tabs_lose_nothing(host: Host, session: Session, els: Person) -> None:
    client = host.client("els")
    stale = open_form(client, PAGE, FORM)
    save(client, looking_back="Uit de ene tab.")
    forget_request()

    answer = client.post(PREFIX + PAGE, data={**stale, "looking_back": "Uit de andere tab."})

    assert answer.status_code == 409
    assert "Uit de ene tab." in answer.text
    assert form_values(soup(answer), FORM)["looking_back"] == "Uit de andere tab."


def test_words_that_may_point_to_a_client_are_asked_about(host: Host, session: Session, els: Person) -> None:
    answer = save(host.client("els"), looking_back="Het gesprek met mevrouw Gerritsen van 06-12345678 lukte.")

    assert answer.status_code == 422
    assert "Staat hier iets van een cliënt?" in answer.text
    assert session.scalars(select(Talk)).all() == []


def test_somebody_elses_goal_and_another_year_are_refused(host: Host, session: Session, els: Person) -> None:
    jan = make_person(session, "Jan")
    goal = make_goal(session, jan, make_plan(session, jan), "Van Jan")

    assert save(host.client("els"), goal=str(goal)).status_code == 422
    assert host.client("els").get(f"{PREFIX}{PAGE}?jaar=2019").status_code == 404


def test_a_goal_that_is_gone_leaves_the_sheet_as_it_was(host: Host, session: Session, els: Person) -> None:
    client = host.client("els")
    save(client, goal="1")
    release(client)
    session.execute(delete(Goal).where(Goal.id == 1))
    session.commit()

    talk = session.scalars(select(Talk.id)).one()
    assert client.get(PREFIX + PAGE).status_code == 200
    assert "Beter doorvragen" in read(host, talk).text
