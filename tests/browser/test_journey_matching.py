"""Ask or offer experience on a phone (P11), and log a match: clicks counted."""

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.browser.steps import follow
from tests.browser.test_journey_log import Taps
from tests.makers import make_person
from tests.matching.making import make_experience, make_pair


def test_experience_is_asked_for_or_offered_from_home_in_four_clicks(live: Live, live_session: Session) -> None:
    make_person(live_session, "Els")
    make_experience(live_session, make_person(live_session, "Bas", "Smit"))
    page = live.page("els")
    taps = Taps(page)

    taps.link("Samen leren")
    taps.link("Leervragen")
    page.get_by_label("Waarover?").select_option(label="Integraal")
    taps.count += 1
    taps.button("Hierover wil ik leren")

    expect(page.get_by_role("status")).to_contain_text("Je leervraag staat erbij.")
    expect(page.get_by_role("button", name="Bas Smit vragen")).to_be_visible()
    assert taps.count == 4


def test_a_match_is_an_activity_in_one_click_from_its_card(live: Live, live_session: Session) -> None:
    make_pair(live_session, make_person(live_session, "Els"), make_person(live_session, "Bas", "Smit"))
    page = live.page("els")
    page.goto(f"{live.url}/leerregister/samen-leren/leervragen")

    follow(page.get_by_role("button", name="Vandaag gedaan, vastleggen"))

    expect(page.get_by_role("status").first).to_contain_text("Klopt de dag of de duur niet?")
