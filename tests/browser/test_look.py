"""The pages hold on a phone: no sideways scroll, no error in the console."""

import re

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.makers import make_person


def test_today_fits_on_a_phone(live: Live, live_session: Session) -> None:
    make_person(live_session, "Els")

    page = live.page("els")

    expect(page).to_have_title(re.compile("^Vandaag"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
