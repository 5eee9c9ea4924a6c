"""Counted with everybody, a registration stands where it stands when it is counted alone."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.people.models import Person, Registration, RegistrationPause
from register.points.figures_recount import recount_registrations
from register.points.models import Standing
from register.points.standing import assess_registration, standing_row
from tests.makers import NOON, TODAY, make_logged, make_organisation, make_person, make_registration

KEPT = [column for column in Standing.__table__.columns if column.name not in {"id", "counted_at"}]


def kept_of(session: Session, one: Registration) -> list[tuple[object, ...]]:
    rows = session.execute(select(*KEPT).where(Standing.registration_id == one.id))
    return [tuple(row) for row in rows]


def alone(session: Session, one: Registration) -> list[tuple[object, ...]]:
    row = standing_row(one.id, assess_registration(session, one, on=TODAY), at=NOON)
    return [tuple(row[column.name] for column in KEPT)]


@pytest.fixture
def registrations(session: Session) -> Sequence[Registration]:
    """Somebody with claims, and others without: of another period, register or end, with a pause, made longer."""
    els, tom, ria = (make_person(session, name) for name in ("Els", "Tom", "Ria"))
    made = [
        make_registration(session, els, "rp-sw", number="46100012"),
        make_registration(session, tom, "rp-sw", cycle_starts_on=date(2015, 7, 1), cycle_ends_on=date(2020, 6, 30)),
        make_registration(session, ria, "rp-sw", cycle_starts_on=date(2025, 2, 1), extension_days=30),
        *(make_registration(session, one, "skj-jgp") for one in (els, tom)),
        make_registration(session, ria, "skj-jgp", cycle_starts_on=date(2022, 5, 1)),
    ]
    session.add(RegistrationPause(registration_id=made[-1].id, starts_on=date(2023, 1, 1), ends_on=date(2023, 3, 31)))
    session.commit()
    make_logged(session, els)
    return made


def test_counted_together_everybody_stands_as_counted_alone(
    session: Session, registrations: Sequence[Registration]
) -> None:
    recount_registrations(session, make_organisation(session).id, [one.id for one in registrations], at=NOON)
    session.commit()

    assert [kept_of(session, one) for one in registrations] == [alone(session, one) for one in registrations]
    assert all(kept_of(session, one) for one in registrations)


def test_a_registration_without_a_known_end_has_no_standing(session: Session) -> None:
    els: Person = make_person(session, "Els")
    unknown = make_registration(session, els, "rp-ed")

    recount_registrations(session, make_organisation(session).id, [unknown.id], at=NOON)

    assert kept_of(session, unknown) == []


def test_who_lies_between_those_that_are_counted_is_left_alone(
    session: Session, registrations: Sequence[Registration]
) -> None:
    some = [one.id for place, one in enumerate(sorted(registrations, key=lambda one: one.id)) if place != 1]

    recount_registrations(session, make_organisation(session).id, some, at=NOON)

    assert {one.id for one in registrations if kept_of(session, one)} == set(some)


def test_who_is_named_twice_makes_up_for_nobody_that_is_not_named(
    session: Session, registrations: Sequence[Registration]
) -> None:
    first, between, third, *_ = sorted(registrations, key=lambda one: one.id)

    recount_registrations(session, make_organisation(session).id, [first.id, first.id, third.id], at=NOON)

    assert kept_of(session, between) == []
