"""H4: the owner opens the list for the manager on a phone, sees what the manager sees, and reads who looked."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.browser.steps import follow
from tests.browser.test_journey_organisation import clicks, counted
from tests.makers import make_logged, make_person, make_registration, make_team

pytestmark = pytest.mark.browser


@pytest.fixture
def mine(live: Live, live_session: Session) -> Page:
    """Els in the team of Ron, in a register, with an intervisie."""
    team = make_team(live_session)
    els = make_person(live_session, "Els", team=team)
    make_person(live_session, "Ron", manages=team)
    make_registration(live_session, els)
    make_logged(live_session, els, title="Intervisie Oost")
    return counted(live, "els")


def test_a_list_is_opened_in_three_clicks_seen_by_the_manager_and_that_is_read_back(mine: Page, live: Live) -> None:
    follow(mine.get_by_role("link", name="Mijn dossier"))
    follow(mine.get_by_role("link", name="jij kiest wie wat ziet"))
    mine.get_by_label("Alles samen").first.select_option("lijst")
    follow(mine.get_by_role("button", name="Vastleggen"))
    opened_in = clicks(mine)
    follow(mine.get_by_role("link", name="Wat ziet je leidinggevende?"))
    expect(mine.get_by_role("table", name="Wat is opengezet")).to_contain_text("Intervisie Oost")

    theirs = counted(live, "ron")
    follow(theirs.get_by_role("link", name="Mijn team", exact=True))
    follow(theirs.get_by_role("link", name="Els Vries"))
    expect(theirs.get_by_role("table", name="Wat is opengezet")).to_contain_text("Intervisie Oost")

    follow(mine.get_by_role("link", name="Terug naar Wie ziet wat"))
    follow(mine.get_by_role("link", name="Wie keek er in mijn dossier"))
    expect(mine.get_by_role("table")).to_contain_text("Ron Vries")
    assert (opened_in, clicks(theirs)) == (3, 2)
