"""P10: the whole pack in three clicks from the home page on a phone, well within half a minute."""

import time
import zipfile

import pytest
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.browser.steps import follow
from tests.pack.making import make_els, settings_of

pytestmark = pytest.mark.browser


def test_the_pack_is_three_clicks_away(live: Live, live_session: Session) -> None:
    make_els(live_session, settings_of(live.host.app))
    page = live.page("els")
    started = time.monotonic()

    follow(page.get_by_role("link", name="Mijn dossier"))
    follow(page.get_by_role("link", name="Bewijsmap", exact=True))
    with page.expect_download() as coming:
        page.get_by_role("button", name="Bewijsmap downloaden").click()

    assert time.monotonic() - started < 30
    with zipfile.ZipFile(coming.value.path()) as pack:
        assert pack.namelist()[0] == "00-dossier.pdf"
        assert pack.testzip() is None
