"""Journeys P4 and P6 on a phone: the same as last time, one line, and a reflection that is kept while it is written."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.models import LearningSession, Reflection
from tests.browser.conftest import Live
from tests.browser.looking import Looker
from tests.browser.steps import follow
from tests.browser.test_journey_log import Taps
from tests.makers import make_logged, make_person, make_team

pytestmark = pytest.mark.browser
KEPT = "Bewaard om 10:00"
HIDDEN = """
Object.defineProperty(document, 'hidden', { get: () => true })
document.dispatchEvent(new Event('visibilitychange'))
"""
"""What the page hears when the phone goes to another app: a driven browser has none to go to."""


def test_p4_the_same_as_last_time_takes_two_clicks(live: Live, live_session: Session) -> None:
    els, jan = make_person(live_session, "Els"), make_person(live_session, "Jan")
    make_logged(live_session, els, kind="supervisie", others=(jan,), minutes=90)
    taps = Taps(live.page("els"))

    taps.link("Zelfde als vorige keer")
    taps.button("Opslaan")

    expect(taps.page.get_by_role("status")).to_contain_text("Supervisie van 22 november 2026 is vastgelegd")
    assert (taps.count, taps.seconds < 20) == (2, True)
    assert live_session.scalars(select(LearningSession.gross_minutes).order_by(LearningSession.id)).all() == [90, 90]


def test_one_line_is_typed_read_and_saved_in_two_clicks(live: Live, live_session: Session) -> None:
    team = make_team(live_session, "Team Oost")
    make_person(live_session, "Els", team=team)
    make_person(live_session, "Jan", team=team)
    taps = Taps(live.page("els"))

    taps.page.get_by_label("In één regel vastleggen").fill("intervisie 2u gisteren, Team Oost")
    taps.button("Invullen")
    expect(taps.page.get_by_role("checkbox", name="Jan Vries")).to_be_checked()
    taps.button("Opslaan")

    expect(taps.page.get_by_role("status")).to_contain_text("Intervisie van 21 november 2026 is vastgelegd")
    assert taps.count == 2
    assert taps.seconds < 20


@pytest.mark.slow
def test_what_can_mean_two_things_is_chosen_and_the_pages_are_for_everybody(live: Live, live_session: Session) -> None:
    make_person(live_session, "Els")
    make_person(live_session, "Sanne", "Bakker", subject="sanne-b")
    make_person(live_session, "Sanne", "Jansen", subject="sanne-j")
    page = live.page("els")
    looker = Looker(page=page)

    page.get_by_label("In één regel vastleggen").fill("intervisie 2u gisteren met Sanne over rouw")
    follow(page.get_by_role("button", name="Invullen"))
    looker.look("regel met vragen")
    page.get_by_label("Sanne Jansen").check()
    follow(page.get_by_role("button", name="Verder"))
    looker.look("regel als formulier")

    expect(page.get_by_role("checkbox", name="Sanne Jansen")).to_be_checked()
    expect(page.get_by_label("Onderwerp")).to_have_value("rouw")
    assert looker.wrong == []


@pytest.fixture
def writing(live: Live, live_session: Session) -> Page:
    """The page of a reflection, by the questions of STARR."""
    number = make_logged(live_session, make_person(live_session, "Els"), title="Casus Rouw")
    page = live.page("els")
    page.goto(f"{live.url}/leerregister/activiteiten/{number}")
    follow(page.get_by_role("link", name="Reflectie schrijven"))
    page.get_by_label("Manier van reflecteren").select_option(label="STARR")
    expect(page.get_by_label("Situatie")).to_be_visible()
    return page


def test_p6_a_reflection_is_kept_while_it_is_written(writing: Page, live_session: Session) -> None:
    writing.get_by_label("Situatie").fill("Een huisbezoek.")
    with writing.expect_response(lambda answer: "bleef%20stil" in (answer.request.post_data or "")):
        writing.get_by_label("Actie").fill("Ik bleef stil.")
        writing.get_by_label("Actie").blur()
    expect(writing.locator("#rg-saved")).to_contain_text(KEPT)
    writing.reload()

    expect(writing.get_by_label("Actie")).to_have_value("Ik bleef stil.")
    follow(writing.get_by_role("button", name="Reflectie bewaren"))
    expect(writing.get_by_role("status")).to_contain_text("Alleen jij kunt haar lezen")
    live_session.rollback()
    assert live_session.scalars(select(Reflection.method)).all() == ["starr"]


def test_what_was_just_typed_is_kept_when_the_phone_shows_something_else(writing: Page) -> None:
    actie = writing.get_by_label("Actie")
    actie.focus()
    with writing.expect_request(lambda sent: "bleef%20stil" in (sent.post_data or ""), timeout=2500) as sent:
        actie.fill("Ik bleef stil.")
        writing.evaluate(HIDDEN)
    sent.value.response()
    writing.reload()

    expect(writing.get_by_label("Actie")).to_have_value("Ik bleef stil.")


def test_two_tabs_of_one_reflection_lose_nothing(writing: Page, live_session: Session) -> None:
    second = writing.context.new_page()
    second.goto(writing.url)
    writing.get_by_label("Situatie").fill("In de eerste tab.")
    writing.get_by_label("Situatie").blur()
    expect(writing.locator("#rg-saved")).to_contain_text(KEPT)

    second.get_by_label("Wat neem je mee?").fill("In de tweede tab.")
    second.get_by_label("Wat neem je mee?").blur()
    expect(second.locator("#rg-saved")).to_contain_text("intussen op een andere plek gewijzigd")
    follow(second.get_by_role("button", name="Reflectie bewaren"))

    expect(second.get_by_role("alert")).to_contain_text("In de eerste tab.")
    expect(second.get_by_label("Wat neem je mee?")).to_have_value("In de tweede tab.")
    live_session.rollback()
    assert "In de eerste tab." in live_session.scalars(select(Reflection.text)).one()


@pytest.mark.slow
def test_another_method_keeps_the_text_and_client_data_is_asked_about_at_the_end(writing: Page) -> None:
    looker = Looker(page=writing)
    writing.get_by_label("Situatie").fill("Op bezoek bij mevrouw Jansen.")
    writing.get_by_label("Manier van reflecteren").select_option(label="PDCA")
    expect(writing.get_by_label("Plan")).to_be_visible()
    expect(writing.get_by_label("Situatie")).to_have_value("Op bezoek bij mevrouw Jansen.")
    follow(writing.get_by_role("button", name="Reflectie bewaren"))

    expect(writing.locator("#rg-guard")).to_contain_text("Jansen")
    looker.look("reflectie met vraag")
    writing.get_by_label("Toch bewaren").check()
    follow(writing.get_by_role("button", name="Reflectie bewaren"))
    expect(writing.get_by_role("status")).to_contain_text("Je reflectie is bewaard")
    assert [one for one in looker.wrong if "422" not in one] == []
