"""The pages of a plan: the whole year in one form, one day, and logging what was planned."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.models import Activity
from register.learning.planning.models import PlannedSession
from tests.host import Host
from tests.makers import TODAY, make_person, make_team
from tests.pages.reading import PREFIX, form_values, open_form, send, soup
from tests.planning.making import make_planned_group, plan_days

MAIN = "main form"
PLAN = "main form[method=post]"
YESTERDAY = TODAY - timedelta(days=1)


def test_a_group_with_its_year_is_made_in_two_forms(host: Host, session: Session) -> None:
    team = make_team(session)
    make_person(session, "Els", team=team)
    make_person(session, "Jan", team=team)
    els = host.client("els")

    made = send(
        els, open_form(els, "/groepen/nieuw", MAIN), "/groepen/nieuw",
        name="Intervisie Oost", whole_team="y", first_on="2026-12-01", every_weeks="4", until_on="2027-02-01",
    )  # fmt: skip
    page = soup(els.get(made.headers["Location"]))
    days = form_values(page, PLAN)
    planned = send(els, days, made.headers["Location"].removeprefix(PREFIX).partition("?")[0], starts_at="13:30")
    group = soup(els.get(planned.headers["Location"]))

    assert days["day"] == ["2026-12-01", "2026-12-29", "2027-01-26"]
    assert "3 bijeenkomsten zijn gepland." in group.text
    assert "Volgende: 1 december 2026, 13:30" in group.text
    assert "Jan Vries" in group.text


def test_a_day_of_which_nothing_is_ticked_says_so_and_keeps_what_was_typed(host: Host, session: Session) -> None:
    group = make_planned_group(session, make_person(session))
    els = host.client("els")
    path = f"/groepen/{group}/jaar?first_on=2026-12-01&every_weeks=1&until_on=2026-12-08"
    values = open_form(els, path, PLAN)
    values.pop("day")

    answer = send(els, values, f"/groepen/{group}/jaar", location="Bij Jan thuis")

    assert answer.status_code == 422
    assert "Vink minstens één dag aan." in answer.text
    assert form_values(soup(answer), PLAN)["location"] == "Bij Jan thuis"


def test_a_planned_day_is_logged_as_it_was_planned_and_asked_no_more(host: Host, session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group = make_planned_group(session, els, jan)
    (planned,) = plan_days(session, els, group, YESTERDAY)
    client = host.client("els")
    assert "is nog niet vastgelegd" in client.get(f"{PREFIX}/").text

    values = open_form(client, f"/groepen/{group}/vastleggen?gepland={planned}")
    answer = send(client, values)

    session.expire_all()
    activity = session.scalars(select(Activity)).one()
    assert (answer.status_code, session.get_one(PlannedSession, planned).activity_id) == (302, activity.id)
    assert (values["held_on"], values["starts_at"], values["ends_at"]) == ("2026-11-21", "13:30", "15:30")
    assert "is nog niet vastgelegd" not in client.get(f"{PREFIX}/").text


def test_a_change_beside_that_of_somebody_else_shows_both(host: Host, session: Session) -> None:
    group = make_planned_group(session, els := make_person(session))
    (planned,) = plan_days(session, els, group, date(2026, 12, 1))
    client = host.client("els")
    values = open_form(client, f"/gepland/{planned}", MAIN)
    send(client, values, f"/gepland/{planned}", location="De Kiem")

    answer = send(client, values, f"/gepland/{planned}", location="De Schakel")

    assert answer.status_code == 409
    assert "De Kiem" in answer.text
    assert form_values(soup(answer), MAIN)["location"] == "De Schakel"


def test_a_day_that_is_planned_on_or_moved_to_a_holiday_is_told_and_not_refused(host: Host, session: Session) -> None:
    group = make_planned_group(session, els := make_person(session))
    (planned,) = plan_days(session, els, group, date(2026, 12, 1))
    client, path = host.client("els"), f"/gepland/{planned}"

    moved = send(client, open_form(client, path, MAIN), path, held_on="2026-12-26")
    told = soup(client.get(moved.headers["Location"])).select_one(".rg-flash")
    added = send(
        client, open_form(client, f"/groepen/{group}/dag", MAIN), f"/groepen/{group}/dag", held_on="2027-04-27"
    )
    told_too = soup(client.get(added.headers["Location"])).select_one(".rg-flash")
    back = send(client, open_form(client, path, MAIN), path, held_on="2026-12-29")
    quiet = soup(client.get(back.headers["Location"])).select_one(".rg-flash")

    assert told is not None
    assert told_too is not None
    assert quiet is not None
    assert "26 december 2026 is een feestdag: Tweede kerstdag." in told.text
    assert "27 april 2027 is een feestdag: Koningsdag." in told_too.text
    assert "feestdag" not in quiet.text


def test_a_series_tells_which_of_its_chosen_days_are_holidays(host: Host, session: Session) -> None:
    group = make_planned_group(session, make_person(session))
    client = host.client("els")
    path = f"/groepen/{group}/jaar?first_on=2026-12-18&every_weeks=1&until_on=2027-01-01"

    values = open_form(client, path, PLAN)
    answer = send(client, values, f"/groepen/{group}/jaar", day=["2026-12-18", "2026-12-25", "2027-01-01"])

    told = soup(client.get(answer.headers["Location"])).select_one(".rg-flash")
    assert values["day"] == "2026-12-18"
    assert told is not None
    assert "3 bijeenkomsten zijn gepland." in told.text
    assert (
        "25 december 2026 is een feestdag: Eerste kerstdag. 1 januari 2027 is een feestdag: Nieuwjaarsdag." in told.text
    )


def test_the_calendar_is_a_calendar_file(host: Host, session: Session) -> None:
    group = make_planned_group(session, els := make_person(session))
    plan_days(session, els, group, date(2026, 12, 1))

    answer = host.client("els").get(f"{PREFIX}/groepen/{group}/agenda.ics")

    assert answer.mimetype == "text/calendar"
    assert answer.data.startswith(b"BEGIN:VCALENDAR")
