"""From a mail and to a calendar, on a phone, clicks counted."""

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from register.notices.follow_up_links import PATH, make_answer_link
from tests.browser.conftest import Live
from tests.browser.test_journey_log import Taps
from tests.conftest import NOW
from tests.followup.making import make_question
from tests.makers import make_logged, make_person

pytestmark = pytest.mark.browser


def test_a_question_in_a_mail_is_answered_with_one_click_after_its_link(live: Live, live_session: Session) -> None:
    els = make_person(live_session, "Els")
    question = make_question(live_session, els, make_logged(live_session, els, title="Meelopen met Jan"))
    token = make_answer_link(live_session, els.id, question, at=NOW)
    live_session.commit()
    page = live.page("els")
    page.goto(f"{live.url}/leerregister{PATH}{token}")
    taps = Taps(page)

    taps.button("Deels")

    expect(page.get_by_role("status")).to_contain_text("Je antwoord over Meelopen met Jan is bewaard.")
    assert taps.count == 1


def test_the_address_of_the_own_calendar_is_three_clicks_from_home(live: Live, live_session: Session) -> None:
    make_person(live_session, "Els")
    page = live.page("els")
    taps = Taps(page)

    taps.link("Mijn dossier")
    taps.link("Berichten en agenda")
    taps.button("Agenda-adres maken")

    expect(page.get_by_role("status").locator("code")).to_contain_text(".ics")
    assert taps.count == 3
