"""P7 and P8 on a phone, clicks counted; and a file that slipped through runs nothing (bar UP2)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.current import EXTENSION
from register.evidence.models import Evidence, EvidenceFile
from register.storage import open_storage
from tests.browser.conftest import DESK, Live
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

    page.get_by_role("link", name="Mijn dossier").click()

    page.get_by_role("heading", name="Mijn dossier").wait_for()
    assert clicks(page) == 1
    assert "2 van 60" in page.inner_text("main")
    assert fits(page, 390)


def test_p8_three_clicks_add_a_photo_as_evidence(live: Live, live_session: Session, tmp_path: Path) -> None:
    els = make_person(live_session, "Els")
    make_logged(live_session, els, held_on=date(2026, 11, 20), title="Intervisie Team Oost")
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(samples.jpeg_with_gps())
    page = counting(live.page("els"))

    page.get_by_role("link", name="Bewijs toevoegen").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_label("Foto of pdf").click()
    chooser.value.set_files(photo)
    page.get_by_role("button", name="Bewijs toevoegen").click()

    page.get_by_text("IMG_0001.jpg is toegevoegd als bewijs").wait_for()
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

    assert page.get_by_text("Bron:").first.is_visible()
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
    assert page.title().startswith("Vandaag")


@pytest.mark.slow
def test_the_pages_fit_and_have_no_faults_that_axe_finds(live: Live, live_session: Session) -> None:
    from axe_playwright_python.sync_playwright import Axe

    els = make_person(live_session, "Els")
    registration = make_registration(live_session, els).id
    make_registration(live_session, els, "rp-sw", number="46101234")
    make_logged(live_session, els)
    make_person(live_session, "Ada", roles=("admin",))
    mine = [
        "dossier",
        "bewijs",
        "activiteiten/1/bewijs",
        "dossier/regels/1",
        f"dossier/registraties/{registration}/voorwaarden/vog",
    ]
    visits = [("els", path) for path in mine] + [
        ("ada", "normen?register=rp-sw"),
        ("ada", "normen/rp-sw/2018/total.min"),
    ]

    found = {
        (path, width): look(live, who, path, size, Axe()) for who, path in visits for width, size in WIDTHS.items()
    }

    assert found == dict.fromkeys(found, (200, True, []))


WIDTHS = {"phone": {"width": 390, "height": 844}, "narrow": {"width": 320, "height": 700}, "desk": DESK}


def look(live: Live, who: str, path: str, size: dict[str, int], axe: Any) -> tuple[int, bool, list[str]]:
    """The status, whether it fits, and what axe objects to."""
    page = live.page(who, size=size)
    answer = page.goto(f"{live.url}/leerregister/{path}")
    result = axe.run(page).response["violations"]
    seen = (answer.status if answer else 0, fits(page, size["width"]), [fault["id"] for fault in result])
    page.context.close()
    return seen
