"""H10: results go back in three clicks, also by keyboard alone; presence stands ready for PE-online."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from register.people.models import Person
from tests.browser.conftest import DESK, PHONE, Live
from tests.browser.keys import Keys
from tests.browser.looking import Looker
from tests.browser.steps import follow
from tests.makers import make_logged, make_person, make_registration

CLICKS = """addEventListener('click', one => {
  if (one.isTrusted) sessionStorage.clicks = +(sessionStorage.clicks || 0) + 1
}, true)"""
ANSWER = (
    b"<Summary><Accepted><person>4610200001</person><course>9471</course>"
    b"<date>2026-03-05T12:00:00+01:00</date></Accepted></Summary>"
)


@pytest.fixture
def hr(live_session: Session) -> Person:
    """Hanneke of HR, and Els who finished something and is in a register."""
    els = make_person(live_session, "Els", "Berg", personnel_number="000101")
    make_registration(live_session, els, "rp-sw", number="4610200001")
    make_logged(live_session, els, title="=Intervisie Oost")
    return make_person(live_session, "Hanneke", "Raad", roles=("hr",), personnel_number="000102")


def clicks(page: Page) -> int:
    return int(page.evaluate("+(sessionStorage.clicks || 0)"))


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_h10_results_go_back_in_three_clicks(live: Live, hr: Person, tmp_path: Path, size: dict[str, int]) -> None:
    page = live.page("hanneke", size=size)
    page.add_init_script(CLICKS)
    page.reload()

    follow(page.get_by_role("link", name="Export", exact=True))
    follow(page.get_by_role("link", name="Excel (algemeen)"))
    with page.expect_download() as coming:
        page.get_by_role("button", name="Bestand maken").click()

    coming.value.save_as(tmp_path / "terug.xlsx")
    rows = list(load_workbook(tmp_path / "terug.xlsx").worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[2]) for row in rows] == [("000101", "=Intervisie Oost")]
    assert clicks(page) == 3


def test_by_keyboard_alone_a_file_is_made_and_taken_back(live: Live, hr: Person) -> None:
    page = live.page("hanneke", size=DESK)
    keys = Keys(page=page)

    keys.tab_to("Export")
    keys.enter()
    keys.tab_to("CSV (algemeen)")
    keys.enter()
    keys.tab_to("Bestand maken")
    with page.expect_download() as coming:
        keys.press("Enter")
    page.goto(f"{live.url}/leerregister/export")
    keys.tab_to(f"{coming.value.suggested_filename} terugnemen")
    keys.enter()

    expect(page.get_by_role("status").filter(has_text="telt niet meer mee")).to_be_visible()
    expect(page.get_by_role("cell", name="Teruggenomen")).to_be_visible()
    assert keys.wrong == []


def test_presence_is_put_ready_and_its_answer_read_by_keyboard(live: Live, hr: Person) -> None:
    page = live.page("hanneke", size=DESK)
    page.goto(f"{live.url}/leerregister/export/pe-online")
    keys = Keys(page=page)

    keys.tab_to("Register")
    keys.type("Registerplein")
    page.get_by_label("Register", exact=True).select_option("rp-sw")
    keys.tab_to("orgID van het register")
    keys.type("46")
    keys.tab_to("ID van de cursus")
    keys.type("9471")
    keys.tab_to("Klaarzetten")
    keys.enter()
    page.get_by_label("Antwoord op bestand 1").set_input_files(
        {"name": "antwoord.xml", "mimeType": "text/xml", "buffer": ANSWER}
    )
    keys.tab_to("Antwoord inlezen")
    keys.enter()

    expect(page.get_by_text("1 geaccepteerd, 0 geweigerd, 0 onbekend")).to_be_visible()
    assert keys.wrong == []


@pytest.mark.slow
def test_every_export_page_fits_and_has_no_faults_that_axe_finds(live: Live, hr: Person) -> None:
    page = live.page("hanneke")
    looker = Looker(page=page)
    page.goto(f"{live.url}/leerregister/export/pe-online")
    looker.look("PE-online, leeg")
    follow(page.get_by_role("button", name="Klaarzetten"))
    looker.look("PE-online, fout")
    page.get_by_label("Register", exact=True).select_option("rp-sw")
    page.get_by_label("orgID van het register").fill("46")
    page.get_by_label("ID van de cursus").fill("9471")
    follow(page.get_by_role("button", name="Klaarzetten"))
    looker.look("PE-online, melding")
    page.goto(f"{live.url}/leerregister/export/resultaten/generiek-csv")
    with page.expect_download():
        page.get_by_role("button", name="Bestand maken").click()
    page.goto(f"{live.url}/leerregister/export")
    page.get_by_label("Naam of personeelsnummer").fill("Els")
    follow(page.get_by_role("button", name="Zoeken"))
    looker.look("Export")

    for target in (
        "generiek-xlsx",
        "generiek-csv",
        "afas",
        "nmbrs",
        "sdb",
        "learnlinq",
        "coachview",
        "successfactors",
        "totara",
    ):
        page.goto(f"{live.url}/leerregister/export/resultaten/{target}")
        looker.look(target)

    assert looker.wrong == []
