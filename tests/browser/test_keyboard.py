"""The main tasks by keyboard alone: the skip link first, the focus visible, the order that of the page (WCAG 2.4)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.browser.keys import Keys
from tests.makers import make_logged, make_person, make_registration, make_team
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

pytestmark = pytest.mark.browser


def test_the_skip_link_comes_first_and_leads_past_the_menu(live: Live, live_session: Session) -> None:
    make_person(live_session, "Els")
    keys = Keys(page=live.page("els"))

    keys.press("Tab")
    first = keys.here()["name"]
    keys.press("Enter")
    expect(keys.page.locator("#rg-main")).to_be_focused()
    keys.press("Tab")

    assert first == "Naar de inhoud"
    assert keys.page.evaluate("document.querySelector('#rg-main').contains(document.activeElement)")


def test_an_activity_is_logged(live: Live, live_session: Session) -> None:
    make_person(live_session, "Els")
    keys = Keys(page=live.page("els"))

    keys.tab_to("Vastleggen")
    keys.enter()
    keys.tab_to("Soort")
    keys.type("Zelfst")
    expect(keys.page.get_by_label("Duur")).to_have_value("1")
    keys.tab_to("Duur")
    keys.type("1,5")
    keys.tab_to("Opslaan")
    keys.enter()

    expect(keys.page.get_by_role("status")).to_contain_text("Zelfstudie van 22 november 2026 is vastgelegd")
    assert keys.wrong == []


def test_a_question_is_answered_with_yes(live: Live, live_session: Session) -> None:
    make_logged(live_session, make_person(live_session, "Els"), others=(make_person(live_session, "Anna"),))
    keys = Keys(page=live.page("anna"))

    keys.tab_to("Ik was erbij")
    keys.enter()

    expect(keys.page.get_by_role("status")).to_contain_text("Bevestigd: Intervisie")
    assert keys.wrong == []


def test_a_question_is_answered_with_no_and_a_reason(live: Live, live_session: Session) -> None:
    make_logged(live_session, make_person(live_session, "Els"), others=(make_person(live_session, "Anna"),))
    keys = Keys(page=live.page("anna"))

    keys.tab_to("Klopt niet")
    keys.press("Enter")
    keys.tab_to("Wat klopt er niet?")
    keys.type("Ik was ziek.")
    keys.tab_to("Doorgeven dat het niet klopt")
    keys.enter()

    expect(keys.page.get_by_role("status")).to_contain_text("Doorgegeven: Intervisie")
    assert keys.wrong == []


def test_the_dossier_explains_a_line(live: Live, live_session: Session) -> None:
    els = make_person(live_session, "Els")
    make_registration(live_session, els)
    make_logged(live_session, els)
    keys = Keys(page=live.page("els"))

    keys.tab_to("Mijn dossier")
    keys.enter()
    keys.tab_to("Waarom 2?")
    keys.press("Enter")

    expect(keys.page.locator("td.rg-why li").first).to_be_visible()
    assert keys.wrong == []


def test_the_team_page_is_filtered(live: Live, live_session: Session) -> None:
    oost = make_team(live_session, "Team Oost")
    make_person(live_session, "Mo", manages=oost)
    make_person(live_session, "Anna", team=oost)
    keys = Keys(page=live.page("mo"))

    keys.tab_to("Mijn team")
    keys.enter()
    keys.tab_to("Filteren")
    keys.press("Enter")
    keys.tab_to("Stand")
    keys.type("geen")
    keys.tab_to("Tonen")
    keys.enter()

    expect(keys.page.get_by_role("list", name="Gekozen filters")).to_contain_text("Stand: geen registratie")
    assert keys.wrong == []


def test_a_workbook_is_imported(live: Live, live_session: Session, tmp_path: Path) -> None:
    make_person(live_session, "Hanna", roles=("hr",))
    keys = Keys(page=live.page("hanna"))

    keys.tab_to("Importeren")
    keys.enter()
    keys.tab_to("Bestand")
    rows = write_rows(tmp_path / "mensen.xlsx", PEOPLE_HEADER, [person_row()])
    keys.page.locator("input:focus").set_input_files(rows)
    keys.tab_to("Voorbeeld bekijken")
    keys.enter()
    expect(keys.page.get_by_role("heading", name="mensen.xlsx")).to_be_visible()
    keys.page.locator("#rg-main").focus()
    keys.tab_to("Importeren")
    keys.enter()

    expect(keys.page.get_by_text("Geïmporteerd op")).to_be_visible()
    assert keys.wrong == []
