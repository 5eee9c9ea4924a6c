"""P7 and P8 on a phone, clicks counted; and a file that slipped through runs nothing (bar UP2)."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.current import EXTENSION
from register.evidence.models import Evidence, EvidenceFile
from register.storage import open_storage
from tests.browser.conftest import Live
from tests.browser.steps import follow
from tests.evidence import samples
from tests.makers import NOON, make_logged, make_person, make_registration

COUNT_CLICKS = """
addEventListener("click", () => sessionStorage.clicks = 1 + Number(sessionStorage.clicks || 0), true)
"""


def counting(page: Page) -> Page:
    """Count every click from here on, over pages."""
    page.add_init_script(COUNT_CLICKS)
    page.reload()
    return page


def clicks(page: Page) -> Any:
    return page.evaluate("Number(sessionStorage.clicks || 0)")


def fits(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def test_p7_one_click_says_where_i_stand(live: Live, live_session: Session) -> None:
    els = make_person(live_session, "Els")
    make_registration(live_session, els)
    make_logged(live_session, els)
    page = counting(live.page("els"))

    follow(page.get_by_role("link", name="Mijn dossier"))

    expect(page.get_by_role("heading", name="Mijn dossier")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("2 van 60")
    assert clicks(page) == 1
    assert fits(page, 390)


def test_p8_three_clicks_add_a_photo_as_evidence(live: Live, live_session: Session, tmp_path: Path) -> None:
    els = make_person(live_session, "Els")
    make_logged(live_session, els, held_on=date(2026, 11, 20), title="Intervisie Team Oost")
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(samples.jpeg_with_gps())
    page = counting(live.page("els"))

    follow(page.get_by_role("link", name="Bewijs toevoegen"))
    with page.expect_file_chooser() as chooser:
        page.get_by_label("Foto of pdf").click()
    chooser.value.set_files(photo)
    follow(page.get_by_role("button", name="Bewijs toevoegen"))

    expect(page.get_by_text("IMG_0001.jpg is toegevoegd als bewijs")).to_be_visible()
    assert clicks(page) == 3
    assert fits(page, 390)
    live_session.rollback()
    assert live_session.scalars(select(Evidence.name)).all() == ["IMG_0001.jpg"]


def test_waarom_opens_without_a_script_and_shows_the_source(live: Live, live_session: Session) -> None:
    els = make_person(live_session, "Els")
    make_registration(live_session, els)
    make_logged(live_session, els)
    page = live.page("els")
    page.goto(f"{live.url}/leerregister/dossier")

    page.get_by_text("Waarom 2?").click()

    expect(page.get_by_text("Bron:").first).to_be_visible()
    assert fits(page, 390)


@pytest.mark.parametrize(("content", "media_type"), [
    (b"<title>echt</title><script>document.title='gekaapt'</script>", "text/html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>document.title='gekaapt'</script></svg>", "image/svg+xml"),
])  # fmt: skip
def test_a_file_that_slipped_through_runs_nothing(
    live: Live, live_session: Session, content: bytes, media_type: str
) -> None:
    els = make_person(live_session, "Els")
    activity = make_logged(live_session, els)
    digest = open_storage(live.host.app.extensions[EXTENSION].settings).put(els.organisation_id, content)
    file = EvidenceFile(
        organisation_id=els.organisation_id, sha256=digest, media_type=media_type, size=len(content), stored_at=NOON
    )
    live_session.add(file)
    live_session.flush()
    evidence = Evidence(
        file_id=file.id, activity_id=activity, uploaded_by_id=els.id, name="pagina.html", uploaded_at=NOON
    )
    live_session.add(evidence)
    live_session.commit()
    page = live.page("els")

    with page.expect_download() as download:
        page.evaluate(f"location.href = '{live.url}/leerregister/bewijs/{evidence.id}'")

    assert Path(download.value.path()).read_bytes() == content
    expect(page).to_have_title(re.compile("^Vandaag"))
