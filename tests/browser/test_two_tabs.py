"""Two tabs of one browser change the same activity, on a phone: nothing typed is lost (bar CO2)."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.models import Activity, LearningSession
from tests.browser.conftest import Live
from tests.browser.looking import Looker
from tests.browser.steps import follow
from tests.makers import make_logged, make_person, make_registration

pytestmark = pytest.mark.browser


@pytest.fixture
def tabs(live: Live, live_session: Session) -> tuple[Page, Page]:
    """The form of one activity, open twice in one browser; the first tab has saved since."""
    els = make_person(live_session, "Els")
    make_registration(live_session, els)
    number = make_logged(live_session, els, title="Casus Rouw")
    first = live.page("els")
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(f"{live.url}/leerregister/activiteiten/{number}/wijzigen")
    _unfold(first)
    first.get_by_label("Titel").fill("Rouw in de eerste tab")
    first.get_by_label("Plaats").fill("Buurthuis Oost")
    _save(first)
    expect(first.get_by_text("is gewijzigd")).to_be_visible()
    return first, second


def _unfold(tab: Page) -> None:
    tab.locator("#rg-more > summary").click()


def _save(tab: Page) -> None:
    follow(tab.get_by_role("button", name="Wijzigingen opslaan").first)


def _type_in(second: Page) -> None:
    """Type something else in the tab that is behind, and save."""
    _unfold(second)
    second.get_by_label("Titel").fill("Verlies in de tweede tab")
    second.get_by_label("Duur").fill("1:30")
    _save(second)
    expect(second.get_by_role("alert")).to_be_visible()


def _rows(tab: Page) -> list[list[str]]:
    return [row.locator("th, td").all_inner_texts() for row in tab.locator("tbody tr").all()]


def test_the_second_tab_sees_both_versions_and_keeps_what_was_typed(tabs: tuple[Page, Page]) -> None:
    second = tabs[1]

    with second.expect_response(lambda answer: answer.request.method == "POST") as answered:
        _type_in(second)

    assert answered.value.status == 409
    expect(second.get_by_role("alert")).to_contain_text("intussen gewijzigd")
    assert _rows(second) == [
        ["Duur", "1:30", "2"],
        ["Titel", "Verlies in de tweede tab", "Rouw in de eerste tab"],
        ["Plaats", "leeg", "Buurthuis Oost"],
    ]
    expect(second.get_by_label("Titel")).to_have_value("Verlies in de tweede tab")


def test_the_page_with_both_versions_is_for_everybody(tabs: tuple[Page, Page]) -> None:
    _type_in(tabs[1])
    looker = Looker(page=tabs[1])

    looker.look("twee versies")

    assert looker.wrong == []


def test_the_second_tab_chooses_field_by_field_and_nothing_is_lost(
    tabs: tuple[Page, Page], live_session: Session
) -> None:
    second = tabs[1]
    _type_in(second)

    second.get_by_label("Plaats").fill("Buurthuis Oost")
    _save(second)
    expect(second.get_by_text("is gewijzigd")).to_be_visible()

    live_session.rollback()
    kept = live_session.execute(
        select(Activity.title, Activity.location, LearningSession.gross_minutes).join(LearningSession)
    ).one()
    assert tuple(kept) == ("Verlies in de tweede tab", "Buurthuis Oost", 90)
