"""The calendar of a group, read back as a calendar program does."""

from datetime import UTC, date, datetime

from icalendar import Calendar, Component
from sqlalchemy.orm import Session

from register.learning.planning.calendar import events_of_group, events_of_person, write_calendar
from register.learning.planning.change_day import cancel_day
from tests.makers import NOON, TODAY, make_person, make_viewer
from tests.planning.making import make_planned_group, plan_days

WINTER, SUMMER = date(2026, 12, 1), date(2027, 6, 1)


def read_back(session: Session) -> tuple[bytes, list[Component]]:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group = make_planned_group(session, els, jan)
    first, _ = plan_days(session, els, group, WINTER, SUMMER)
    viewer = make_viewer(session, els)
    cancel_day(viewer, first, at=NOON, today=TODAY)
    written = write_calendar(events_of_group(session, viewer, group, today=TODAY), name="Intervisie Oost")
    return written, Calendar.from_ical(written).walk("VEVENT")


def test_a_calendar_says_the_same_moments_winter_and_summer(session: Session) -> None:
    written, (winter, summer) = read_back(session)

    assert b"BEGIN:VTIMEZONE" in written
    assert b"DTSTART;TZID=Europe/Amsterdam:20261201T133000" in written
    assert winter.decoded("dtstart").astimezone(UTC) == datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
    assert summer.decoded("dtstart").astimezone(UTC) == datetime(2027, 6, 1, 11, 30, tzinfo=UTC)
    assert summer.decoded("dtend").astimezone(UTC) == datetime(2027, 6, 1, 13, 30, tzinfo=UTC)


def test_a_cancelled_day_stays_in_the_calendar_as_cancelled(session: Session) -> None:
    _, (winter, summer) = read_back(session)

    assert (winter["status"], winter["sequence"]) == ("CANCELLED", 1)
    assert (summer["status"], summer["sequence"]) == ("CONFIRMED", 0)
    assert winter["uid"] != summer["uid"]


def test_nobody_is_named_in_a_calendar(session: Session) -> None:
    written, _ = read_back(session)

    assert b"Els" not in written
    assert b"Jan" not in written
    assert b"ATTENDEE" not in written


def test_somebody_has_the_days_of_the_own_groups_only(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    oost, west = make_planned_group(session, els), make_planned_group(session, els, jan, name="Intervisie West")
    plan_days(session, els, oost, WINTER)
    plan_days(session, els, west, SUMMER)

    assert [one.title for one in events_of_person(session, jan.id, today=TODAY)] == ["Intervisie West"]
    assert len(events_of_person(session, els.id, today=TODAY)) == 2
