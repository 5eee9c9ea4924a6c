"""P3 and P5 on a phone: confirming is one tap, "klopt niet" two, and the points are there at once."""

import time

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.browser.keys import Keys
from tests.browser.looking import Looker
from tests.browser.steps import follow
from tests.makers import make_logged, make_person, make_registration, make_team

pytestmark = pytest.mark.browser


def asked(session: Session) -> None:
    """Anna, with a registration, is asked by Els about two activities."""
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, anna)
    make_logged(session, els, others=(anna,), title="Intervisie Team Oost")
    make_logged(session, els, others=(anna,), title="Casuïstiek met het wijkteam", kind="casuistiekbespreking")


def test_p3_one_tap_confirms_and_the_points_show(live: Live, live_session: Session) -> None:
    asked(live_session)
    page = live.page("anna")

    follow(page.locator(".rg-ask", has_text="Intervisie Team Oost").get_by_role("button", name="Ik was erbij"))

    expect(page.locator(".rg-flash")).to_contain_text("2 punten")
    expect(page.locator(".rg-ask")).to_have_count(1)
    expect(page.get_by_text("2 van 120")).to_be_visible()


@pytest.mark.slow
def test_p3_the_points_show_within_two_seconds_on_a_machine_that_does_nothing_else(
    live: Live, live_session: Session
) -> None:
    asked(live_session)
    page = live.page("anna")
    started = time.monotonic()

    follow(page.get_by_role("button", name="Ik was erbij").first)
    expect(page.locator(".rg-flash")).to_contain_text("2 punten")

    assert time.monotonic() - started <= 2


def test_p5_two_taps_say_it_is_not_right(live: Live, live_session: Session) -> None:
    asked(live_session)
    page = live.page("anna")
    card = page.locator(".rg-ask", has_text="Intervisie Team Oost")

    card.get_by_text("Klopt niet").click()
    follow(card.get_by_role("button", name="Doorgeven dat het niet klopt"))

    expect(page.locator(".rg-flash")).to_contain_text("Doorgegeven: Intervisie Team Oost")
    expect(page.locator(".rg-ask")).to_have_count(1)


def test_toch_niet_brings_the_card_back(live: Live, live_session: Session) -> None:
    asked(live_session)
    page = live.page("anna")

    follow(page.locator(".rg-ask", has_text="Oost").get_by_role("button", name="Ik was erbij"))
    expect(page.locator(".rg-ask")).to_have_count(1)
    follow(page.get_by_role("button", name="Toch niet"))

    expect(page.locator(".rg-ask")).to_have_count(2)


def test_confirming_goes_by_keyboard_alone(live: Live, live_session: Session) -> None:
    asked(live_session)
    page = live.page("anna")

    page.get_by_role("button", name="Ik was erbij").first.focus()
    Keys(page=page).enter()

    expect(page.locator(".rg-flash")).to_be_visible()
    expect(page.locator(".rg-ask")).to_have_count(1)


def test_vandaag_is_accessible_and_fits(live: Live, live_session: Session) -> None:
    asked(live_session)
    looker = Looker(page=live.page("anna"))

    looker.look("vandaag, gevraagd")
    follow(looker.page.get_by_role("button", name="Ik was erbij").first)
    looker.look("vandaag, bevestigd")

    assert looker.wrong == []


def test_the_team_page_with_categories_is_accessible_and_fits(live: Live, live_session: Session) -> None:
    oost = make_team(live_session, "Team Oost")
    make_person(live_session, "Mo", "Baas", manages=oost)
    anna = make_person(live_session, "Anna", team=oost)
    make_registration(live_session, anna)
    make_logged(live_session, anna)
    looker = Looker(page=live.page("mo"))

    follow(looker.page.get_by_role("link", name="Mijn team"))
    follow(looker.page.get_by_role("link", name="Ook per categorie tonen"))
    looker.look("mijn team, per categorie")

    assert looker.wrong == []
    expect(looker.page.get_by_text("2 van 120")).to_be_visible()
