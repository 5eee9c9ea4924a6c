"""H5: the evidence of the whole organisation in at most four clicks; and one's own dossier, taken along in three."""

import zipfile

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from register.jobs.queue import work_off
from register.privacy.layers import Audience, Layer, open_layer
from tests.browser.conftest import Live
from tests.browser.steps import follow
from tests.makers import NOON, make_logged, make_person, make_registration, make_viewer

pytestmark = pytest.mark.browser
CLICKS = """addEventListener('click', one => {
  if (one.isTrusted) sessionStorage.clicks = +(sessionStorage.clicks || 0) + 1
}, true)"""


@pytest.fixture
def page(live: Live, live_session: Session) -> Page:
    """Hanna of HR on a phone; Els, in a register, opened her evidence for HR."""
    els = make_person(live_session, "Els")
    make_registration(live_session, els)
    make_logged(live_session, els)
    open_layer(make_viewer(live_session, els), Audience.HR, Layer.EVIDENCE, at=NOON)
    make_person(live_session, "Hanna", roles=("hr",))
    return counted(live, "hanna")


def counted(live: Live, subject: str) -> Page:
    """Somebody's first page, every click from here on counted, over pages."""
    opened = live.page(subject)
    opened.add_init_script(CLICKS)
    opened.reload()
    return opened


def clicks(page: Page) -> int:
    return int(page.evaluate("+(sessionStorage.clicks || 0)"))


@pytest.mark.slow
def test_h5_the_evidence_of_everybody_in_one_workbook_is_two_clicks(page: Page) -> None:
    follow(page.get_by_role("link", name="Export", exact=True))
    with page.expect_download() as coming:
        page.get_by_role("button", name="Bewijs downloaden").click()

    assert coming.value.suggested_filename.endswith(".xlsx")
    assert clicks(page) == 2


def test_h5_every_pack_of_the_organisation_is_four_clicks(page: Page, live: Live) -> None:
    page.clock.install()
    follow(page.get_by_role("link", name="Export", exact=True))
    follow(page.get_by_role("link", name="Alle bewijsmappen in één pakket"))
    follow(page.get_by_role("button", name="Pakket maken"))
    expect(page.locator("#rg-jobs")).to_contain_text("wacht")
    work_off(live.host.app)
    page.clock.fast_forward(4_000)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Bewijs van de organisatie").click()

    with zipfile.ZipFile(coming.value.path()) as archive:
        assert [name.partition("-")[2] for name in archive.namelist()] == ["Els Vries.zip", "Hanna Vries.zip", ""]
    assert clicks(page) == 4


@pytest.mark.slow
def test_the_own_dossier_is_taken_along_in_three_clicks(page: Page, live: Live) -> None:
    mine = counted(live, "els")

    follow(mine.get_by_role("link", name="Mijn dossier"))
    follow(mine.get_by_role("link", name="Dossier meenemen"))
    with mine.expect_download() as coming:
        mine.get_by_role("button", name="Dossier downloaden").click()

    assert coming.value.suggested_filename == "mijn-dossier-2026-11-22.zip"
    assert clicks(mine) == 3
