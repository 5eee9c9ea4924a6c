"""The pages of team meetings: make one, its agenda, a learning moment in one click."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.models import Attendance
from tests.host import Host
from tests.makers import make_person, make_team
from tests.meetings.making import log, meet, put
from tests.pages.reading import PREFIX, form_values, open_form, send, soup, token

LIST = "/samen-leren/teamoverleg"
MAIN = "main form[method=post]"
THERE = "#rg-there"


def test_a_meeting_is_made_of_the_only_team_without_asking_which(host: Host, session: Session) -> None:
    make_person(session, "Els", team=make_team(session))
    els = host.client("els")

    answer = send(els, open_form(els, f"{LIST}/nieuw", MAIN), f"{LIST}/nieuw", starts_at="9.30")

    page = soup(els.get(answer.headers["Location"]))
    assert page.h1 is not None
    assert page.h1.text == "Overleg Team Oost"
    assert "22 november 2026, 09:30" in page.text


def test_who_is_in_no_team_is_told_what_to_do(host: Host, session: Session) -> None:
    make_person(session, "Mo")

    page = host.client("mo").get(PREFIX + LIST).text

    assert "Je staat in geen enkel team." in page
    assert "Nieuw overleg" not in page


def test_an_item_is_put_on_the_agenda_and_an_error_keeps_what_was_typed(host: Host, session: Session) -> None:
    oost = make_team(session)
    meeting_id = meet(session, make_person(session, "Els", team=oost), oost)
    els, path = host.client("els"), f"{LIST}/{meeting_id}/agendapunten"
    agenda = f'form[action$="{path}"]'
    values = open_form(els, f"{LIST}/{meeting_id}", agenda)

    refused = send(els, values, path, title="Casus", minutes="veel")
    kept = form_values(soup(refused), agenda)
    send(els, kept, path, minutes="25 min", is_learning="y")

    page = soup(els.get(f"{PREFIX}{LIST}/{meeting_id}"))
    assert (refused.status_code, kept["title"]) == (422, "Casus")
    assert [one.text for one in page.select("h3")] == ["Casus"]
    assert "25 minuten leren, 0 minuten overleg" in page.text


def test_one_button_logs_for_all_who_are_ticked(host: Host, session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    jan = make_person(session, "Jan", team=oost)
    make_person(session, "Mo", team=oost)
    meeting_id = meet(session, els, oost)
    put(session, els, meeting_id, is_learning=True)
    client = host.client("els")
    values = open_form(client, f"{LIST}/{meeting_id}", THERE)
    page = soup(client.get(f"{PREFIX}{LIST}/{meeting_id}"))
    button = page.find("button", string="Leermoment vastleggen")

    send(client, values, str(button["formaction"]).removeprefix(PREFIX), there=[els.id, jan.id])  # type: ignore[index]

    after = soup(client.get(f"{PREFIX}{LIST}/{meeting_id}"))
    assert len(values["there"]) == 3
    assert set(session.scalars(select(Attendance.person_id))) == {els.id, jan.id}
    assert "vastgelegd als leermoment" in after.text
    assert sorted(form_values(after, THERE)["there"]) == [str(els.id), str(jan.id)]


def test_who_unticks_themselves_is_told_so_and_the_ticks_stay(host: Host, session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    jan = make_person(session, "Jan", team=oost)
    meeting_id = meet(session, els, oost)
    item_id = put(session, els, meeting_id, is_learning=True)
    client = host.client("els")

    answer = send(
        client, {"csrf_token": token(client)}, f"/samen-leren/agendapunten/{item_id}/leermoment", there=[jan.id]
    )

    page = soup(answer)
    assert answer.status_code == 422
    assert "Jij staat niet bij wie er was." in page.select_one("[role=alert]").text  # type: ignore[union-attr]
    assert form_values(page, THERE)["there"] == [str(jan.id)]


def test_an_item_shows_what_was_agreed_apart_from_what_was_learnt(host: Host, session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    meeting_id = meet(session, els, oost)
    item_id = put(session, els, meeting_id)
    client, path = host.client("els"), f"/samen-leren/agendapunten/{item_id}/wijzigen"

    send(client, open_form(client, path, MAIN), path, minutes_text="Els mailt.", learnt="Eerst vragen.")

    lines = [one.text for one in soup(client.get(f"{PREFIX}{LIST}/{meeting_id}")).select(".rg-lines")]
    assert lines == ["Afspraken: Els mailt.", "Geleerd: Eerst vragen."]


def test_two_tabs_at_one_item_show_both_versions(host: Host, session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    item_id = put(session, els, meet(session, els, oost))
    client, path = host.client("els"), f"/samen-leren/agendapunten/{item_id}/wijzigen"
    first, second = open_form(client, path, MAIN), open_form(client, path, MAIN)

    send(client, first, path, learnt="Eerst vragen.")
    conflict = send(client, second, path, learnt="Meteen doen.")

    assert conflict.status_code == 409
    assert [cell.text for cell in soup(conflict).select("tbody td")] == ["Meteen doen.", "Eerst vragen."]


def test_undoing_stands_beside_the_item_for_who_logged_it(host: Host, session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    jan = make_person(session, "Jan", team=oost)
    meeting_id = meet(session, els, oost)
    log(session, els, put(session, els, meeting_id), els, jan)

    pages = {name: host.client(name).get(f"{PREFIX}{LIST}/{meeting_id}").text for name in ("els", "jan")}

    assert ("Ongedaan maken" in pages["els"], "Ongedaan maken" in pages["jan"]) == (True, False)


def test_the_list_is_a_file_with_learning_and_the_rest_apart(host: Host, session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    meeting_id = meet(session, els, oost)
    put(session, els, meeting_id, title="Planning", minutes=50)
    put(session, els, meeting_id, is_learning=True)

    answer = host.client("els").get(f"{PREFIX}{LIST}?als=csv")

    assert answer.text.splitlines()[1].split(";")[-5:] == ["Team Oost", "2", "50", "30", "0"]
