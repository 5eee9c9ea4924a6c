"""While a file is read the page says so in numbers, a second click does nothing, and the way goes on by itself."""

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.imports.following import followed
from register.workbooks.progress import tell
from tests.browser.conftest import DESK, Live
from tests.makers import make_person
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

pytestmark = pytest.mark.browser

HOW_FAR = "**/voortgang.txt"
WATCH = """() => {
  const place = document.querySelector('[data-rg-said]')
  new MutationObserver(() => heard(place.textContent)).observe(place, {childList: true})
}"""
"""A page on its way to the next one answers no question: it says by itself what it shows."""


def test_the_page_that_waits_shows_how_far_it_is(live: Live, live_session: Session, tmp_path: Path) -> None:
    hr = make_person(live_session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001")
    live_session.commit()
    viewer = Viewer(person_id=hr.id, organisation_id=hr.organisation_id, name="", roles=frozenset({Role.HR}))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def hear(text: str) -> None:
        said.append(text)

    said: list[str] = []
    page = live.page("hanneke", size=DESK)
    page.goto(f"{live.url}/leerregister/importeren")
    page.set_input_files("#workbook", str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])))
    page.route("**/importeren", hold)
    page.expose_function("heard", hear)
    page.evaluate(WATCH)

    with live.host.app.app_context(), followed(viewer), page.expect_response(HOW_FAR):
        tell(12_000, 20_000, "rijen gelezen")
        with page.expect_response(HOW_FAR):
            page.get_by_role("button", name="Voorbeeld bekijken").dblclick(no_wait_after=True)
    sent = len(held)
    held[0].continue_()

    expect(page.get_by_role("heading", name="m.xlsx")).to_be_visible()
    assert sent == 1
    assert said[:2] == ["Bezig met lezen.", "Bezig met lezen. 12.000 van 20.000 rijen gelezen."]
