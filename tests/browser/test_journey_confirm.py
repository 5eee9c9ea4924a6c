"""P3 and P5 on a phone: confirming is one tap, "klopt niet" two, and the points are there at once."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.browser.conftest import DESK, Live
from tests.makers import make_logged, make_person, make_registration, make_team

pytestmark = pytest.mark.browser


def asked(session: Session) -> None:
    """Anna, with a registration, is asked by Els about two activities."""
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, anna)
    make_logged(session, els, others=(anna,), title="Intervisie Team Oost")
    make_logged(session, els, others=(anna,), title="Casuïstiek met het wijkteam", kind="casuistiekbespreking")


def violations(page: Page) -> list[str]:
    return [str(found["id"]) for found in Axe().run(page).response["violations"]]


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_p3_one_tap_confirms_and_the_points_show_within_two_seconds(live: Live, live_session: Session) -> None:
    asked(live_session)
    page = live.page("anna")
    card = page.locator(".rg-ask", has_text="Intervisie Team Oost")
    started = time.monotonic()

    card.get_by_role("button", name="Ik was erbij").click()
    page.locator(".rg-flash", has_text="2 punten").wait_for()

    assert time.monotonic() - started <= 2
    assert page.locator(".rg-ask").count() == 1
    assert page.get_by_text("2 van 120").is_visible()


def test_p5_two_taps_say_it_is_not_right(live: Live, live_session: Session) -> None:
    asked(live_session)
    page = live.page("anna")
    card = page.locator(".rg-ask", has_text="Intervisie Team Oost")

    card.get_by_text("Klopt niet").click()
    card.get_by_role("button", name="Doorgeven dat het niet klopt").click()

    assert page.locator(".rg-flash").inner_text().startswith("Doorgegeven: Intervisie Team Oost")
    assert page.locator(".rg-ask").count() == 1


def test_toch_niet_brings_the_card_back(live: Live, live_session: Session) -> None:
    asked(live_session)
    page = live.page("anna")

    page.locator(".rg-ask", has_text="Oost").get_by_role("button", name="Ik was erbij").click()
    page.get_by_role("button", name="Toch niet").click()

    assert page.locator(".rg-ask").count() == 2


def test_confirming_goes_by_keyboard_alone(live: Live, live_session: Session) -> None:
    asked(live_session)
    page = live.page("anna")

    page.get_by_role("button", name="Ik was erbij").first.focus()
    page.keyboard.press("Enter")

    page.locator(".rg-flash").wait_for()
    assert page.locator(".rg-ask").count() == 1


def test_vandaag_is_accessible_and_fits(live: Live, live_session: Session) -> None:
    asked(live_session)
    page = live.page("anna")
    page.get_by_text("Klopt niet").first.click()
    waiting = (violations(page), sideways(page))
    page.get_by_role("button", name="Ik was erbij").first.click()
    page.locator(".rg-flash").wait_for()

    answered = (violations(page), sideways(page))

    assert waiting == ([], 0)
    assert answered == ([], 0)


@pytest.mark.parametrize("size", [{"width": 320, "height": 700}, DESK])
def test_the_team_page_is_accessible_and_fits(live: Live, live_session: Session, size: dict[str, int]) -> None:
    oost = make_team(live_session, "Team Oost")
    make_person(live_session, "Mo", "Baas", manages=oost)
    anna = make_person(live_session, "Anna", team=oost)
    make_registration(live_session, anna)
    make_logged(live_session, anna)
    page = live.page("mo", size=size)

    page.get_by_role("link", name="Mijn team").click()
    page.get_by_role("link", name="Ook per categorie tonen").click()

    assert violations(page) == []
    assert sideways(page) == 0
    assert page.get_by_text("2 van 120").is_visible()
