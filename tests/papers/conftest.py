"""Els, who organised an intervisie with Jan and Kim; Jan confirmed by mail, Kim not yet."""

from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from register.learning.confirm import confirm
from register.learning.models import Activity, Attendance
from register.people.models import Employment, Person, Registration
from tests.conftest import NOW
from tests.makers import make_logged, make_person, make_registration, make_viewer


@pytest.fixture
def els(session: Session) -> Person:
    person = make_person(session, "Els", "Berg", prefix="van den")
    first = person.employments[0]
    first.job_title, first.hours_per_week, first.starts_on = "Sociaal werker", Decimal(28), date(2023, 3, 1)
    session.commit()
    return person


@pytest.fixture
def jan(session: Session) -> Person:
    return make_person(session, "Jan", "Łukaszewski")


@pytest.fixture
def kim(session: Session) -> Person:
    return make_person(session, "Kim", "Oldenbarnevelt van Schimmelpenninck-Oyen", prefix="van der")


@pytest.fixture
def registration(session: Session, els: Person) -> Registration:
    return make_registration(session, els, number="160012345")


@pytest.fixture
def activity(session: Session, els: Person, jan: Person, kim: Person, registration: Registration) -> Activity:
    activity_id = make_logged(
        session, els, others=(jan, kim), title="Intervisie Oost", subject="Grenzen stellen",
        learning_goal="Doorvragen", facilitator_name="Mieke de Boer", facilitator_kind="extern", location="De Brug",
    )  # fmt: skip
    activity = session.get_one(Activity, activity_id)
    meeting = activity.sessions[0]
    meeting.starts_at, meeting.ends_at, meeting.excluded_minutes = time(9, 30), time(11, 30), {"pauze": 15}
    session.commit()
    confirm(make_viewer(session, jan), part_of(activity, jan).id, content_version=1, method="maillink", at=NOW)
    return activity


def part_of(activity: Activity, person: Person) -> Attendance:
    return next(one for one in activity.sessions[0].attendances if one.person_id == person.id)


def add_employment(session: Session, person: Person, **given: object) -> Employment:
    employment = Employment(
        organisation_id=person.organisation_id,
        person_id=person.id,
        personnel_number=person.employments[0].personnel_number,
        sequence=len(person.employments) + 1,
        **given,
    )
    session.add(employment)
    session.commit()
    session.refresh(person)
    return employment
