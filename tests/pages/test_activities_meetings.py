"""The form of an activity with several meetings: add, take away, put back, save; without script."""

from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.models import Activity, Attendance
from tests.host import Host
from tests.makers import make_person, make_registration
from tests.pages.reading import PREFIX, form_values, open_form, send, soup

FORM = "/vastleggen/formulier"


def press(els: FlaskClient, values: dict[str, Any], path: str = FORM, **button: str) -> BeautifulSoup:
    """The page after a button of the form was pressed."""
    answer = send(els, values, path, **button)
    assert answer.status_code == 200, answer.text
    return soup(answer)


def log_three_days(els: FlaskClient) -> str:
    """Log a training of three days by the form; the path of its page."""
    values = open_form(els)
    twice = form_values(press(els, form_values(press(els, values, add_meeting="1")), add_meeting="1"))
    days = {"held_on": "2026-03-03", "sessions-1-held_on": "2026-03-04", "sessions-2-held_on": "5-3-2026"}
    answer = send(els, twice, **days, kind="training", duration="6", title="Rouw")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix(PREFIX)


def days(session: Session) -> list[str]:
    session.expire_all()
    return [one.held_on.isoformat() for one in session.scalars(select(Activity)).one().sessions]


def test_a_new_meeting_takes_over_times_and_people_and_asks_its_day(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    values = open_form(els)

    page = press(els, values, starts_at="09:00", ends_at="12:00", excluded_pauze="15", add_meeting="1")

    found = form_values(page)
    taken_over = (found["sessions-1-starts_at"], found["sessions-1-ends_at"], found["sessions-1-excluded_pauze"])
    assert taken_over == ("09:00", "12:00", "15")
    assert (found["sessions-1-held_on"], found["sessions-1-there"]) == ("", found["person"][0])
    assert page.select_one("#sessions-1-held_on[autofocus]")


def test_three_days_are_stored_as_one_activity(host: Host, session: Session) -> None:
    els = host.client("els")
    make_registration(session, make_person(session, "Els"))

    path = log_three_days(els)

    page = soup(els.get(PREFIX + path))
    assert days(session) == ["2026-03-03", "2026-03-04", "2026-03-05"]
    assert [heading.text for heading in page.select("section:not(.rg-card) > .rg-h2")][:3] == [
        "3 maart 2026",
        "4 maart 2026",
        "5 maart 2026",
    ]


def test_a_meeting_taken_away_goes_only_when_the_activity_is_saved(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    path = log_three_days(els)
    values = open_form(els, f"{path}/wijzigen")

    page = press(els, values, f"{path}/wijzigen/formulier", drop_meeting="1")

    kept = days(session)
    send(els, form_values(page), f"{path}/wijzigen")
    assert "4 maart 2026 gaat weg als je opslaat." in page.get_text()
    assert kept == ["2026-03-03", "2026-03-04", "2026-03-05"]
    assert days(session) == ["2026-03-03", "2026-03-05"]


def test_a_meeting_that_was_put_back_stays(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    path = log_three_days(els)
    again = f"{path}/wijzigen/formulier"
    values = open_form(els, f"{path}/wijzigen")
    dropped = form_values(press(els, values, again, drop_meeting="1"))

    back = press(els, dropped, again, restore_meeting="1")

    send(els, form_values(back), f"{path}/wijzigen")
    assert days(session) == ["2026-03-03", "2026-03-04", "2026-03-05"]


def test_saving_an_untouched_form_of_three_days_changes_nothing(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    path = log_three_days(els)

    send(els, open_form(els, f"{path}/wijzigen"), f"{path}/wijzigen")

    assert session.scalars(select(Activity.content_version)).one() == 1


def test_an_error_stands_at_the_meeting_it_is_about(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    values = form_values(press(els, open_form(els), add_meeting="1"))

    answer = send(els, values, **{"sessions-1-held_on": "2026-12-24"})

    page = soup(answer)
    link = page.select_one('#rg-errors a[href="#sessions-1-held_on"]')
    assert answer.status_code == 422
    assert link is not None
    assert "Bijeenkomst 2, datum: Deze datum ligt in de toekomst" in link.text
    assert page.select_one("#sessions-1-held_on[aria-invalid]")


def test_the_preview_adds_up_all_meetings(host: Host, session: Session) -> None:
    els = host.client("els")
    make_registration(session, make_person(session, "Els"))
    values = form_values(press(els, open_form(els), add_meeting="1"))
    changed = {"kind": "intervisie", "duration": "2", "sessions-1-duration": "2:30", "sessions-1-held_on": "2026-03-05"}

    page = press(els, values, "/vastleggen/voorbeeld", **changed)

    preview = page.select_one("#rg-preview")
    assert preview is not None
    assert "4 uur en 30 minuten netto in 2 bijeenkomsten" in " ".join(preview.get_text().split())
    assert "4,5 punten samen" in preview.get_text()


def test_somebody_is_unticked_for_one_day_only(host: Host, session: Session) -> None:
    els = host.client("els")
    me, jan = make_person(session, "Els"), make_person(session, "Jan")
    both = form_values(press(els, open_form(els), add=str(jan.id)))
    values = form_values(press(els, both, add_meeting="1"))

    answer = send(els, values, **{"sessions-1-held_on": "2026-03-05", "sessions-1-there": str(me.id)})

    assert answer.status_code == 302, answer.text
    states = session.scalars(select(Attendance.state).where(Attendance.person_id == jan.id).order_by(Attendance.id))
    assert sorted(states) == ["aanwezig", "afwezig"]


def test_somebody_added_later_stands_on_the_list_of_every_meeting(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    jan = make_person(session, "Jan")
    values = form_values(press(els, open_form(els), add_meeting="1"))

    page = press(els, values, add=str(jan.id))

    assert len(page.select(f'input[name="sessions-1-there"][value="{jan.id}"][checked]')) == 1


def test_no_more_meetings_are_read_than_an_activity_may_have(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    values = open_form(els) | {"meeting": [str(number) for number in range(1, 1500)]}

    page = press(els, values)

    assert len(page.select("#rg-meetings > fieldset")) == 29
