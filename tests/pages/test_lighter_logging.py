"""Logging in fewer words: the same as last time, and one line that becomes the form."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.learning.confirm import confirm
from register.learning.models import Activity, Attendance, LearningSession, Reflection
from tests.confirm.reading import attendance_of
from tests.host import Host
from tests.makers import NOON, make_logged, make_person, make_team, make_viewer
from tests.pages.reading import PREFIX, form_values, open_form, send, soup

FORM = "form[action$='/vastleggen/regel']"


def _line(host: Host, who: str, text: str, **answers: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - an answer
    client = host.client(who)
    return send(client, {**open_form(client, "/vastleggen/regel", FORM), "line": text, **answers}, "/vastleggen/regel")


def test_the_same_as_last_time_is_today_with_everybody_and_without_the_title(host: Host, session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    make_logged(session, els, others=(jan,), minutes=90, title="Casus Rouw", location="De Brug")
    client = host.client("els")

    values = open_form(client, "/vastleggen/opnieuw")
    answer = send(client, values)

    assert answer.status_code == 302
    again = session.scalars(select(LearningSession).order_by(LearningSession.id.desc()).limit(1)).one()
    assert (again.held_on, again.gross_minutes) == (date(2026, 11, 22), 90)
    assert (again.activity.title, again.activity.location) == ("Intervisie", "De Brug")
    assert {one.person_id for one in again.attendances} == {els.id, jan.id}


def test_the_page_of_an_activity_opens_it_once_more(host: Host, session: Session) -> None:
    logged = make_logged(session, make_person(session, "Els"), kind="supervisie")

    values = open_form(host.client("els"), f"/activiteiten/{logged}/opnieuw")

    assert values["kind"] == "supervisie"


def test_without_a_last_time_one_comes_to_the_form_and_reads_why(host: Host, session: Session) -> None:
    make_person(session, "Els")
    client = host.client("els")

    answer = client.get(f"{PREFIX}/vastleggen/opnieuw", follow_redirects=True)

    assert "Er is nog geen vorige keer" in soup(answer).select_one("[role=status]").text  # type: ignore[union-attr]


def test_a_line_fills_the_form_with_the_team_and_saves_nothing_yet(host: Host, session: Session) -> None:
    team = make_team(session, "Team Oost")
    els, jan = make_person(session, "Els", team=team), make_person(session, "Jan", team=team)

    answer = _line(host, "els", "intervisie 2u gisteren, Team Oost, over rouw")
    values = form_values(soup(answer))

    assert (values["kind"], values["held_on"], values["duration"]) == ("intervisie", "2026-11-21", "2")
    assert set(values["there"]) == {str(els.id), str(jan.id)}
    assert values["subject"] == "rouw"
    assert session.scalar(select(Activity.id)) is None


def test_what_the_form_got_from_a_line_is_saved_as_any_other(host: Host, session: Session) -> None:
    make_person(session, "Els")
    client = host.client("els")

    page = soup(_line(host, "els", "zelfstudie anderhalf uur eergisteren"))
    answer = send(client, {**form_values(page), "csrf_token": open_form(client)["csrf_token"]})

    assert answer.status_code == 302
    meeting = session.scalars(select(LearningSession)).one()
    assert (meeting.held_on, meeting.gross_minutes) == (date(2026, 11, 20), 90)


def test_what_can_mean_two_things_is_asked_before_the_form(host: Host, session: Session) -> None:
    make_person(session, "Els")
    bakker = make_person(session, "Sanne", "Bakker", subject="sanne-b")
    make_person(session, "Sanne", "Jansen", subject="sanne-j")
    line = "intervisie 2u gisteren met Sanne"

    asked = soup(_line(host, "els", line))
    answer = _line(host, "els", line, answered="1", **{"answer-0": "0"})

    assert asked.find("legend", string="Wie bedoel je met “Sanne”?")
    assert [one.text.strip() for one in asked.select("fieldset label")][:2] == ["Sanne Bakker", "Sanne Jansen"]
    assert str(bakker.id) in form_values(soup(answer))["there"]


def test_a_question_that_is_left_open_leaves_its_field_empty(host: Host, session: Session) -> None:
    make_person(session, "Els")

    page = soup(_line(host, "els", "3 dec 45 min gecoacht door Anna", answered="1"))
    values = form_values(page)

    assert (values["kind"], values["held_on"], values["duration"]) == ("", "", "45 min")
    assert "Welke dag bedoel je?" in page.select_one("[aria-label='Je regel']").text  # type: ignore[union-attr]


def test_a_form_without_a_kind_asks_for_it_and_keeps_the_choice_open(host: Host, session: Session) -> None:
    make_person(session, "Els")
    client = host.client("els")

    answer = send(client, {**open_form(client), "kind": ""})

    assert answer.status_code == 422
    assert form_values(soup(answer))["kind"] == ""
    assert session.scalar(select(Attendance.id)) is None


def test_an_empty_line_says_what_to_write(host: Host, session: Session) -> None:
    make_person(session, "Els")

    answer = _line(host, "els", "  ")

    assert answer.status_code == 422
    assert "Schrijf in één regel wat je deed" in soup(answer).select_one("#line-e").text  # type: ignore[union-attr]


def test_a_colleague_of_another_team_is_found_and_a_team_of_others_is_not_opened(host: Host, session: Session) -> None:
    make_person(session, "Els")
    jan = make_person(session, "Jan", "Berg", prefix="van den", team=make_team(session, "Team West"))

    values = form_values(soup(_line(host, "els", "intervisie 2u gisteren met Jan van den Berg")))
    other = form_values(soup(_line(host, "els", "intervisie 2u gisteren met Team West")))

    assert str(jan.id) in values["there"]
    assert str(jan.id) not in other["there"]
    assert "Team West" in other["subject"]


def test_without_script_another_method_is_chosen_with_what_was_typed(host: Host, session: Session) -> None:
    path = f"/activiteiten/{make_logged(session, make_person(session, 'Els'))}/reflectie"
    client = host.client("els")

    chosen = soup(send(client, open_form(client, path, "#rg-reflect"), f"{path}/vorm", **{
        "method": "abcd", "vrij-tekst": "Stil zijn.",
    }))  # fmt: skip
    send(client, form_values(chosen, "#rg-reflect") | {"abcd-doen": "Vaker wachten."}, path)

    kept = session.scalars(select(Reflection)).one()
    assert (kept.method, kept.answers) == ("abcd", {"abcd-doen": "Vaker wachten.", "vrij-tekst": "Stil zijn."})


def test_nothing_of_a_reflection_is_in_the_trail(host: Host, session: Session) -> None:
    path = f"/activiteiten/{make_logged(session, make_person(session, 'Els'))}/reflectie"
    client = host.client("els")
    typed = {"vrij-tekst": "kanarie-77"}

    send(client, open_form(client, path, "#rg-reflect"), f"{path}/concept", **typed)
    send(client, open_form(client, path, "#rg-reflect"), path, **typed)

    assert not any("kanarie-77" in str(details) for details in session.scalars(select(AuditEntry.details)))


def test_client_data_is_asked_about_once_and_kept_on_a_tick(host: Host, session: Session) -> None:
    path = f"/activiteiten/{make_logged(session, make_person(session, 'Els'))}/reflectie"
    client = host.client("els")
    values = open_form(client, path, "#rg-reflect") | {"vrij-tekst": "Bij mevrouw Jansen bleef ik stil."}

    asked = send(client, values, path)
    digest = soup(asked).select_one("#rg-guard input")["value"]  # type: ignore[index]
    kept = send(client, values, path, kept_anyway=digest)

    assert asked.status_code == 422
    assert "Jansen" in soup(asked).select_one("#rg-guard mark").text  # type: ignore[union-attr]
    assert kept.status_code == 302


def test_a_second_tab_gets_both_texts_and_loses_nothing(host: Host, session: Session) -> None:
    path = f"/activiteiten/{make_logged(session, make_person(session, 'Els'))}/reflectie"
    client = host.client("els")
    values = open_form(client, path, "#rg-reflect")
    send(client, values, f"{path}/concept", **{"vrij-tekst": "Eerste tab."})

    draft = send(client, values, f"{path}/concept", **{"vrij-tekst": "Tweede tab."})
    whole = send(client, values, path, **{"vrij-tekst": "Tweede tab."})

    assert (draft.status_code, whole.status_code) == (409, 409)
    assert "Eerste tab." in soup(whole).select_one("[role=alert]").text  # type: ignore[union-attr]
    assert form_values(soup(whole), "#rg-reflect")["vrij-tekst"].strip() == "Tweede tab."


def test_client_data_in_the_report_is_asked_about_before_logging(host: Host, session: Session) -> None:
    make_person(session, "Els")
    client = host.client("els")
    values = open_form(client) | {"report": "We bespraken mevrouw Jansen."}

    asked = send(client, values)
    digest = soup(asked).select_one("#rg-guard input")["value"]  # type: ignore[index]
    saved = send(client, values, kept_anyway=digest)

    assert (asked.status_code, saved.status_code) == (422, 302)
    assert session.scalars(select(Activity.report)).one() == "We bespraken mevrouw Jansen."


def test_an_own_part_is_written_from_its_page_and_shown_to_its_writer_only(host: Host, session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    path = f"/activiteiten/{make_logged(session, els, others=(jan,))}"
    client = host.client("jan")
    values = open_form(client, f"{path}/mijn-deel", "form[action$=mijn-deel]")
    name = next(one for one in values if one.startswith("part-"))

    send(client, values, f"{path}/mijn-deel", **{name: "Ik vroeg te snel door."})

    assert "Ik vroeg te snel door." in client.get(PREFIX + path).text
    assert "Ik vroeg te snel door." not in host.client("els").get(PREFIX + path).text


def test_who_changes_what_others_confirmed_reads_that_first(host: Host, session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    logged = make_logged(session, els, others=(jan,))
    confirm(
        make_viewer(session, jan), attendance_of(session, logged, jan).id, content_version=1, method="kaart", at=NOON
    )

    page = host.client("els").get(f"{PREFIX}/activiteiten/{logged}/wijzigen").text

    assert "1 collega bevestigde deze activiteit" in page
