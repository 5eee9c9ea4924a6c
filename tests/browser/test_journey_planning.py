"""Journeys C1, C2 and C3 and checking in, at 390 px: a group with its year, a planned day logged, a day moved."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.browser.steps import follow
from tests.browser.test_journey_log import Taps
from tests.check_in.test_check_in import make_meeting, show
from tests.makers import TODAY, make_person, make_team
from tests.planning.making import make_planned_group, plan_days

pytestmark = pytest.mark.browser


def test_c1_a_group_with_its_year_takes_at_most_six_clicks(live: Live, live_session: Session) -> None:
    team = make_team(live_session)
    for name in ("Els", "Jan", "Fatima", "Mo", "Anna", "Piet"):
        make_person(live_session, name, team=team)
    page = live.page("els")
    taps = Taps(page)

    taps.link("Groepen")
    taps.link("Nieuwe groep")
    page.get_by_label("Naam van de groep").fill("Intervisie Oost")
    taps.untick("Iedereen van mijn team")
    page.get_by_label("Eerste bijeenkomst").fill("2026-12-01")
    taps.button("Groep maken")
    page.get_by_label("Begintijd").fill("13:30")
    taps.button("Deze dagen plannen")

    expect(page.get_by_role("status")).to_contain_text("9 bijeenkomsten zijn gepland.")
    expect(page.get_by_role("rowheader")).to_have_count(6)
    assert (taps.count, taps.seconds < 90) == (5, True)


def test_c2_a_planned_day_is_logged_in_two_clicks(live: Live, live_session: Session) -> None:
    els, jan = make_person(live_session, "Els"), make_person(live_session, "Jan")
    group = make_planned_group(live_session, els, jan)
    plan_days(live_session, els, group, TODAY - timedelta(days=1))
    page = live.page("els")
    taps = Taps(page)

    taps.link("21 november 2026 vastleggen")
    taps.button("Opslaan")

    expect(page.get_by_role("heading", name="21 november 2026, 13:30 tot 15:30")).to_be_visible()
    assert taps.count == 2


def test_c3_a_day_is_moved_in_four_clicks_from_vandaag(live: Live, live_session: Session) -> None:
    els = make_person(live_session, "Els")
    group = make_planned_group(live_session, els)
    plan_days(live_session, els, group, TODAY + timedelta(days=7))
    page = live.page("els")
    taps = Taps(page)

    follow(page.get_by_role("link", name="Intervisie Oost", exact=True))
    page.get_by_text("1 geplande dag bekijken").click()
    taps.count += 2
    taps.link("29 november 2026 aanpassen")
    page.get_by_label("Datum").fill("2026-12-02")
    taps.button("Bijeenkomst opslaan")

    expect(page.get_by_text("Volgende: 2 december 2026")).to_be_visible()
    assert taps.count == 4


def test_who_scans_is_checked_in_with_one_tap(live: Live, live_session: Session) -> None:
    els = make_person(live_session, "Els")
    make_person(live_session, "Anna")
    token = show(live_session, els, make_meeting(live_session, els, title="Intervisie Oost"))
    page = live.page("anna")

    page.goto(f"{live.url}/leerregister/inchecken/{token}")
    page.get_by_role("button", name="Ik ben Anna Vries en ik ben erbij").click()

    expect(page.get_by_role("status")).to_contain_text("Bevestigd: Intervisie Oost")
