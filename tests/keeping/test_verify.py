"""`register verify` names the first broken line, and what somebody did to points by SQL (bar OP11)."""

import json

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from register.errors import NotAllowed
from register.keeping.verify import last_checks, verify_daily, verify_now
from register.people.models import Person
from register.points.models import Claim
from register.points.states import move_claim
from register.rules.facts import ClaimState
from tests.conftest import NOW
from tests.keeping.tamper import tamper
from tests.makers import TODAY, make_logged, make_person, make_registration, make_viewer


@pytest.fixture
def els(session: Session) -> Person:
    """Somebody with one claim that is granted and one that is not."""
    els = make_person(session, "Els", roles=("admin",))
    make_registration(session, els)
    for _ in range(2):
        make_logged(session, els)
    claim = session.scalars(select(Claim).order_by(Claim.id)).first()
    assert claim is not None
    viewer = make_viewer(session, els)
    move_claim(viewer, claim.id, to=ClaimState.FILED, day=TODAY, at=NOW)
    move_claim(viewer, claim.id, to=ClaimState.GRANTED, day=TODAY, at=NOW, granted=claim.points)
    return els


def found(session: Session, els: Person) -> tuple[tuple[str, int | None], ...]:
    session.rollback()
    return verify_now(make_viewer(session, els), at=NOW).findings


def test_what_nobody_touched_is_whole(session: Session, els: Person) -> None:
    assert found(session, els) == ()


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE register_claim SET granted_points = 40 WHERE state = 'toegekend'", "toekenning"),
        ("UPDATE register_claim SET points = 40 WHERE state <> 'toegekend'", "punten"),
        ("UPDATE register_standing SET countable = 400", "stand"),
        ("""UPDATE register_standing SET tracks = replace(tracks, 'table": "4.0000"', 'table": "9.0000"')""", "stand"),
        (
            "UPDATE register_claim SET state = 'toegekend', granted_points = points WHERE state <> 'toegekend'",
            "toekenning",
        ),
    ],
)
def test_points_that_somebody_wrote_by_sql_are_found(session: Session, els: Person, statement: str, what: str) -> None:
    session.execute(text(statement))
    session.commit()

    assert what in {code for code, _ in found(session, els)}


def test_a_trail_that_the_database_guards_no_longer_is_said(session: Session, els: Person) -> None:
    tamper(session)

    assert found(session, els) == (("bewaking", None),)


def test_the_command_names_the_first_broken_line(app: Flask, session: Session, els: Person) -> None:
    whole = app.test_cli_runner().invoke(args=["register", "verify"])
    tamper(session, "UPDATE register_audit_entry SET act = 'iets anders' WHERE seq = 2")

    broken = app.test_cli_runner().invoke(args=["register", "verify", "--json"])

    assert (whole.exit_code, "alles klopt" in whole.stdout) == (0, True)
    assert (broken.exit_code, json.loads(broken.stdout)[0]["first_broken"]) == (1, 2)


def test_it_happens_by_itself_once_a_day_and_the_administrator_reads_it(session: Session, els: Person) -> None:
    first, second = verify_daily(at=NOW), verify_daily(at=NOW)

    (line,) = last_checks(session, make_viewer(session, els))
    assert (first, second, line.whole, line.asked_by) == (1, 0, True, "vanzelf")
    with pytest.raises(NotAllowed):
        last_checks(session, make_viewer(session, make_person(session, "Bo")))
