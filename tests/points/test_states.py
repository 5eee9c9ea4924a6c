"""A claim moves along one table of moves, by its owner alone (C9)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.errors import Conflict, Invalid, NotFound
from register.learning.models import Attendance
from register.people.models import Person
from register.points.models import Claim, Standing
from register.points.states import MOVES, UNDONE_TO, Moved, move_claim, undo_move
from register.rules.facts import ClaimState
from tests.makers import TODAY, make_logged, make_person, make_registration, make_viewer

DRAFT, READY, FILED, GRANTED, REJECTED = (
    ClaimState.DRAFT,
    ClaimState.READY,
    ClaimState.FILED,
    ClaimState.GRANTED,
    ClaimState.REJECTED,
)


@pytest.fixture
def els(session: Session) -> Person:
    person = make_person(session, "Els")
    make_registration(session, person)
    return person


@pytest.fixture
def claim(session: Session, els: Person) -> Claim:
    make_logged(session, els)
    return session.scalars(select(Claim)).one()


def move(
    session: Session, person: Person, claim: Claim, to: ClaimState, now: datetime, *, granted: str | None = None
) -> Moved:
    return move_claim(
        make_viewer(session, person),
        claim.id,
        to=to,
        day=TODAY,
        granted=None if granted is None else Decimal(granted),
        at=now,
    )


def test_a_claim_is_filed_and_granted_with_the_points_beside_what_was_claimed(
    session: Session, els: Person, claim: Claim, now: datetime
) -> None:
    claimed = claim.points

    move(session, els, claim, FILED, now)
    move(session, els, claim, GRANTED, now, granted="1.5")

    assert (claim.state, claim.filed_on, claim.decided_on) == (GRANTED, TODAY, TODAY)
    assert (claim.points, claim.granted_points) == (claimed, Decimal("1.5"))
    total = session.scalars(select(Standing)).first()
    assert total is not None
    assert (total.granted, total.countable) == (Decimal("1.5"), Decimal("1.5"))


def test_a_rejected_claim_counts_no_longer(session: Session, els: Person, claim: Claim, now: datetime) -> None:
    move(session, els, claim, FILED, now)
    move(session, els, claim, REJECTED, now)

    total = session.scalars(select(Standing)).first()
    assert total is not None
    assert (total.logged, total.countable) == (Decimal(2), Decimal(0))


@pytest.mark.parametrize(
    ("start", "to"),
    [
        (DRAFT, READY), (DRAFT, FILED), (DRAFT, GRANTED), (DRAFT, REJECTED), (READY, DRAFT), (READY, GRANTED),
        (READY, REJECTED), (FILED, DRAFT), (FILED, READY), (FILED, FILED), (GRANTED, DRAFT), (GRANTED, READY),
        (GRANTED, FILED), (GRANTED, GRANTED), (GRANTED, REJECTED), (REJECTED, READY), (REJECTED, GRANTED),
    ],
)  # fmt: skip
def test_a_move_that_is_not_in_the_table_is_refused(
    session: Session, els: Person, claim: Claim, now: datetime, *, start: ClaimState, to: ClaimState
) -> None:
    claim.state = start
    session.commit()

    with pytest.raises(Conflict):
        move(session, els, claim, to, now, granted="1")

    assert claim.state == start


def test_the_table_of_moves_knows_every_state() -> None:
    assert set(MOVES) == set(ClaimState)
    assert set(UNDONE_TO) == {FILED, GRANTED, REJECTED}


def test_only_the_owner_moves_a_claim(session: Session, claim: Claim, now: datetime) -> None:
    boss = make_person(session, "Bo", roles=("hr", "admin", "coordinator"))

    with pytest.raises(NotFound):
        move(session, boss, claim, FILED, now)
    with pytest.raises(NotFound):
        undo_move(make_viewer(session, boss), claim.id, at=now)


@pytest.mark.parametrize(("to", "back"), [(GRANTED, FILED), (REJECTED, FILED)])
def test_a_mistaken_decision_is_undone_the_same_day(
    session: Session, els: Person, claim: Claim, now: datetime, *, to: ClaimState, back: ClaimState
) -> None:
    viewer = make_viewer(session, els)
    move(session, els, claim, FILED, now)
    move(session, els, claim, to, now, granted="2")

    undo_move(viewer, claim.id, at=now + timedelta(hours=5))

    assert (claim.state, claim.granted_points, claim.decided_on, claim.filed_on) == (back, None, None, TODAY)
    undo_move(viewer, claim.id, at=now + timedelta(hours=5))
    assert (claim.state, claim.filed_on) == (READY, None)


def test_the_next_day_undoing_is_refused_and_the_text_says_what_then(
    session: Session, els: Person, claim: Claim, now: datetime
) -> None:
    move(session, els, claim, FILED, now)

    with pytest.raises(Conflict, match="op de dag zelf"):
        undo_move(make_viewer(session, els), claim.id, at=now + timedelta(days=1))


def test_a_claim_that_was_never_moved_has_nothing_to_undo(
    session: Session, els: Person, claim: Claim, now: datetime
) -> None:
    with pytest.raises(Conflict, match="niets om ongedaan"):
        undo_move(make_viewer(session, els), claim.id, at=now)


@pytest.mark.parametrize(
    ("day", "why"),
    [(TODAY + timedelta(days=1), "nog niet geweest"), (date(2026, 3, 4), "voor de activiteit zelf")],
)
def test_a_day_of_filing_that_cannot_be_is_refused(
    session: Session, els: Person, claim: Claim, now: datetime, *, day: date, why: str
) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        move_claim(make_viewer(session, els), claim.id, to=FILED, day=day, at=now)

    assert refused.value.field == "day"


@pytest.mark.parametrize("granted", [None, "-1", "NaN", "Infinity", "10000.1"])
def test_points_that_cannot_be_are_refused(
    session: Session, els: Person, claim: Claim, now: datetime, *, granted: str | None
) -> None:
    move(session, els, claim, FILED, now)

    with pytest.raises(Invalid) as refused:
        move(session, els, claim, GRANTED, now, granted=granted)

    assert refused.value.field == "granted"


def test_a_stale_page_does_not_move_a_claim(session: Session, els: Person, claim: Claim, now: datetime) -> None:
    seen = claim.version
    move(session, els, claim, FILED, now)

    with pytest.raises(Conflict, match="intussen gewijzigd"):
        undo_move(make_viewer(session, els), claim.id, version=seen, at=now)


def test_every_move_is_in_the_trail(session: Session, els: Person, claim: Claim, now: datetime) -> None:
    move(session, els, claim, FILED, now)
    move(session, els, claim, GRANTED, now, granted="2")
    undo_move(make_viewer(session, els), claim.id, at=now)

    acts = session.scalars(
        select(AuditEntry.act).where(AuditEntry.object_kind == "claim").order_by(AuditEntry.seq)
    ).all()
    assert acts == ["claim.ingevoerd", "claim.toegekend", "claim.ongedaan"]


def test_a_draft_waits_for_its_owner_and_cannot_be_filed(session: Session, els: Person, now: datetime) -> None:
    jan = make_person(session, "Jan")
    make_registration(session, jan)
    make_logged(session, els, others=(jan,))
    waiting = session.scalars(
        select(Claim).join(Attendance, Attendance.id == Claim.attendance_id).where(Attendance.person_id == jan.id)
    ).one()

    with pytest.raises(Conflict, match="Bevestig eerst"):
        move(session, jan, waiting, FILED, now)
