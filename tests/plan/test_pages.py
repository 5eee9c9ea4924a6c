"""The pages of the own development plan."""

from sqlalchemy.orm import Session

from tests.host import Host
from tests.makers import make_logged, make_person, make_registration
from tests.pages.reading import PREFIX, form_values, open_form, send, soup
from tests.plan.making import make_goal, make_plan

MAIN, PLANS = "main form[method=post]", "/dossier/ontwikkelplan"


def test_from_the_dossier_a_plan_and_its_first_goal_are_made(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    assert soup(els.get(f"{PREFIX}/dossier")).find("a", string="Ontwikkelplan")

    made = send(els, open_form(els, f"{PLANS}/nieuw", MAIN), f"{PLANS}/nieuw", ends_on="31-12-2027")
    path = str(made.headers["Location"]).removeprefix(PREFIX)
    goals = f"{path}/leerdoelen"
    send(els, open_form(els, goals, MAIN), goals, words="Grenzen stellen", competence="bakens:integraal")
    page = soup(els.get(PREFIX + path))

    assert "22 november 2026 tot en met 31 december 2027" in page.text
    assert [one.text for one in page.select(".rg-card h2")] == ["Grenzen stellen"]
    assert "Integraal" in page.text


def test_a_goal_without_words_says_so(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    path = f"{PLANS}/{make_plan(session, els)}/leerdoelen"
    client = host.client("els")

    answer = send(client, open_form(client, path, MAIN), path, approach="Meelopen")

    assert answer.status_code == 422
    assert "Schrijf op wat je wilt leren." in soup(answer).select_one("#rg-errors").text  # type: ignore[union-attr]
    assert form_values(soup(answer), MAIN)["approach"] == "Meelopen"


def test_two_tabs_on_a_goal_lose_nothing(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    path = f"/dossier/leerdoelen/{make_goal(session, els, make_plan(session, els))}"
    client = host.client("els")
    first, second = open_form(client, path, MAIN), open_form(client, path, MAIN)
    send(client, first, path, words="Eerst vragen")

    answer = send(client, second, path, words="Dan adviseren")

    assert answer.status_code == 409
    assert "Eerst vragen" in soup(answer).select_one("tbody").text  # type: ignore[union-attr]
    assert send(client, form_values(soup(answer), MAIN), path).status_code == 302


def test_the_page_of_an_activity_links_it_to_a_goal_in_one_press(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    goal = make_goal(session, els, make_plan(session, els))
    path, linking = f"/activiteiten/{make_logged(session, els)}", f"#leerdoelen form[action$='/{goal}/koppelen']"
    client = host.client("els")

    answer = send(client, open_form(client, path, linking), f"/dossier/leerdoelen/{goal}/koppelen")

    assert answer.headers["Location"] == f"{PREFIX}{path}#leerdoelen"
    assert "Loskoppelen" in soup(client.get(PREFIX + path)).select_one("#leerdoelen button").text  # type: ignore[union-attr]


def test_a_plan_with_a_goal_is_ticked_for_the_register_in_one_press(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    make_registration(session, els, "rp-sw")
    plan = make_plan(session, els)
    make_goal(session, els, plan)
    client, path = host.client("els"), f"{PLANS}/{plan}"
    button = soup(client.get(PREFIX + path)).select_one("form[action$='/voorwaarde'] button")
    values = open_form(client, path, "form[action$='/voorwaarde']")

    send(client, values, f"{path}/voorwaarde", registration=button["value"])  # type: ignore[index]
    page = soup(client.get(PREFIX + path))

    assert "in orde geldig tot en met 31 december 2026" in " ".join(page.select(".rg-list .rg-hint")[-1].text.split())
    assert page.select_one("form[action$='/voorwaarde']") is None


def test_without_a_plan_the_page_says_how_it_begins(host: Host, session: Session) -> None:
    make_person(session, "Els")

    assert "Je hebt nog geen ontwikkelplan" in host.client("els").get(PREFIX + PLANS).text
