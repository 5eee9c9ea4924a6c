"""Confirming on the phone of a colleague, at 390 px: pick the own name, see what is signed, confirm, hand it on."""

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.browser.steps import follow
from tests.makers import make_logged, make_person, make_training

pytestmark = pytest.mark.browser


def test_a_colleague_confirms_on_the_phone_of_who_logged_it(live: Live, live_session: Session) -> None:
    els, anna = make_person(live_session, "Els"), make_person(live_session, "Anna")
    make_logged(live_session, els, others=(anna,), title="Intervisie Team Oost")
    page = live.page("els")

    follow(page.get_by_role("link", name="Intervisie Team Oost"))
    follow(page.get_by_role("link", name="Laat tekenen op dit scherm"))
    follow(page.get_by_role("link", name="Anna Vries"))
    expect(page.get_by_text("bevestigd op het scherm van Els Vries")).to_be_visible()
    follow(page.get_by_role("button", name="Ik ben Anna Vries en ik was erbij"))

    expect(page.get_by_role("status")).to_contain_text("Geef het scherm door")
    hers = live.page("anna")
    expect(hers.locator(".rg-ask")).to_contain_text("Op het scherm van Els Vries is al bevestigd dat je erbij was.")


def test_a_training_is_confirmed_but_for_one_day(live: Live, live_session: Session) -> None:
    els, anna = make_person(live_session, "Els"), make_person(live_session, "Anna")
    make_training(live_session, els, anna)
    page = live.page("anna")

    page.get_by_label("4 maart 2026").uncheck()
    follow(page.get_by_role("button", name="Ik was erbij"))

    expect(page.locator(".rg-flash")).to_contain_text("Niet: 4 maart 2026.")
    expect(page.locator(".rg-ask")).to_have_count(0)
