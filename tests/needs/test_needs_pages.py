"""The pages of training needs, as their visitors use them."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from register.needs.models import Direction, Need
from register.needs.page import need_line
from tests.host import Host
from tests.makers import make_person, make_team, make_viewer
from tests.needs.making import direction, need, wish
from tests.pages.reading import PREFIX, open_form, send, soup

forms = import_module("register.blueprints._needs_form")


@pytest.fixture(autouse=True)
def people(session: Session) -> None:
    """Els in team Oost of Mo, and Hanna of HR."""
    oost = make_team(session, "Oost")
    make_person(session, "Els", team=oost)
    make_person(session, "Mo", manages=oost)
    make_person(session, "Hanna", roles=("hr",))


def test_a_wish_becomes_a_line_that_the_manager_weighs_and_hr_settles(host: Host, session: Session) -> None:
    els, mo, hanna = host.client("els"), host.client("mo"), host.client("hanna")

    values = open_form(els, "/scholingswens", "form:not(.rg-acts)[novalidate]")
    send(els, values, "/scholingswens", words="Rouw en verlies")
    send(mo, open_form(mo, "/scholing", "form[action$='voorstel']"), "/scholing/voorstel")
    line = soup(mo.get(f"{PREFIX}/scholing")).select_one("tbody th a")
    path = str(line["href"]).removeprefix(PREFIX)  # type: ignore[index]
    send(mo, open_form(mo, path, "form[novalidate]"), path, priority="hoog", costs="1250", hours="12,5")
    send(hanna, open_form(hanna, "/scholing", "form[action$='vaststellen']"), "/scholing/vaststellen")
    page = soup(mo.get(f"{PREFIX}/scholing"))
    file = hanna.get(f"{PREFIX}/scholing?als=csv").text

    assert " ".join(page.select_one("tbody tr").text.split()) == (  # type: ignore[union-attr]
        "Rouw en verlies Wens van Els Vries Oost 1 hoog 12,5 1250"
    )
    assert "✓ vastgesteld" in page.text
    assert page.select("form[action$='voorstel'], tbody a") == []
    assert "Oost;Rouw en verlies;Wens;Els Vries;1;Hoog;12,5;1250" in file


def test_a_refused_line_keeps_what_was_typed(host: Host) -> None:
    mo = host.client("mo")

    answer = send(
        mo,
        open_form(mo, "/scholing/regels", "form[novalidate]"),
        "/scholing/regels",
        words="A",
        hours="veel",
        costs="1.250",
    )

    assert answer.status_code == 422
    assert "“veel” is geen getal" in answer.text
    assert 'value="veel"' in answer.text
    assert "“1.250” kan twee dingen betekenen" in answer.text


@pytest.mark.parametrize(
    ("written", "read"), [("1.250,50", "1250.50"), ("1250,5", "1250.5"), ("1.234.567,89", "1234567.89")]
)
def test_an_amount_with_points_and_a_comma_is_read_as_people_write_it(written: str, read: str) -> None:
    assert forms.NeedForm(MultiDict({"costs": written})).costs.data == Decimal(read)


def test_hr_keeps_the_course_and_a_manager_reads_it(host: Host, session: Session) -> None:
    hanna, mo = host.client("hanna"), host.client("mo")
    send(hanna, open_form(hanna, "/scholing/koers", "form[novalidate]"), "/scholing/koers", words="De wijk in")

    page = soup(mo.get(f"{PREFIX}/scholing/koers"))

    assert "De wijk in" in page.text
    assert page.select("form[novalidate]") == []


def test_a_wish_of_another_team_is_not_on_the_page(host: Host, session: Session) -> None:
    west = make_team(session, "West")
    tom = make_person(session, "Tom", team=west)
    wish(session, tom, "Kanarie")
    viewer = make_viewer(session, make_person(session, "Hr", roles=("hr",)))
    need(session, viewer, "Kanarie", team_id=west.id)
    direction(viewer)

    assert "Kanarie" not in host.client("mo").get(f"{PREFIX}/scholing").text


def test_a_course_that_is_over_stays_on_the_line_that_has_it(host: Host, session: Session) -> None:
    hanna = host.client("hanna")
    viewer = make_viewer(session, make_person(session, "Hr", roles=("hr",)))
    course, line = direction(viewer), need(session, viewer)
    path = f"/scholing/regels/{line}"
    session.get_one(Need, line).direction_id = course
    session.get_one(Direction, course).ends_on = date(2026, 12, 31)
    session.commit()

    saved = send(hanna, open_form(hanna, f"{path}?jaar=2027", "form[novalidate]"), path, note="Meer")

    assert saved.status_code == 303
    assert need_line(session, viewer, line).note == "Meer"
    assert need_line(session, viewer, line).direction_id == course


@pytest.mark.parametrize("year", [0, 99999])
def test_a_year_that_no_calendar_has_is_no_error_of_ours(host: Host, year: int) -> None:
    assert host.client("mo").get(f"{PREFIX}/scholing/regels?jaar={year}").status_code == 200


def test_hr_reads_before_and_after_freezing_that_a_wish_is_not_in(host: Host, session: Session) -> None:
    hanna, viewer = host.client("hanna"), make_viewer(session, make_person(session, "Hr", roles=("hr",)))
    wish(session, make_person(session, "Lo"), "Rouw")
    need(session, viewer)

    before = hanna.get(f"{PREFIX}/scholing").text
    send(hanna, open_form(hanna, "/scholing", "form[action$='vaststellen']"), "/scholing/vaststellen")
    after = hanna.get(f"{PREFIX}/scholing").text

    assert "1 scholingswens staat er nog niet in" in before
    assert "Van 1 wens staat er geen regel in" in after
    assert "1 scholingswens staat niet in deze inventarisatie" in after
