"""Journeys M1 to M5: a manager's team in one click, the sheet for the yearly talk in two, on a phone."""

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.conftest import Live
from tests.browser.looking import Looker
from tests.browser.test_journey_log import Taps
from tests.makers import make_logged, make_person, make_registration, make_team
from tests.plan.making import make_goal, make_plan
from tests.rules_versions.making import make_registered
from tests.talks.making import make_talk
from tests.team.making import ask_for_approval

pytestmark = pytest.mark.browser


def make_house(session: Session) -> None:
    """Mo manages Els and five colleagues; Els did something and has a plan."""
    team = make_team(session, "Team Oost")
    make_person(session, "Mo", "Baas", manages=team)
    els = make_person(session, "Els", team=team)
    make_registration(session, els)
    for name in ("Jan", "Fatima", "Anna", "Piet", "Bea"):
        make_person(session, name, team=team)
    make_logged(session, els, competences=("bakens:integraal",))
    make_goal(session, els, make_plan(session, els), "Beter doorvragen")


def test_m1_the_whole_team_is_one_click_from_home_and_its_charts_two(live: Live, live_session: Session) -> None:
    make_house(live_session)
    page = live.page("mo")
    looker, taps = Looker(page=page), Taps(page)

    taps.link("Mijn team")
    expect(page.get_by_text("6 van 6 medewerkers")).to_be_visible()
    expect(page.get_by_text("ongeveer 3")).to_be_visible()
    clicks = taps.count
    taps.link("Ontwikkeling")
    looker.look("ontwikkeling")

    assert (clicks, taps.count) == (1, 2)
    expect(page.get_by_role("img", name="Uren leren per kwartaal")).to_be_visible()
    assert looker.wrong == []


def test_m3_all_that_waits_is_approved_in_three_clicks_and_taken_back_in_one(live: Live, live_session: Session) -> None:
    ask_for_approval(live_session)
    team = make_team(live_session, "Team Oost")
    make_person(live_session, "Mo", "Baas", manages=team)
    for name in ("Els", "Jan", "Fatima"):
        make_registered(live_session, name, team=team)
    page = live.page("mo")
    looker, taps = Looker(page=page), Taps(page)

    taps.link("Mijn team")
    taps.link("Goedkeuren")
    expect(page.get_by_role("heading", name="3 regels wachten op jou")).to_be_visible()
    looker.look("goedkeuren")
    taps.button("Alles goedkeuren")
    expect(page.get_by_role("status")).to_contain_text("Goedgekeurd: 3.")
    clicks = taps.count
    looker.look("goedgekeurd")
    taps.button("Alles terugnemen")

    expect(page.get_by_role("heading", name="3 regels wachten op jou")).to_be_visible()
    assert (clicks, taps.count) == (3, 4)
    assert looker.wrong == []


def test_m4_the_sheet_for_the_talk_is_two_clicks_from_home(live: Live, live_session: Session) -> None:
    make_house(live_session)
    els = live.page("els")
    own, own_looker = Taps(els), Looker(page=els)

    own.link("Mijn dossier")
    own.link("Jaargesprek")
    els.get_by_label("Waar kijk je op terug?").fill("Mijn groep kwam van de grond.")
    els.get_by_role("checkbox", name="Beter doorvragen").check()
    own.button("Bewaren")
    expect(els.get_by_role("region", name="Dit ziet je leidinggevende straks")).to_contain_text("Beter doorvragen")
    own_looker.look("eigen blad")
    own.button("Klaar voor het gesprek")

    page = live.page("mo")
    looker, taps = Looker(page=page), Taps(page)
    taps.link("Mijn team")
    looker.look("team met blad")
    taps.link("Blad jaargesprek van Els Vries")
    expect(page.get_by_text("Mijn groep kwam van de grond.")).to_be_visible()
    looker.look("blad")

    assert (own.count, taps.count) == (4, 2)
    assert looker.wrong == own_looker.wrong == []


def test_a_sheet_that_is_taken_back_is_gone_for_the_manager(live: Live, live_session: Session) -> None:
    make_house(live_session)
    west = make_team(live_session, "Team West")
    person = make_person(live_session, "Noor", team=west)
    make_person(live_session, "Max", "Baas", manages=west)
    make_talk(live_session, person)
    manager, noor = live.page("max"), live.page("noor")
    Taps(manager).link("Mijn team")
    expect(manager.get_by_role("link", name="Blad jaargesprek van Noor Vries")).to_be_visible()

    noor.goto(f"{live.url}/leerregister/jaargesprek")
    Taps(noor).button("Terugnemen")
    manager.reload()

    expect(manager.get_by_role("link", name="Blad jaargesprek van Noor Vries")).to_have_count(0)


def test_a_stand_in_is_named_on_a_phone_and_sees_the_team(live: Live, live_session: Session) -> None:
    make_house(live_session)
    make_person(live_session, "Cas", "Bos")
    page = live.page("mo")
    looker, taps = Looker(page=page), Taps(page)

    taps.link("Mijn team")
    taps.link("Vervanging")
    page.get_by_label("Zoek een collega").fill("Cas")
    taps.button("Zoeken")
    page.get_by_label("Tot en met").fill("2026-12-05")
    taps.button("Laten vervangen")
    expect(page.get_by_role("status")).to_contain_text("Cas Bos kan Team Oost in die dagen zien zoals jij.")
    looker.look("vervanging")
    cas = live.page("cas")
    Taps(cas).link("Mijn team")

    expect(cas.get_by_text("Je vervangt de leidinggevende van Team Oost tot en met 5 december 2026.")).to_be_visible()
    expect(cas.get_by_text("6 van 6 medewerkers")).to_be_visible()
    assert taps.count == 4
    assert looker.wrong == []


def test_somebody_shows_what_colleagues_may_ask_about(live: Live, live_session: Session) -> None:
    make_house(live_session)
    page = live.page("els")
    looker, taps = Looker(page=page), Taps(page)

    taps.link("Samen leren")
    taps.link("Wie weet wat")
    looker.look("kennis leeg")
    taps.link("Wat anderen van mij zien")
    page.get_by_role("checkbox", name="Integraal").check()
    looker.look("keuze")
    taps.button("Keuze bewaren")
    jan = live.page("jan")
    jan.goto(f"{live.url}/leerregister/team/kennis")

    expect(jan.get_by_role("row", name="Integraal")).to_contain_text("Els Vries")
    assert taps.count == 4
    assert looker.wrong == []
