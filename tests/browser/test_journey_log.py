"""Journeys P1 and P2: log alone in three clicks, log for six in four, on a phone, as quick as promised."""

from time import monotonic

from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.learning.change_groups import GroupEntry, make_group
from register.learning.models import Activity, Attendance, LearningSession
from tests.browser.conftest import Live
from tests.browser.steps import follow
from tests.conftest import NOW
from tests.makers import TODAY, make_person, make_registration, make_viewer

SIX = ("Els", "Jan", "Fatima", "Mo", "Anna", "Piet")


class Taps:
    """Counts what a finger does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0
        self.began = monotonic()

    def link(self, name: str) -> None:
        follow(self.page.get_by_role("link", name=name).first)
        self.count += 1

    def button(self, name: str) -> None:
        follow(self.page.get_by_role("button", name=name, exact=True).first)
        self.count += 1

    def untick(self, name: str) -> None:
        self.page.get_by_role("checkbox", name=name).first.click()
        self.count += 1

    @property
    def seconds(self) -> float:
        return monotonic() - self.began


def make_group_of_six(session: Session) -> int:
    people = [make_person(session, name) for name in SIX]
    viewer = make_viewer(session, people[0])
    entry = GroupEntry(name="Intervisie Oost", kind="intervisie", minutes=120)
    ids = [person.id for person in people]
    return make_group(viewer, entry, person_ids=ids, form_key="groep-van-zes-mensen", at=NOW, today=TODAY)


def test_p1_an_own_activity_takes_at_most_three_clicks(live: Live, live_session: Session) -> None:
    make_registration(live_session, make_person(live_session, "Els"), "skj-jgp")
    page = live.page("els")
    taps = Taps(page)

    taps.link("Vastleggen")
    page.get_by_label("Soort").select_option(label="Zelfstudie")
    expect(page.get_by_label("Duur")).to_have_value("1")
    taps.count += 1
    taps.button("Opslaan")

    assert taps.count <= 3
    assert taps.seconds <= 20
    expect(page.get_by_role("status")).to_contain_text("Zelfstudie van 22 november 2026 is vastgelegd")


def test_p2_intervisie_for_six_takes_at_most_four_clicks(live: Live, live_session: Session) -> None:
    make_group_of_six(live_session)
    page = live.page("els")
    taps = Taps(page)

    taps.link("Intervisie Oost vastleggen")
    taps.untick("Piet Vries")
    taps.button("Opslaan")
    expect(page.get_by_role("status")).to_be_visible()

    states = live_session.execute(select(Attendance.state, func.count()).group_by(Attendance.state)).all()
    assert taps.count <= 4
    assert taps.seconds < 30
    assert {tuple(row) for row in states} == {("aanwezig", 5), ("afwezig", 1)}


def test_a_colleague_is_found_while_typing_and_the_net_time_follows(live: Live, live_session: Session) -> None:
    make_person(live_session, "Els")
    make_person(live_session, "Jan", "Berg", prefix="van den")
    page = live.page("els")
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)

    follow(page.get_by_role("link", name="Vastleggen").first)
    page.get_by_label("Duur").fill("2:15")
    page.get_by_text("Wie waren erbij?").click()
    page.get_by_label("Collega zoeken").press_sequentially("berg")
    page.get_by_role("button", name="Jan van den Berg toevoegen").click()
    expect(page.get_by_role("checkbox", name="Jan van den Berg")).to_be_focused()
    expect(page.get_by_label("Collega zoeken")).to_have_value("")
    expect(page.get_by_role("checkbox", name="Jan van den Berg")).to_be_visible()
    page.locator("summary", has_text="Meer vastleggen").click()
    page.get_by_label("Pauze (minuten)").fill("15")
    page.get_by_label("Titel").click()

    expect(page.locator("#rg-preview")).to_contain_text(
        "2 uur netto: 2 uur en 15 minuten, min 15 minuten pauze. 2 mensen aanwezig."
    )
    assert wrong == []


def test_another_kind_brings_its_own_questions_and_its_usual_length(live: Live, live_session: Session) -> None:
    make_person(live_session, "Els")
    page = live.page("els")

    follow(page.get_by_role("link", name="Vastleggen").first)
    page.locator("summary", has_text="Meer vastleggen").click()
    page.get_by_label("Titel").fill("Rouw bij kinderen")
    page.get_by_label("Soort").select_option(label="Training of cursus")

    expect(page.get_by_label("Aanbieder")).to_be_visible()
    expect(page.get_by_label("Duur")).to_have_value("6")
    expect(page.get_by_label("Titel")).to_have_value("Rouw bij kinderen")


def test_another_kind_brings_its_own_roles_and_keeps_who_was_not_there(live: Live, live_session: Session) -> None:
    group_id = make_group_of_six(live_session)
    page = live.page("els")

    page.goto(f"{live.url}/leerregister/groepen/{group_id}/vastleggen")
    page.get_by_role("checkbox", name="Piet Vries").uncheck()
    page.get_by_label("Soort").select_option(label="Werkbegeleiding")
    expect(page.get_by_label("Rol").first).to_have_value("ontvanger")
    expect(page.get_by_role("checkbox", name="Piet Vries")).not_to_be_checked()
    follow(page.get_by_role("button", name="Opslaan", exact=True).first)

    there = select(Attendance.role, Attendance.state, func.count()).group_by(Attendance.role, Attendance.state)
    rows = live_session.execute(there).all()
    assert {tuple(row) for row in rows} == {("ontvanger", "aanwezig", 5), ("ontvanger", "afwezig", 1)}


def test_without_script_a_group_is_logged_as_well(live: Live, live_session: Session) -> None:
    group_id = make_group_of_six(live_session)
    context = live.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live.url}/aanmelden/els")
    page.goto(f"{live.url}/leerregister/groepen/{group_id}/vastleggen")

    follow(page.get_by_role("button", name="Bereken"))
    expect(page.locator("#rg-preview")).to_contain_text("2 uur netto. 6 mensen aanwezig.")
    follow(page.get_by_role("button", name="Opslaan", exact=True).first)

    assert live_session.scalar(select(func.count(Attendance.id))) == 6
    assert live_session.scalar(select(Activity.title)) == "Intervisie Oost"
    context.close()


def test_the_form_fits_a_phone(live: Live, live_session: Session) -> None:
    group_id = make_group_of_six(live_session)
    page = live.page("els")

    page.goto(f"{live.url}/leerregister/groepen/{group_id}/vastleggen")
    page.locator("summary", has_text="Meer vastleggen").click()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert live_session.scalar(select(func.count(LearningSession.id))) == 0


def test_what_was_typed_is_still_there_after_going_back(live: Live, live_session: Session) -> None:
    make_person(live_session, "Els")
    page = live.page("els")
    page.get_by_label("In één regel vastleggen").fill("intervisie 2u gisteren")
    page.goto(f"{live.url}/leerregister/vastleggen")
    page.get_by_label("Duur").fill("3:15")
    page.goto(f"{live.url}/leerregister/dossier")

    page.go_back()
    expect(page.get_by_label("Duur")).to_have_value("3:15")
    page.go_back()
    expect(page.get_by_label("In één regel vastleggen")).to_have_value("intervisie 2u gisteren")
