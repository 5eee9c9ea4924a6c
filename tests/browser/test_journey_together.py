"""Journeys A1, A3 and M6 on a phone: log a session of an experiment, take one over, and log what a meeting taught."""

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.browser.test_journey_log import Taps
from tests.experiments.making import begin, conclude
from tests.makers import make_person, make_team
from tests.meetings.making import meet, put


def test_a1_a_session_of_an_experiment_takes_at_most_five_clicks(live: Live, live_session: Session) -> None:
    els, jan = make_person(live_session, "Els"), make_person(live_session, "Jan")
    begin(live_session, els, jan, question="Helpt wandelen?")
    page = live.page("els")
    taps = Taps(page)

    taps.link("Samen leren")
    taps.link("Experimenten")
    taps.link("Helpt wandelen?")
    taps.link("Bijeenkomst vastleggen")
    taps.button("Opslaan")

    assert taps.count <= 5
    assert taps.seconds <= 60
    expect(page.get_by_role("status").first).to_contain_text("1 collega krijgt de vraag om te bevestigen")
    page.goto(f"{live.url}/leerregister/samen-leren/experimenten/1")
    expect(page.get_by_text("1 bijeenkomst.")).to_be_visible()


def test_a3_another_team_takes_an_experiment_over_with_one_click(live: Live, live_session: Session) -> None:
    oost, west = make_team(live_session, "Team Oost"), make_team(live_session, "Team West")
    els = make_person(live_session, "Els", team=oost)
    make_person(live_session, "Tom", team=west)
    conclude(live_session, els, begin(live_session, els, question="Helpt wandelen?", team_id=oost.id))
    page = live.page("tom")
    taps = Taps(page)

    taps.button("Nemen wij over")

    assert taps.count == 1
    expect(page.get_by_role("status").first).to_contain_text("Team West neemt dit experiment over")
    taps.button("Toch niet")
    expect(page.get_by_role("status").first).to_contain_text("Ongedaan gemaakt")


def test_m6_an_agenda_item_is_learning_for_all_present_in_three_clicks(live: Live, live_session: Session) -> None:
    oost = make_team(live_session)
    els = make_person(live_session, "Els", team=oost)
    for name in ("Jan", "Mo", "Anna"):
        make_person(live_session, name, team=oost)
    meeting_id = meet(live_session, els, oost)
    put(live_session, els, meeting_id, title="Planning", minutes=60)
    put(live_session, els, meeting_id, title="Casus huisbezoek", minutes=25, is_learning=True)
    page = live.page("els")
    page.goto(f"{live.url}/leerregister/samen-leren/teamoverleg/{meeting_id}")
    taps = Taps(page)

    taps.untick("Mo Vries")
    taps.button("Leermoment vastleggen")

    assert taps.count <= 3
    assert taps.seconds <= 30
    expect(page.get_by_role("status").first).to_contain_text("2 collega's krijgen de vraag om te bevestigen")
    expect(page.get_by_text("25 minuten leren")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Mo Vries")).not_to_be_checked()
