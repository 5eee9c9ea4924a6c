"""Cards in a page of the host: what the viewer may see and no more; a card that fails breaks nothing."""

from datetime import date, datetime, timedelta

import pytest
from flask import render_template_string
from sqlalchemy import text
from sqlalchemy.orm import Session

from register import db
from register.culture.ambassadors.models import MethodQuestion
from register.learning.labels.models import WorkMethod
from register.notices.cards import CARDS, question_of_the_week
from register.people.models import Person
from tests.host import Host
from tests.makers import TODAY, make_logged, make_organisation, make_person, make_registration, make_team, make_viewer
from tests.pages.reading import soup

ALL = "{% for name in names %}{{ register_card(name) }}{% endfor %}"


@pytest.fixture
def els(session: Session) -> Person:
    return make_person(session, "Els")


@pytest.fixture
def page(host: Host) -> str:
    """A page of the host, with all cards and one that does not exist."""
    names = [*CARDS, "bestaat-niet"]

    def show() -> str:
        return f"<main><h1>Nieuws</h1>{render_template_string(ALL, names=names)}</main>"

    host.app.view_functions["nieuws"] = show
    host.app.url_map.add(host.app.url_rule_class("/nieuws", endpoint="nieuws"))
    return "/nieuws"


def headings(host: Host, page: str, subject: str | None) -> list[str]:
    return [one.text for one in soup(host.client(subject).get(page)).select("main > *:is(h1, .rg-kaart > h2), h2")]


def ask(session: Session, els: Person, *questions: str) -> None:
    method = WorkMethod(organisation_id=els.organisation_id, name="Welzijn op recept")
    session.add(method)
    session.flush()
    session.add_all(
        MethodQuestion(method_id=method.id, asked_by_id=els.id, asked_at=datetime.fromisoformat("2026-11-01T09:00Z"),
                       question=one) for one in questions
    )  # fmt: skip
    session.commit()


def test_everybody_has_three_cards(host: Host, els: Person, page: str) -> None:
    assert headings(host, page, "els") == ["Nieuws", "Mijn punten", "Te bevestigen", "Leervraag van de week"]


def test_a_manager_has_the_team_too_in_numbers(host: Host, session: Session, page: str) -> None:
    team = make_team(session, "Oost")
    make_person(session, "Ron", manages=team)
    make_person(session, "Tom", team=team)

    shown = host.client("ron").get(page).text

    assert "<strong>1 medewerker</strong>" in shown
    assert "Tom" not in shown


@pytest.mark.parametrize("subject", [None, "vreemd"])
def test_who_is_not_known_here_sees_the_page_without_cards(host: Host, page: str, subject: str | None) -> None:
    assert headings(host, page, subject) == ["Nieuws"]


def test_a_fault_in_a_card_leaves_the_page_whole(host: Host, els: Person, page: str) -> None:
    with db.engine().begin() as connection:
        connection.execute(text("ALTER TABLE register_standing RENAME TO register_elsewhere"))

    shown = headings(host, page, "els")

    with db.engine().begin() as connection:
        connection.execute(text("ALTER TABLE register_elsewhere RENAME TO register_standing"))
    assert shown == ["Nieuws", "Te bevestigen", "Leervraag van de week"]


def test_what_waits_can_be_confirmed_from_the_card(host: Host, session: Session, els: Person, page: str) -> None:
    make_logged(session, make_person(session, "Anna"), others=(els,), title="Casus")
    client = host.client("els")
    form = soup(client.get(page)).select("form")[0]
    values = {str(one["name"]): str(one["value"]) for one in form.select("input")}

    answer = client.post(str(form["action"]), data=values)

    assert answer.status_code == 303
    assert "Er wacht niets op je." in client.get(page).text


def test_the_fragment_is_a_card_without_a_page(host: Host, session: Session, els: Person) -> None:
    make_registration(session, els)

    answer = host.client("els").get("/leerregister/kaart/mijn-punten")

    assert answer.text.lstrip().startswith("<link")
    assert [one.text for one in soup(answer).select("section.rg-kaart > h2")] == ["Mijn punten"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["mijn-team", "bestaat-niet"])
def test_a_card_of_another_role_is_a_card_that_does_not_exist(host: Host, els: Person, name: str) -> None:
    assert host.client("els").get(f"/leerregister/kaart/{name}").status_code == 404


def test_the_question_is_the_same_all_week_and_another_the_next(session: Session, els: Person) -> None:
    ask(session, els, "Hoe begin je?", "Hoe stop je?")
    viewer, monday = make_viewer(session, els), date(2026, 11, 23)

    days = [question_of_the_week(session, viewer, monday + timedelta(days=day)) for day in (0, 6, 7, 14)]

    texts = [one.text for one in days if one is not None]
    assert texts[0] == texts[1] == texts[3] != texts[2]


def test_a_question_of_another_organisation_is_not_shown(session: Session, els: Person) -> None:
    ask(session, els, "Hoe begin je?")
    other = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"))

    assert question_of_the_week(session, make_viewer(session, other), TODAY) is None


def test_the_card_names_nobody_who_asks(host: Host, session: Session, els: Person, page: str) -> None:
    ask(session, els, "Hoe begin je?")
    make_person(session, "Tom")

    shown = host.client("tom").get(page).text

    assert "Hoe begin je?" in shown
    assert "Els" not in shown
