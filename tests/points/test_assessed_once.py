"""An assessment of the same claims is found again, and never taken for that of other claims."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from register.people.models import Person, Registration
from register.points.models import Claim
from register.points.standing import assess_registration
from register.points.states import move_claim
from register.rules.facts import Assessment, ClaimState
from tests.makers import TODAY, make_logged, make_person, make_registration, make_viewer

Assess = Callable[..., Assessment]


@pytest.fixture
def els(session: Session) -> Person:
    return make_person(session, "Els")


@pytest.fixture
def registration(session: Session, els: Person) -> Registration:
    return make_registration(session, els)


@pytest.fixture
def claim(session: Session, els: Person, registration: Registration) -> Claim:
    make_logged(session, els, held_on=date(2026, 2, 1))
    return session.query(Claim).filter_by(registration_id=registration.id).one()


@pytest.fixture
def assess(session: Session, registration: Registration) -> Assess:
    return lambda on=TODAY: assess_registration(session, registration, on=on)


@pytest.mark.usefixtures("claim")
def test_the_same_claims_on_the_same_day_are_assessed_once(assess: Assess) -> None:
    assert assess() is assess()


@pytest.mark.usefixtures("claim")
def test_another_day_is_assessed_anew(assess: Assess) -> None:
    assert assess().days_left == assess(TODAY + timedelta(days=1)).days_left + 1


def test_what_the_register_did_since_is_in_the_next_assessment(
    session: Session, els: Person, claim: Claim, assess: Assess, now: datetime
) -> None:
    before = assess().claims[0]

    move_claim(make_viewer(session, els), claim.id, to=ClaimState.FILED, day=TODAY, at=now)

    assert (before.claim.state, assess().claims[0].claim.state) == (ClaimState.READY, ClaimState.FILED)


def test_a_day_that_comes_nearer_is_in_the_next_assessment(
    session: Session, registration: Registration, claim: Claim, assess: Assess
) -> None:
    before = assess()
    registration.cycle_ends_on = before.cycle.ends_on - timedelta(days=1)

    assert (claim.id, before.days_left) == (int(before.claims[0].claim.reference), assess().days_left + 1)
    session.rollback()
