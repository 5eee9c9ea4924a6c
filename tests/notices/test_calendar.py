"""The own calendar: own planned days and own last days, nobody's name, gone when stopped."""

from datetime import date, datetime, time

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session

from register.learning.models import Group, GroupMember
from register.learning.planning.models import PlannedSession
from register.notices.feed import start_feed
from register.people.models import ConditionRecord, Person
from tests.host import Host
from tests.makers import LONG_AGO, make_person, make_registration, make_viewer
from tests.notices.conftest import press
from tests.pages.reading import soup


@pytest.fixture
def els(session: Session) -> Person:
    return make_person(session, "Els")


@pytest.fixture
def address(session: Session, els: Person, now: datetime) -> str:
    """The calendar of Els, who has a group with Anna and a VOG that ends; Anna has one too."""
    anna = make_person(session, "Anna")
    for person, last in ((els, date(2028, 2, 1)), (anna, date(2027, 3, 3))):
        registration = make_registration(session, person, "rp-sw")
        session.add(ConditionRecord(registration_id=registration.id, code="vog", met=True, expires_on=last))
    group = Group(organisation_id=els.organisation_id, name="Intervisie Oost", kind="intervisie")
    session.add(group)
    session.flush()
    session.add_all(GroupMember(group_id=group.id, person_id=one.id, starts_on=LONG_AGO) for one in (els, anna))
    session.add(
        PlannedSession(
            group_id=group.id, held_on=date(2026, 12, 3), starts_at=time(13), minutes=120, uid="een", changed_at=now
        )
    )
    session.commit()
    return f"/leerregister/agenda/{start_feed(make_viewer(session, els), at=now)}.ics"


def test_it_holds_own_days_and_own_last_days_and_no_names(host: Host, address: str) -> None:
    answer = host.client().get(address)

    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert [str(one["summary"]) for one in events] == [
        "Intervisie Oost",
        "Verloopt: Verklaring Omtrent het Gedrag (VOG)",
    ]
    assert [one.decoded("dtstart").strftime("%d-%m-%Y") for one in events] == ["03-12-2026", "01-02-2028"]
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Anna" not in answer.text


def test_a_new_address_stops_the_old_one(host: Host, address: str) -> None:
    page = soup(press(host.client("els"), "/berichten", to="/berichten/agenda"))
    fresh = page.select("code")[0].text.removeprefix("http://localhost")

    codes = [host.client().get(one).status_code for one in (address, fresh)]

    assert codes == [404, 200]


def test_a_stopped_address_is_gone(host: Host, address: str) -> None:
    press(host.client("els"), "/berichten", to="/berichten/agenda/stoppen")

    assert host.client().get(address).status_code == 404


def test_the_address_of_who_left_is_gone(
    host: Host, session: Session, els: Person, address: str, now: datetime
) -> None:
    els.deactivated_at = now
    session.commit()

    assert host.client().get(address).status_code == 404


def test_an_address_that_was_never_made_is_not_there(host: Host, els: Person) -> None:
    assert host.client().get("/leerregister/agenda/x.ics").status_code == 404
