"""A learning shared after the guard, applied elsewhere, and the question what stayed: on a phone, clicks counted."""

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from register.learning.models import Activity
from tests.browser.conftest import Live
from tests.browser.test_journey_log import Taps
from tests.followup.making import make_question
from tests.makers import make_logged, make_person, make_team
from tests.shared.making import make_shared


def test_a_report_is_shared_with_one_click_on_its_form_and_warns_first(live: Live, live_session: Session) -> None:
    els = make_person(live_session, "Els")
    activity = make_logged(live_session, els, title="Intervisie Oost")
    live_session.get_one(Activity, activity).report = "Doorvragen hielp mevrouw Jansen het meest."
    live_session.commit()
    page = live.page("els")
    page.goto(f"{live.url}/leerregister/activiteiten/{activity}")
    taps = Taps(page)

    taps.link("Les delen")
    taps.button("Delen met iedereen")
    expect(page.locator("#rg-guard mark")).to_have_text("Jansen")
    page.get_by_label("Wat kan een ander team hiervan leren?").fill("Doorvragen hielp een cliënt het meest.")
    taps.button("Delen met iedereen")

    expect(page.get_by_role("status")).to_contain_text("Je les is gedeeld.")
    assert taps.count == 3


def test_a_learning_is_found_and_applied_from_home_in_four_clicks(live: Live, live_session: Session) -> None:
    make_shared(live_session, make_person(live_session, "Els"), "Wandelend overleg met de crèche")
    make_person(live_session, "Jan", team=make_team(live_session))
    page = live.page("jan")
    taps = Taps(page)

    taps.link("Samen leren")
    taps.link("Gedeelde lessen")
    taps.link("Wandelend overleg")
    taps.button("Toegepast in ons team")

    expect(page.get_by_text("In 1 team: Team Oost.")).to_be_visible()
    assert taps.count == 4


def test_what_stayed_is_answered_from_home_in_one_click_and_undone_in_another(
    live: Live, live_session: Session
) -> None:
    els = make_person(live_session, "Els")
    make_question(live_session, els, make_logged(live_session, els, title="Meelopen met Jan"))
    page = live.page("els")
    taps = Taps(page)

    taps.button("Deels")
    expect(page.get_by_role("status")).to_contain_text("Bewaard: Meelopen met Jan, deels.")
    assert taps.count == 1
    taps.button("Ongedaan maken")

    expect(page.get_by_role("heading", name="Doe je het nu anders?")).to_be_visible()
