"""Journey A1: an ambassador logs what they did with a method in five clicks at most, and what is asked is answered."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.labels.models import WorkMethod
from register.learning.models import Activity, Attendance
from tests.ambassadors.making import make_ambassador, make_method, make_question
from tests.browser.conftest import Live
from tests.browser.test_journey_log import Taps
from tests.makers import make_person, make_registration, make_team

pytestmark = pytest.mark.browser


def make_house(session: Session) -> WorkMethod:
    """Els, ambassador, with a team of six."""
    team, method = make_team(session), make_method(session)
    els = make_person(session, "Els", team=team)
    make_registration(session, els, "skj-jgp")
    for name in ("Jan", "Fatima", "Mo", "Anna", "Piet"):
        make_person(session, name, team=team)
    make_ambassador(session, method, els)
    return method


def open_methods(page: Page) -> Taps:
    """Go to the list as a visitor does."""
    taps = Taps(page)
    taps.link("Samen leren")
    taps.link("Werkmethoden")
    return taps


@pytest.mark.parametrize(
    ("way", "kind"),
    [("Sessie", "ambassadeurswerk"), ("Presentatie", "presentatie"), ("Eigen studie", "zelfstudie")],
)
def test_a1_an_ambassador_logs_in_four_clicks(live: Live, live_session: Session, way: str, kind: str) -> None:
    method = make_house(live_session)
    page = live.page("els")

    taps = open_methods(page)
    taps.link(f"{way} vastleggen")
    expect(page.locator("#rg-preview")).to_contain_text("netto")
    taps.button("Opslaan")

    expect(page.get_by_role("status").first).to_contain_text("is vastgelegd")
    assert (taps.count, taps.seconds < 60) == (4, True)
    assert live_session.execute(select(Activity.kind, Activity.method_id)).all() == [(kind, method.id)]


def test_a1_a_session_with_the_own_team_takes_five_clicks(live: Live, live_session: Session) -> None:
    make_house(live_session)
    page = live.page("els")

    taps = open_methods(page)
    taps.link("Sessie met mijn team vastleggen")
    taps.untick("Piet Vries")
    taps.button("Opslaan")

    expect(page.get_by_role("status").first).to_contain_text("is vastgelegd")
    assert taps.count == 5
    states = live_session.scalars(select(Attendance.state).order_by(Attendance.state)).all()
    assert states == ["aanwezig"] * 5 + ["afwezig"]


def test_a_question_is_answered_where_it_stands_and_what_may_be_of_a_client_is_seen_there(
    live: Live, live_session: Session
) -> None:
    method = make_house(live_session)
    make_question(live_session, method, make_person(live_session, "Noor"), "Hoe begin ik het gesprek?")
    page = live.page("els")

    taps = open_methods(page)
    taps.link("1 vraag wacht op antwoord")
    page.get_by_text("Antwoorden").click()
    page.get_by_label("Jouw antwoord").fill("Dat vroeg mevrouw Jansen ook.")
    taps.button("Antwoord plaatsen")
    expect(page.locator("#rg-guard")).to_be_focused()
    expect(page.locator("#rg-guard mark")).to_be_in_viewport()
    page.get_by_label("Jouw antwoord").fill("Vraag eerst waar iemand plezier in heeft.")
    taps.button("Antwoord plaatsen")

    expect(page.get_by_text("Antwoord van Els Vries")).to_be_visible()
    expect(page.get_by_role("paragraph").filter(has_text="Vraag eerst waar iemand plezier")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_choosing_a_method_brings_its_competences_to_the_top(live: Live, live_session: Session) -> None:
    make_house(live_session).competences = ["bakens:direct_erop_af"]
    live_session.commit()
    page = live.page("els")

    page.goto(f"{live.url}/leerregister/vastleggen")
    page.locator("summary", has_text="Meer vastleggen").click()
    page.get_by_label("Soort").select_option(label="Zelfstudie")
    page.get_by_label("Methode").fill("Welzijn op recept")
    page.get_by_label("Titel").click()

    first = page.locator("#competences > label").first
    expect(first).to_contain_text("Direct erop af")
    first.click()
    expect(page.get_by_role("checkbox", name="Direct erop af")).to_be_checked()
