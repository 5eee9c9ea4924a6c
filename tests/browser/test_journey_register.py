"""P9 on a phone: a line goes to the register in at most 15 seconds, field by field, with or without the clipboard."""

import re
import time
from datetime import date

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.conftest import PHONE, Live
from tests.browser.steps import follow
from tests.makers import make_logged, make_person, make_registration


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_p9_three_lines_are_copied_and_ticked_within_15_seconds_each(live: Live, live_session: Session) -> None:
    els = make_person(live_session, "Els")
    make_registration(live_session, els, number="12345678")
    for day in (5, 6, 7):
        make_logged(live_session, els, held_on=date(2026, 3, day), title=f"Intervisie {day} maart", subject="Grenzen")
    page = live.page("els")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live.url)
    follow(page.get_by_role("link", name="Mijn dossier"))
    expect(page.get_by_text("Compleet: ")).to_be_visible()
    expect(page).to_have_title(re.compile("^Mijn dossier"))
    follow(page.get_by_role("link", name="Klaar voor register"))
    follow(page.get_by_role("link", name="Intervisie 5 maart"))
    began = time.monotonic()

    for day in (5, 6, 7):
        expect(page.get_by_role("heading", name=f"Intervisie {day} maart")).to_be_visible()
        for field in ("Categorie", "Titel", "Datum", "Netto uren", "Onderwerp"):
            page.get_by_role("button", name=f"{field} kopiëren").click()
            expect(page.locator("#rg-copied")).to_have_text(f"{field} is gekopieerd.")
        assert copied(page) == "Grenzen"
        follow(page.get_by_role("button", name="Ingevoerd"))

    expect(page.get_by_text("Alles wat klaar is, heb je ingevoerd")).to_be_visible()
    assert (time.monotonic() - began) / 3 <= 15
    expect(page.get_by_text("Wacht op de uitslag (3)")).to_be_visible()


def test_without_a_script_the_fields_can_be_selected_and_no_dead_button_shows(
    live: Live, live_session: Session
) -> None:
    els = make_person(live_session, "Els")
    make_registration(live_session, els)
    make_logged(live_session, els, title="Intervisie Oost")
    context = live.browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{live.url}/aanmelden/els")
    page.goto(f"{live.url}/leerregister/klaar-voor-register/1")

    expect(page.get_by_label("Titel", exact=True)).to_have_value("Intervisie Oost")
    expect(page.get_by_role("button", name="kopiëren")).to_have_count(0)
