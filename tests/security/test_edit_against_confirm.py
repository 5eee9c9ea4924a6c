"""Confirming or granting while somebody edits: nobody ever stands for content that was not on the screen (bar CO6)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from register import db
from register.errors import Conflict
from register.learning.change_activity import change_activity
from register.learning.confirm import confirm
from register.learning.facts_of import is_confirmed
from register.learning.models import Activity, Attendance
from register.people.models import Person
from register.points.models import Claim
from register.points.states import move_claim
from register.rules.facts import ClaimState
from register.trail import first_broken
from tests.confirm.reading import attendance_of, claims_of
from tests.learning.making import make_entry
from tests.makers import TODAY, make_logged, make_person, make_registration, make_viewer

FIRST_DAY = date(2024, 1, 1)

Act = Callable[[], object]


def at_once(app: Flask, *acts: Act) -> list[str]:
    """Start acts at the same moment, each with a session of its own; return how each of them ended."""
    start = Barrier(len(acts))

    def run(act: Act) -> str:
        with app.app_context():
            start.wait(timeout=20)
            try:
                act()
            except Conflict:
                return "geweigerd"
            finally:
                db.session().close()
            return "gelukt"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def editing(session: Session, activity_id: int, now: datetime, editor: Person, *others: Person) -> Act:
    """Make ready to change two hours into one, from a page that was opened just now."""
    activity = session.get_one(Activity, activity_id)
    viewer, version = make_viewer(session, editor), activity.version
    entry = make_entry(editor, *others, minutes=60, held_on=activity.sessions[0].held_on)
    return lambda: change_activity(viewer, activity_id, entry, version=version, at=now, today=TODAY)


def confirming(session: Session, part: Attendance, now: datetime, person: Person) -> Act:
    viewer, number = make_viewer(session, person), part.id
    return lambda: confirm(viewer, number, content_version=1, method="kaart", at=now)


def granting(session: Session, claim: Claim, now: datetime, person: Person) -> Act:
    viewer, number, seen, points = make_viewer(session, person), claim.id, claim.version, Decimal(2)

    def grant() -> None:
        move_claim(viewer, number, to=ClaimState.GRANTED, day=TODAY, granted=points, version=seen, at=now)

    return grant


def confirm_against_edit(app: Flask, session: Session, now: datetime, rounds: int) -> Counter[tuple[object, ...]]:
    """Return how the rounds ended: minutes that were judged, whether they are confirmed, and the claim's state."""
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    make_registration(session, jan)
    ends: Counter[tuple[object, ...]] = Counter()
    for number in range(rounds):
        activity_id = make_logged(session, els, others=(jan,), held_on=FIRST_DAY + timedelta(days=number))
        part = attendance_of(session, activity_id, jan)
        acts = editing(session, activity_id, now, els, jan), confirming(session, part, now, jan)
        session.rollback()
        edited, _answered = at_once(app, *acts)
        session.rollback()
        (claim,) = claims_of(session, part.id)
        confirmed = is_confirmed(attendance_of(session, activity_id, jan))
        ends[edited, claim.facts["gross_minutes"], confirmed, claim.state] += 1
    return ends


def grant_against_edit(app: Flask, session: Session, now: datetime, rounds: int) -> Counter[tuple[object, ...]]:
    """Return how the rounds ended: how editing and granting went, minutes that were judged, and the claim's state."""
    els = make_person(session, "Els")
    make_registration(session, els)
    ends: Counter[tuple[object, ...]] = Counter()
    for number in range(rounds):
        activity_id = make_logged(session, els, held_on=FIRST_DAY + timedelta(days=number))
        part = attendance_of(session, activity_id, els)
        (claim,) = claims_of(session, part.id)
        move_claim(make_viewer(session, els), claim.id, to=ClaimState.FILED, day=TODAY, at=now)
        acts = editing(session, activity_id, now, els), granting(session, claim, now, els)
        session.rollback()
        edited, granted = at_once(app, *acts)
        session.rollback()
        (claim,) = claims_of(session, part.id)
        ends[edited, granted, claim.facts["gross_minutes"], claim.state] += 1
    return ends


def trail_holds(session: Session) -> bool:
    organisation_id = session.scalars(select(Activity.organisation_id).limit(1)).one()
    return first_broken(session, organisation_id) is None


def test_nobody_confirms_what_was_edited_meanwhile(app: Flask, session: Session, now: datetime) -> None:
    ends = confirm_against_edit(app, session, now, 15)

    assert ends == {("gelukt", 60, False, "concept"): 15}
    assert trail_holds(session)


def test_what_is_granted_was_not_edited_meanwhile(app: Flask, session: Session, now: datetime) -> None:
    ends = grant_against_edit(app, session, now, 15)

    assert set(ends) <= {("gelukt", "geweigerd", 60, "ingevoerd"), ("geweigerd", "gelukt", 120, "toegekend")}
    assert trail_holds(session)


@pytest.mark.slow
def test_a_thousand_rounds_of_confirming_against_editing(app: Flask, session: Session, now: datetime) -> None:
    ends = confirm_against_edit(app, session, now, 1_000)

    assert ends == {("gelukt", 60, False, "concept"): 1_000}
    assert trail_holds(session)


@pytest.mark.slow
def test_a_thousand_rounds_of_granting_against_editing(app: Flask, session: Session, now: datetime) -> None:
    ends = grant_against_edit(app, session, now, 1_000)

    assert set(ends) <= {("gelukt", "geweigerd", 60, "ingevoerd"), ("geweigerd", "gelukt", 120, "toegekend")}
    assert trail_holds(session)
