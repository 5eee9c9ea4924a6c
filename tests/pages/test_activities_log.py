"""Logging by the form: saved, or everything kept with the error beside its field."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.learning.models import Activity, Attendance, LearningSession, Reflection
from tests.host import Host
from tests.makers import make_example, make_person, make_registration
from tests.pages.reading import open_form, send, soup


def test_three_visible_fields_and_nothing_else_are_enough(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")

    answer = send(els, open_form(els), kind="zelfstudie", duration="1,5")

    assert answer.status_code == 302
    meeting = session.scalars(select(LearningSession)).one()
    assert meeting.gross_minutes == 90
    assert meeting.activity.title == "Zelfstudie"


def test_the_answer_says_what_was_stored_and_offers_to_undo_it(host: Host, session: Session) -> None:
    make_registration(session, make_person(session, "Els"), "skj-jgp")
    els = host.client("els")

    answer = send(els, open_form(els))
    page = soup(els.get(answer.headers["Location"]))

    assert "Intervisie van 22 november 2026 is vastgelegd." in page.select_one("[role=status]").text  # type: ignore[union-attr]
    assert page.find("button", string="Ongedaan maken")


def test_points_by_an_example_figure_say_so_wherever_they_show(host: Host, session: Session) -> None:
    make_registration(session, make_person(session, "Els"), "rp-sw")
    make_example(session, "rp-sw", "2018", "activities.intervisie.points_per_hour")
    els = host.client("els")

    preview = send(els, open_form(els), "/vastleggen/voorbeeld")
    page = soup(els.get(send(els, open_form(els)).headers["Location"]))

    assert "voorbeeld, niet vastgesteld" in preview.text
    assert "2 punten (voorbeeld, niet vastgesteld)" in page.select_one("[role=status]").text  # type: ignore[union-attr]
    assert "voorbeeld, niet vastgesteld" in page.select_one("[aria-labelledby=rg-own]").text  # type: ignore[union-attr]


def test_every_typed_value_survives_an_error(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    typed = {
        "kind": "training", "held_on": "2026-11-20", "duration": "heel lang", "title": "Rouw",
        "provider": "Hogeschool", "accreditation_skj": "123456", "excluded_pauze": "15", "reflection": "Stil zijn",
    }  # fmt: skip

    answer = send(els, open_form(els), **typed)
    again = soup(answer)

    assert answer.status_code == 422
    assert "“heel lang” is niet te lezen" in again.select_one("#duration-e").text  # type: ignore[union-attr]
    assert {name: value for name, value in open_again(answer.text).items() if name in typed} == typed
    assert session.scalar(select(func.count(Activity.id))) == 0


def open_again(text: str) -> dict[str, object]:
    from bs4 import BeautifulSoup

    from tests.pages.reading import form_values

    return form_values(BeautifulSoup(text, "lxml"))


def test_a_colleague_is_found_and_added_without_script(host: Host, session: Session) -> None:
    make_person(session, "Els")
    make_person(session, "Jan", "Berg", prefix="van den")
    els = host.client("els")
    values = open_form(els)

    found = soup(send(els, values, "/vastleggen/formulier", q="berg"))
    button = found.select_one("#rg-found button")
    added = send(els, values, "/vastleggen/formulier", add=button["value"])  # type: ignore[index]
    send(els, open_again(added.text))

    names = session.scalars(select(Attendance.confirmed_version).order_by(Attendance.id)).all()
    assert "Jan van den Berg toevoegen" in button.text  # type: ignore[union-attr]
    assert names == [1, None]


def test_who_is_unticked_was_absent_and_who_left_early_has_minutes(host: Host, session: Session) -> None:
    els, jan, fatima = (make_person(session, name) for name in ("Els", "Jan", "Fatima"))
    client = host.client("els")
    values = open_form(client)

    answer = send(
        client, values, person=[els.id, jan.id, fatima.id], there=[els.id, fatima.id],
        **{f"state-{fatima.id}": "deels", f"minutes-{fatima.id}": "45"},
    )  # fmt: skip

    states = session.execute(select(Attendance.state, Attendance.minutes_present).order_by(Attendance.id)).all()
    assert answer.status_code == 302
    assert [tuple(row) for row in states] == [("aanwezig", None), ("afwezig", None), ("deels", 45)]


def test_times_give_the_duration_and_pauses_are_taken_off(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")

    send(els, open_form(els), starts_at="13:30", ends_at="15:45", excluded_pauze="15")

    meeting = session.scalars(select(LearningSession)).one()
    assert (meeting.gross_minutes, meeting.excluded_minutes) == (135, {"pauze": 15})


def test_a_typed_duration_that_contradicts_the_times_is_asked_about(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")

    answer = send(els, open_form(els), duration="3", starts_at="13:30", ends_at="15:30")

    assert answer.status_code == 422
    assert "past niet bij 13:30 tot 15:30" in answer.text


def test_somebody_of_another_organisation_cannot_be_added(host: Host, session: Session) -> None:
    from tests.makers import make_organisation

    els = make_person(session, "Els")
    stranger = make_person(session, "Ver", organisation=make_organisation(session, "Elders"))
    client = host.client("els")

    answer = send(client, open_form(client), person=[els.id, stranger.id], there=[els.id, stranger.id])

    assert answer.status_code == 422
    assert stranger.display_name not in answer.text


def test_foreign_fields_change_nothing(host: Host, session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    client = host.client("els")
    foreign = {
        "id": "99", "organisation_id": "2", "created_by_id": str(jan.id), "created_at": "2020-01-01",
        "content_version": "9", "withdrawn_at": "2020-01-01", "origin": "import", "import_key": "x", "points": "999",
        "granted_points": "999", "state": "toegekend", "confirmed_at": "2020-01-01", "confirmed_by_id": str(jan.id),
        "confirmed_version": "1", "confirmation_method": "x", "disputed_at": "2020-01-01", "dispute_reason": "x",
        "gross_minutes": "1", "person_id": str(jan.id), "session_id": "9", "track": "x", "rule_digest": "x",
        "net_minutes": "1", "filed_on": "2020-01-01", "decided_on": "2020-01-01",
    }  # fmt: skip

    send(client, open_form(client), **foreign)

    activity = session.scalars(select(Activity)).one()
    attendance = session.scalars(select(Attendance)).one()
    assert len(foreign) == 25
    assert (activity.created_by_id, activity.content_version, activity.origin, activity.withdrawn_at) == (
        els.id,
        1,
        "ingevoerd",
        None,
    )
    assert (attendance.person_id, attendance.confirmed_by_id, attendance.disputed_at) == (els.id, els.id, None)


def test_the_same_form_sent_twice_is_stored_once(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    values = open_form(els)

    first, second = send(els, values), send(els, values)

    assert first.headers["Location"] == second.headers["Location"]
    assert session.scalar(select(func.count(Activity.id))) == 1


def test_a_reflection_typed_while_logging_lies_in_its_own_table(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    client = host.client("els")

    send(client, open_form(client), reflection="Ik zweeg te kort.")

    assert session.execute(select(Reflection.person_id, Reflection.text)).one() == (els.id, "Ik zweeg te kort.")
