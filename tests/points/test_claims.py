"""What becomes of claims when registrations and content change: nothing that a register has seen is lost."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import Invalid
from register.imports.by_hand import RegistrationEntry, save_registration
from register.learning.change_activity import change_activity
from register.learning.confirm import confirm
from register.learning.models import Activity, Attendance
from register.people.models import Person, Registration
from register.points.models import Claim, Standing
from register.points.states import move_claim, undo_move
from register.rules.facts import ClaimState
from tests.learning.making import make_entry
from tests.makers import TODAY, make_logged, make_person, make_registration, make_viewer

FILED_ON = date(2026, 11, 21)


def claims_of(session: Session, person: Person) -> Sequence[Claim]:
    session.expire_all()
    return session.scalars(
        select(Claim)
        .join(Registration, Registration.id == Claim.registration_id)
        .where(Registration.person_id == person.id)
        .order_by(Claim.register_id, Claim.id)
    ).all()


def the_claim(session: Session, person: Person) -> Claim:
    (claim,) = claims_of(session, person)
    return claim


def standings(session: Session, registration: Registration) -> dict[str, Decimal]:
    session.expire_all()
    row = session.scalar(select(Standing).where(Standing.registration_id == registration.id))
    return {} if row is None else {"total": row.countable, **{one.code: one.countable for one in row.tracks}}


def hr(session: Session) -> Viewer:
    return make_viewer(session, make_person(session, "Hanna", roles=("hr",)))


def move(session: Session, person: Person, to: ClaimState, at: datetime, *, granted: Decimal | None = None) -> None:
    number = the_claim(session, person).id
    move_claim(make_viewer(session, person), number, to=to, day=FILED_ON, granted=granted, at=at)


def save(session: Session, person: Person, entry: RegistrationEntry, now: datetime) -> int:
    viewer = hr(session)
    return save_registration(viewer, person.id, entry, at=now)


def entry_of(register_id: str = "skj-jgp", **given: object) -> RegistrationEntry:
    values: dict[str, object] = {"number": "", "level": "", "cycle_starts_on": date(2024, 1, 1), "cycle_ends_on": None}
    return RegistrationEntry(register_id=register_id, **{**values, **given})  # type: ignore[arg-type]


def edit(session: Session, person: Person, activity_id: int, now: datetime, *others: Person, minutes: int) -> None:
    entry = make_entry(person, *others, minutes=minutes, held_on=date(2026, 3, 5))
    version = session.get_one(Activity, activity_id).version
    change_activity(make_viewer(session, person), activity_id, entry, version=version, at=now, today=TODAY)


def reads(statements: Sequence[str]) -> int:
    return sum(statement.startswith("SELECT") for statement in statements)


def test_a_period_that_nobody_knows_stops_no_logging(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    registration = make_registration(session, els, "skj-jgp", cycle_ends_on=None)
    unknown = make_registration(session, els, "rp-ed", cycle_ends_on=None)

    make_logged(session, els)

    first, second = claims_of(session, els)
    assert (first.register_id, first.points) == ("rp-ed", None)
    assert first.state == ClaimState.READY
    assert second.points == Decimal(2)
    assert standings(session, unknown) == {}
    assert standings(session, registration)["total"] == Decimal(2)


def test_the_points_follow_once_hr_records_the_end(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    unknown = make_registration(session, els, "rp-ed", cycle_ends_on=None)
    make_logged(session, els)
    viewer = hr(session)

    save_registration(
        viewer,
        els.id,
        entry_of("rp-ed", cycle_ends_on=date(2028, 12, 31)),
        registration_id=unknown.id,
        version=unknown.version,
        at=now,
    )

    assert the_claim(session, els).rule_digest
    assert the_claim(session, els).track is not None
    assert "total" in standings(session, unknown)


def test_a_register_that_is_not_shipped_stops_no_logging(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    make_registration(session, els, "bestaat-niet")

    make_logged(session, els)

    assert claims_of(session, els) == []


def test_an_edit_after_filing_asks_again_and_the_filing_stands(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    make_registration(session, jan)
    activity_id = make_logged(session, els, others=(jan,))
    own = session.scalars(select(Attendance.id).where(Attendance.person_id == jan.id)).one()
    confirm(make_viewer(session, jan), own, content_version=1, method="kaart", at=now)
    move(session, jan, ClaimState.FILED, now)

    edit(session, els, activity_id, now, jan, minutes=90)
    waiting = the_claim(session, jan)
    assert (waiting.state, waiting.filed_on) == (ClaimState.DRAFT, FILED_ON)
    confirm(make_viewer(session, jan), own, content_version=2, method="kaart", at=now)

    again = the_claim(session, jan)
    assert (again.state, again.filed_on, again.points) == (ClaimState.FILED, FILED_ON, Decimal("1.5"))


def test_what_was_filed_before_an_edit_can_be_filed_anew_that_day(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    make_registration(session, els)
    activity_id = make_logged(session, els)
    move(session, els, ClaimState.FILED, now)
    edit(session, els, activity_id, now, minutes=90)

    undo_move(make_viewer(session, els), the_claim(session, els).id, at=now)

    assert (the_claim(session, els).state, the_claim(session, els).filed_on) == (ClaimState.READY, None)


def test_a_rejection_stands_after_an_edit(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    make_registration(session, jan)
    activity_id = make_logged(session, els, others=(jan,))
    own = session.scalars(select(Attendance.id).where(Attendance.person_id == jan.id)).one()
    confirm(make_viewer(session, jan), own, content_version=1, method="kaart", at=now)
    move(session, jan, ClaimState.FILED, now)
    move(session, jan, ClaimState.REJECTED, now)

    edit(session, els, activity_id, now, jan, minutes=90)
    confirm(make_viewer(session, jan), own, content_version=2, method="kaart", at=now)

    assert (the_claim(session, jan).state, the_claim(session, jan).decided_on) == (ClaimState.REJECTED, FILED_ON)


def test_a_new_cycle_takes_over_what_was_filed(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    old = make_registration(session, els, cycle_starts_on=date(2021, 1, 1), cycle_ends_on=date(2025, 12, 31))
    make_logged(session, els)
    move(session, els, ClaimState.FILED, now)

    new_id = save(session, els, entry_of(cycle_starts_on=date(2026, 1, 1)), now)

    claim = the_claim(session, els)
    assert (claim.registration_id, claim.state, claim.filed_on) == (new_id, ClaimState.FILED, FILED_ON)
    assert standings(session, old)["total"] == Decimal(0)
    assert standings(session, session.get_one(Registration, new_id))["total"] == Decimal(2)


def test_granted_points_stay_in_their_cycle_and_are_not_claimed_twice(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    old = make_registration(session, els, cycle_starts_on=date(2021, 1, 1), cycle_ends_on=date(2026, 6, 30))
    make_logged(session, els)
    move(session, els, ClaimState.FILED, now)
    move(session, els, ClaimState.GRANTED, now, granted=Decimal(2))

    save(session, els, entry_of(cycle_starts_on=date(2026, 1, 1)), now)

    claim = the_claim(session, els)
    assert (claim.registration_id, claim.state, claim.granted_points) == (old.id, ClaimState.GRANTED, Decimal(2))


def test_a_second_register_claims_what_another_granted_already(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    make_registration(session, els)
    make_logged(session, els)
    move(session, els, ClaimState.FILED, now)
    move(session, els, ClaimState.GRANTED, now, granted=Decimal(2))

    save(session, els, entry_of("vv"), now)

    granted, new = claims_of(session, els)
    assert (granted.register_id, granted.state) == ("skj-jgp", ClaimState.GRANTED)
    assert (new.register_id, new.state) == ("vv", ClaimState.READY)


def test_who_left_a_register_makes_no_points_there(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    make_registration(session, els, ended_on=date(2026, 1, 31))

    make_logged(session, els)

    assert claims_of(session, els) == []


def test_leaving_a_register_later_keeps_what_was_filed(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    registration = make_registration(session, els)
    make_logged(session, els)
    make_logged(session, els, title="Klaar en niet ingevoerd", held_on=date(2026, 3, 6))
    first = claims_of(session, els)[0].id
    viewer = hr(session)
    move_claim(make_viewer(session, els), first, to=ClaimState.FILED, day=FILED_ON, at=now)

    save_registration(
        viewer,
        els.id,
        entry_of(ended_on=date(2026, 1, 31)),
        registration_id=registration.id,
        version=registration.version,
        at=now,
    )

    assert (the_claim(session, els).id, the_claim(session, els).state) == (first, ClaimState.FILED)


def test_a_new_registration_counts_a_long_history_with_as_few_questions_as_a_short_one(
    session: Session, now: datetime
) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    for day in range(1, 5):
        make_logged(session, els, held_on=date(2026, 3, day))
    for day in range(1, 21):
        make_logged(session, jan, held_on=date(2026, 3, day))
    viewer = hr(session)
    seen: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *call: seen.append(call[2]))

    save_registration(viewer, els.id, entry_of(), at=now)
    few = reads(seen)
    save_registration(viewer, jan.id, entry_of(), at=now)

    assert reads(seen) - few == few
    assert len(claims_of(session, jan)) == 20


def test_the_register_of_a_registration_with_claims_stays_what_it_is(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    registration = make_registration(session, els)
    make_logged(session, els)

    with pytest.raises(Invalid, match="voeg voor het andere register een nieuwe registratie toe") as refused:
        save_registration(
            hr(session),
            els.id,
            entry_of("vv"),
            registration_id=registration.id,
            version=registration.version,
            at=now,
        )

    assert refused.value.field == "register_id"
    assert the_claim(session, els).register_id == "skj-jgp"


def test_the_register_of_a_registration_without_claims_can_be_mended(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    registration = make_registration(session, els)

    save_registration(
        hr(session), els.id, entry_of("vv"), registration_id=registration.id, version=registration.version, at=now
    )

    session.expire_all()
    assert registration.register_id == "vv"
