"""B1: a version of the rules is made, worked out and published, clicks counted; B3 and B4: HR sees which and who."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from register.people.models import Registration
from tests.browser.conftest import DESK, PHONE, Live
from tests.browser.looking import Looker
from tests.browser.steps import follow
from tests.makers import make_person, make_team
from tests.rules_versions.making import claim_of, make_admin, make_registered

pytestmark = pytest.mark.browser
CLICKS = """addEventListener('click', one => {
  if (one.isTrusted) sessionStorage.clicks = +(sessionStorage.clicks || 0) + 1
}, true)"""


@pytest.fixture
def els(live_session: Session) -> Registration:
    """Els and four colleagues in the register, an admin, and somebody of HR."""
    team = make_team(live_session)
    registered = [make_registered(live_session, name, team=team) for name in ("Els", "Tom", "Kim", "Ron", "Bo")]
    make_admin(live_session)
    make_person(live_session, "Hanna", roles=("hr",))
    return registered[0]


def counted(live: Live, size: dict[str, int]) -> Page:
    """The admin's first page, every click from here on counted, over pages."""
    page = live.page("ada", size=size)
    page.add_init_script(CLICKS)
    page.reload()
    return page


def to_the_versions(page: Page) -> None:
    """Go from Vandaag to the versions of the register."""
    follow(page.get_by_role("link", name="Normen", exact=True))
    page.get_by_label("Register", exact=True).select_option("rp-sw")
    follow(page.get_by_role("button", name="Toon dit register"))
    follow(page.get_by_role("link", name="Versies van deze regels"))


@pytest.mark.parametrize("size", [PHONE, pytest.param(DESK, marks=pytest.mark.slow)])
def test_b1_a_new_version_is_made_worked_out_and_published_in_nine_clicks(
    live: Live, live_session: Session, els: Registration, size: dict[str, int]
) -> None:
    page = counted(live, size)
    looker = Looker(page=page)
    to_the_versions(page)

    follow(page.get_by_role("link", name="Versie maken"))
    page.get_by_label("Naam").fill("2027-eigen")
    page.get_by_label("Geldt vanaf").fill("2024-01-01")
    follow(page.get_by_role("button", name="Concept maken"))
    follow(page.get_by_role("link", name="Punten per netto uur van Intervisie wijzigen"))
    page.get_by_label("Waarde").fill("2")
    page.get_by_label("Waar staat dat?").fill("Reglement 2027, artikel 3")
    page.get_by_label("Datum van de bron").fill("2026-11-01")
    follow(page.get_by_role("button", name="Cijfer opslaan"))
    follow(page.get_by_role("button", name="Doorrekenen"))
    expect(page.get_by_role("row", name="Iedereen")).to_contain_text("5")
    looker.look("gevolgen")
    follow(page.get_by_role("button", name="Versie publiceren"))

    expect(page.get_by_role("status")).to_contain_text("5 registraties zijn opnieuw berekend")
    looker.look("gepubliceerd")
    assert looker.wrong == []
    assert int(page.evaluate("+(sessionStorage.clicks || 0)")) == 9
    assert (claim_of(live_session, els).rule_version, claim_of(live_session, els).points) == ("2027-eigen", Decimal(4))
    page.close()

    hanna = live.page("hanna", size=size)
    to_the_versions(hanna)
    row = hanna.get_by_role("row", name="2027-eigen")
    expect(row).to_contain_text("gepubliceerd: Ada Vries")
    expect(row.get_by_role("cell").nth(3)).to_contain_text("5")
