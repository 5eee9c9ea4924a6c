"""P9 on a phone: a line goes to the register in at most 15 seconds, field by field, with or without the clipboard."""

import time
from datetime import date

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.browser.conftest import DESK, PHONE, Live
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
    page.get_by_role("link", name="Mijn dossier").click()
    page.get_by_role("link", name="Klaar voor register").click()
    page.get_by_role("link", name="Intervisie 5 maart").click()
    began = time.monotonic()

    for day in (5, 6, 7):
        page.get_by_role("heading", name=f"Intervisie {day} maart").wait_for()
        for field in ("Categorie", "Titel", "Datum", "Netto uren", "Onderwerp"):
            page.get_by_role("button", name=f"{field} kopiëren").click()
        assert copied(page) == "Grenzen"
        page.get_by_role("button", name="Ingevoerd").click()

    page.get_by_text("Alles wat klaar is, heb je ingevoerd").wait_for()
    assert (time.monotonic() - began) / 3 <= 15
    assert page.get_by_text("Wacht op de uitslag (3)").is_visible()


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

    assert page.get_by_label("Titel", exact=True).input_value() == "Intervisie Oost"
    assert page.get_by_role("button", name="kopiëren").count() == 0


@pytest.mark.slow
def test_the_pages_fit_and_have_no_faults_that_axe_finds(live: Live, live_session: Session) -> None:
    from axe_playwright_python.sync_playwright import Axe

    els = make_person(live_session, "Els")
    make_registration(live_session, els, "rp-sw", number="46101234")
    make_registration(live_session, els, number="12345678")
    make_logged(live_session, els, kind="training", title="Meldcode in de praktijk", location="Buurthuis De Brug")
    found = {}

    for width, size in {"phone": PHONE, "narrow": {"width": 320, "height": 700}, "desk": DESK}.items():
        for path in ("klaar-voor-register", "klaar-voor-register/1"):
            page = live.page("els", size=size)
            page.goto(f"{live.url}/leerregister/{path}")
            faults = [fault["id"] for fault in Axe().run(page).response["violations"]]
            fits = page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            found[path, width] = (fits, faults)
            page.context.close()

    assert found == dict.fromkeys(found, (True, []))
