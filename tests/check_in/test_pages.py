"""Checking in through the pages: before and after signing in, alone and in a host, in time and too late."""

from datetime import timedelta

from sqlalchemy.orm import Session

from register.learning.check_in.check_in import ask_to_be_let_in, check_in
from register.learning.check_in.letting_in import answer_request
from register.learning.check_in.models import CheckInCode
from tests.check_in.test_check_in import LATER, make_meeting, part_of, show
from tests.host import Host
from tests.makers import NOON, make_person, make_viewer
from tests.pages.reading import PREFIX, forget_request, form_values, open_form, send, soup

MAIN = "main form"


def test_the_facilitator_shows_a_code_as_a_picture_and_as_text(host: Host, session: Session) -> None:
    meeting = make_meeting(session, make_person(session, "Els"))
    els = host.client("els")
    path = f"/bijeenkomst/{meeting}/inchecken"

    send(els, open_form(els, path, MAIN), path)
    page = soup(els.get(PREFIX + path))

    picture = page.select_one("main img")
    assert picture is not None
    assert str(picture["src"]).startswith("data:image/svg+xml")
    assert "Geldig tot 22 november 2026, 10:15" in page.text


def test_who_scans_sees_what_it_is_for_signs_and_sees_what_it_gave(host: Host, session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    token = show(session, els, make_meeting(session, els, title="Intervisie Oost"))
    client = host.client("anna")
    path = f"/inchecken/{token}"

    values = open_form(client, path, MAIN)
    answer = send(client, values, path)

    home = soup(client.get(answer.headers["Location"]))
    assert "Bevestigd: Intervisie Oost" in home.text
    assert part_of(session, anna).confirmation_method == "inchecken"


def test_a_typed_code_leads_to_the_same_page_and_a_wrong_one_says_so(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    make_person(session, "Anna")
    token = show(session, els, make_meeting(session, els))
    els_page = soup(host.client("els").get(f"{PREFIX}/bijeenkomst/1/inchecken"))
    typed = els_page.select("section strong")[0].text
    client = host.client("anna")

    right = send(client, open_form(client, "/inchecken", MAIN), "/inchecken", code=typed.lower())
    wrong = send(client, open_form(client, "/inchecken", MAIN), "/inchecken", code="AAAA AAAA")

    assert right.headers["Location"] == f"{PREFIX}/inchecken/{token}"
    assert wrong.status_code == 422
    assert form_values(soup(wrong), MAIN)["code"] == "AAAA AAAA"


def test_a_code_that_went_out_offers_the_facilitator_instead_of_an_error(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    make_person(session, "Anna")
    token = show(session, els, make_meeting(session, els), at=NOON - timedelta(minutes=20))
    anna, leader = host.client("anna"), host.client("els")
    path = f"/inchecken/{token}"

    asked = send(anna, open_form(anna, path, MAIN), f"{path}/vragen")
    waiting = soup(anna.get(asked.headers["Location"]))
    screen = soup(leader.get(f"{PREFIX}/bijeenkomst/1/inchecken"))
    let_in = send(leader, form_values(screen, "#rg-there form"), "/inchecken/verzoek/1", admit="1")

    assert "De begeleider heeft je vraag." in waiting.text
    assert "Anna Vries toelaten" in screen.text
    assert let_in.status_code == 303
    assert "Was je erbij?" in anna.get(f"{PREFIX}/").text


def test_two_people_on_one_phone_each_check_in_as_who_is_signed_in(host: Host, session: Session) -> None:
    els, anna, bram = (make_person(session, name) for name in ("Els", "Anna", "Bram"))
    path = f"/inchecken/{show(session, els, make_meeting(session, els))}"
    phone = host.client("anna")
    send(phone, open_form(phone, path, MAIN), path)
    with phone.session_transaction() as stored:
        stored["subject"] = "bram"

    page = soup(phone.get(PREFIX + path))
    send(phone, form_values(page, MAIN), path)

    assert "Ik ben Bram Vries en ik ben erbij" in page.text
    assert (part_of(session, anna).confirmed_by_id, part_of(session, bram).confirmed_by_id) == (anna.id, bram.id)


def test_a_look_at_a_code_changes_nothing(host: Host, session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    token = show(session, els, make_meeting(session, els, anna))
    before = session.get_one(CheckInCode, 1).expires_at

    forget_request()
    host.client("anna").get(f"{PREFIX}/inchecken/{token}")

    session.expire_all()
    assert session.get_one(CheckInCode, 1).expires_at == before
    assert part_of(session, anna).confirmed_at is None


def test_undoing_is_not_offered_any_more_once_somebody_came_in_for_it_would_take_that_from_them(
    host: Host, session: Session
) -> None:
    els, anna, bram, kim = (make_person(session, name) for name in ("Els", "Anna", "Bram", "Kim"))
    alone, scanned, let_in = (make_meeting(session, els, bram, title=title) for title in ("Een", "Twee", "Drie"))
    check_in(make_viewer(session, anna), show(session, els, scanned), content_version=1, at=NOON)
    ask_to_be_let_in(make_viewer(session, kim), show(session, els, let_in), at=LATER)
    answer_request(make_viewer(session, els), 1, admit=True, at=LATER)
    client = host.client("els")

    pages = [soup(client.get(f"{PREFIX}/activiteiten/{one}")) for one in (alone, scanned, let_in)]

    assert [bool(one.find("button", string="Ongedaan maken")) for one in pages] == [True, False, False]
    assert all(one.find("summary", string="Activiteit intrekken") for one in pages[1:])
