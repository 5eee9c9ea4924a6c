"""Journeys of HR on a phone: what expires in one click, an inventory settled and taken out, costs as a file."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from register.learning.models import Activity
from register.needs.propose import propose
from tests.browser.conftest import Live
from tests.browser.steps import follow
from tests.browser.test_journey_organisation import clicks, counted
from tests.makers import NOON, TODAY, make_person, make_registration, make_team, make_training, make_viewer
from tests.needs.making import wish

pytestmark = pytest.mark.browser


@pytest.fixture
def page(live: Live, live_session: Session) -> Page:
    """Hanna of HR on a phone; Els, whose training the employer pays, is registered until May and has a wish."""
    els = make_person(live_session, "Els", team=make_team(live_session, "Oost"))
    make_registration(live_session, els, cycle_starts_on=date(2022, 6, 1), cycle_ends_on=date(2027, 5, 20))
    training = make_training(live_session, els)
    live_session.get_one(Activity, training).cost_bearer = "werkgever"
    live_session.commit()
    wish(live_session, els, "Rouw en verlies", year=2027)
    hanna = make_person(live_session, "Hanna", roles=("hr",))
    propose(make_viewer(live_session, hanna), 2027, at=NOON, today=TODAY)
    return counted(live, "hanna")


def test_h7_what_expires_within_six_months_is_one_click(page: Page) -> None:
    follow(page.get_by_role("link", name="Wat verloopt binnen zes maanden"))

    expect(page.get_by_role("row", name="Els Vries")).to_contain_text("20 mei 2027")
    assert clicks(page) == 1


def test_h8_the_inventory_is_settled_and_taken_out_in_four_clicks(page: Page) -> None:
    follow(page.get_by_role("link", name="Overzicht", exact=True))
    follow(page.get_by_role("link", name="Scholing", exact=True))
    follow(page.get_by_role("button", name="Vaststellen"))
    expect(page.get_by_text("Niemand kan deze lijst nu nog wijzigen")).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Excel").click()

    assert coming.value.suggested_filename == "scholingsbehoefte-2026-11-22.xlsx"
    assert clicks(page) == 4


def test_h9_costs_and_hours_as_a_file_are_three_clicks(page: Page) -> None:
    follow(page.get_by_role("link", name="Overzicht", exact=True))
    follow(page.get_by_role("link", name="Kosten en uren"))
    with page.expect_download() as coming:
        page.get_by_role("link", name="Excel").click()

    assert coming.value.suggested_filename == "kosten-2026-11-22.xlsx"
    assert clicks(page) == 3
