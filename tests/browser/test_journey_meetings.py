"""A training of three days on a phone: add two days, take one away, put it back, save."""

from playwright.sync_api import Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.models import LearningSession
from tests.browser.conftest import Live
from tests.browser.steps import follow
from tests.makers import make_person, make_registration, make_training


def test_a_training_of_three_days_is_entered_and_mended_on_a_phone(live: Live, live_session: Session) -> None:
    make_registration(live_session, make_person(live_session, "Els"))
    page = live.page("els")
    follow(page.get_by_role("link", name="Vastleggen").first)
    page.get_by_label("Soort").select_option(label="Training of cursus")
    expect(page.get_by_label("Duur")).to_have_value("6")
    page.locator("#held_on").fill("2026-03-03")
    page.get_by_text("Meer bijeenkomsten?").click()

    page.get_by_role("button", name="Bijeenkomst toevoegen").click()
    expect(page.locator("#sessions-1-held_on")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#sessions-1-held_on").fill("2026-03-04")
    page.get_by_role("button", name="Bijeenkomst toevoegen").click()
    page.locator("#sessions-2-held_on").fill("2026-03-05")
    page.get_by_role("button", name="Bijeenkomst 2 weghalen").click()
    leaving = page.get_by_text("4 maart 2026 gaat weg als je opslaat.")
    expect(leaving).to_be_visible()
    page.get_by_role("button", name="Terugzetten van bijeenkomst 2").click()
    expect(leaving).to_have_count(0)
    expect(page.locator("#sessions-1-held_on")).to_have_value("2026-03-04")
    expect(page.locator("#rg-preview")).to_contain_text("in 3 bijeenkomsten")
    wide = page.evaluate("document.documentElement.scrollWidth")
    follow(page.get_by_role("button", name="Opslaan", exact=True).first)

    days = live_session.scalars(select(LearningSession.held_on).order_by(LearningSession.held_on)).all()
    assert [day.isoformat() for day in days] == ["2026-03-03", "2026-03-04", "2026-03-05"]
    expect(page.get_by_role("status")).to_contain_text("3 maart 2026 tot en met 5 maart 2026 (3 bijeenkomsten)")
    assert wide == 390


def test_who_puts_a_day_back_and_saves_at_once_keeps_it(live: Live, live_session: Session) -> None:
    number = make_training(live_session, make_person(live_session, "Els"))
    page = live.page("els")
    page.goto(f"{live.url}/leerregister/activiteiten/{number}/wijzigen")
    page.get_by_role("button", name="Bijeenkomst 2 weghalen").click()
    back = page.get_by_role("button", name="Terugzetten van bijeenkomst 2")
    back.wait_for()
    slow: list[Route] = []

    def hold(route: Route) -> None:
        slow.append(route)

    page.route("**/wijzigen/formulier", hold)
    with page.expect_request("**/wijzigen/formulier"):
        back.click()

    page.get_by_role("button", name="Wijzigingen opslaan").first.click(no_wait_after=True)
    with page.expect_navigation():
        slow.pop().continue_()

    expect(page.get_by_role("heading", name="4 maart 2026")).to_be_visible()
    assert len(live_session.scalars(select(LearningSession.held_on)).all()) == 3
