"""Questions and experience as colleagues on a phone use them, and how little anybody else sees (J3, AZ6)."""

import pytest
from sqlalchemy.orm import Session

from register.culture.matching.exclusions import exclude
from register.culture.matching.topics import add_topic
from tests.host import Host
from tests.makers import NOON, TODAY, make_person, make_team, make_viewer
from tests.matching.making import make_experience, make_pair, make_request
from tests.pages.reading import PREFIX, open_form, send, soup

PATH = "/samen-leren/leervragen"
CANARY = "Kanarie Lege Emmer"


def test_a_question_is_put_down_a_colleague_is_asked_and_it_is_logged(host: Host, session: Session) -> None:
    make_person(session, "Els")
    make_experience(session, make_person(session, "Bas", "Smit"))
    els, bas = host.client("els"), host.client("bas")

    new = open_form(els, PATH, f"form[action$='{PATH}']")
    send(els, new, PATH, about="bakens:integraal", side="leervraag", words="Hoe begin ik?")
    asking = f"form[action$='{PATH}/2/vragen']"
    page = soup(send(els, open_form(els, PATH, asking), f"{PATH}/2/vragen"))
    waiting = soup(bas.get(PREFIX + PATH))
    assert "Els Vries wil graag van je leren" in waiting.text
    assert "Hoe begin ik?" in waiting.text
    send(bas, open_form(bas, PATH, f"form[action$='{PATH}/koppels/1/ja']"), f"{PATH}/koppels/1/ja")
    done = f"{PATH}/koppels/1/gedaan"
    answer = send(els, open_form(els, PATH, f"form[action$='{done}']"), done)
    activity = soup(els.get(answer.headers["Location"]))

    assert page is not None
    assert "Collegiale coaching" in activity.text
    assert "Bas Smit" in activity.text


def test_the_form_for_another_day_opens_with_both_and_their_roles(host: Host, session: Session) -> None:
    match = make_pair(session, make_person(session, "Els"), make_person(session, "Bas"))

    values = open_form(host.client("els"), f"{PATH}/koppels/{match}/vastleggen")

    assert values["kind"] == "collegiale_coaching"
    assert values["belongs_to"] == f"koppel-{match}"


def test_the_guard_asks_before_a_question_with_a_client_in_it_is_kept(host: Host, session: Session) -> None:
    make_person(session, "Els")
    client = host.client("els")

    values = open_form(client, PATH, f"form[action$='{PATH}']")
    answer = send(client, values, PATH, about="bakens:integraal", side="leervraag", words="Om mevrouw Jansen te helpen")
    page = soup(answer)

    assert answer.status_code == 422
    assert [one.text for one in page.select("#rg-guard mark")] == ["Jansen"]
    assert page.select_one("#words").text.strip() == "Om mevrouw Jansen te helpen"  # type: ignore[union-attr]


def test_nothing_chosen_says_so_beside_the_field(host: Host, session: Session) -> None:
    make_person(session, "Els")
    client = host.client("els")

    answer = send(client, open_form(client, PATH, f"form[action$='{PATH}']"), PATH, side="leervraag")

    assert answer.status_code == 422
    assert "Kies een werkmethode of competentie" in soup(answer).select_one("#about-e").text  # type: ignore[union-attr]


def test_taking_away_can_be_undone(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    topic = make_experience(session, els)
    client, path = host.client("els"), f"{PATH}/{topic}/weg"

    answer = send(client, open_form(client, PATH, f"form[action$='{path}']"), path)
    back = f"{PATH}/{topic}/terug"
    values = open_form(client, answer.headers["Location"].removeprefix(PREFIX), f"form[action$='{back}']")
    send(client, values, back)

    assert soup(client.get(PREFIX + PATH)).select_one("#ervaring") is not None


@pytest.mark.parametrize("who", ["ron", "hr", "admin", "kim", "tom"])
def test_a_question_a_request_and_a_private_list_are_seen_by_nobody_else(
    host: Host, session: Session, who: str
) -> None:
    team = make_team(session)
    els = make_person(session, "Els", team=team)
    bas = make_person(session, "Bas", CANARY, team=team)
    make_person(session, "Ron", manages=team)
    make_person(session, "Hr", roles=("hr",))
    make_person(session, "Admin", roles=("admin",))
    make_person(session, "Kim", roles=("coordinator",))
    make_person(session, "Tom")
    add_topic(make_viewer(session, els), "leervraag", "bakens:integraal", CANARY, at=NOON, today=TODAY)
    make_request(session, els, bas)
    exclude(make_viewer(session, els), bas.id)
    client = host.client(who)

    seen = [client.get(PREFIX + path).text for path in ("", "/samen-leren", PATH)]

    assert not [page for page in seen if CANARY in page or "Vries wil graag" in page]
