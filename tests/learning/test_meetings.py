"""An activity of several meetings: claims of each, change one, take one away, add one; the errors say which."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.errors import Invalid
from register.learning.change_activity import change_activity
from register.learning.confirm import confirm
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.facts_of import is_confirmed
from register.learning.log_activity import Logged, log_activity
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.preview import preview_activity
from register.people.models import Person
from register.points.models import Claim
from tests.makers import TODAY, make_person, make_registration, make_viewer


def make_meeting(day: int, *people: Person, minutes: int = 120, **given: object) -> SessionEntry:
    participants = tuple(Participant(person_id=one.id) for one in people)
    held_on = date(2026, 3, day)
    return SessionEntry(held_on=held_on, gross_minutes=minutes, participants=participants, **given)  # type: ignore[arg-type]


def make_series(*meetings: SessionEntry) -> ActivityEntry:
    return ActivityEntry(kind="intervisie", sessions=meetings, title="Reeks")


def log(session: Session, person: Person, entry: ActivityEntry, now: datetime) -> Logged:
    return log_activity(make_viewer(session, person), entry, at=now, today=TODAY)


def change(session: Session, person: Person, activity: Activity, entry: ActivityEntry, now: datetime) -> None:
    viewer, version = make_viewer(session, person), activity.version
    change_activity(viewer, activity.id, entry, version=version, at=now, today=TODAY)
    session.expire_all()


@pytest.fixture
def els(session: Session) -> Person:
    els = make_person(session, "Els")
    make_registration(session, els)
    return els


def test_every_meeting_gives_its_own_points_and_the_answer_adds_them_up(
    session: Session, els: Person, now: datetime
) -> None:
    jan = make_person(session, "Jan")

    logged = log(
        session, els, make_series(make_meeting(3, els, jan), make_meeting(4, els, jan), make_meeting(5, els)), now
    )

    assert [claim.points for claim in session.scalars(select(Claim).order_by(Claim.completed_on))] == [2, 2, 2]
    assert logged.points == {"skj-jgp": Decimal(6)}
    assert logged.to_confirm == 1


def test_the_preview_counts_all_meetings_and_stores_nothing(session: Session, els: Person, now: datetime) -> None:
    entry = make_series(make_meeting(3, els), make_meeting(4, els, minutes=150, excluded={"pauze": 30}))

    preview = preview_activity(session, make_viewer(session, els), entry, at=now, today=TODAY)

    assert (preview.net_minutes, preview.gross_minutes) == (240, 270)
    assert [total.points for total in preview.totals] == [4]
    assert [meeting.net_minutes for meeting in preview.meetings] == [120, 120]
    assert session.scalar(select(func.count(Activity.id))) == 0


def test_one_meeting_is_changed_one_taken_away_and_one_added(session: Session, els: Person, now: datetime) -> None:
    log(session, els, make_series(make_meeting(3, els), make_meeting(4, els), make_meeting(5, els)), now)
    activity = session.scalars(select(Activity)).one()
    first, second, _ = activity.sessions
    entry = make_series(
        make_meeting(3, els, session_id=first.id),
        make_meeting(4, els, minutes=180, session_id=second.id, starts_at=time(9), ends_at=time(12)),
        make_meeting(9, els, minutes=60),
    )

    change(session, els, activity, entry, now)

    stored = [(one.held_on.day, one.gross_minutes) for one in activity.sessions]
    assert stored == [(3, 120), (4, 180), (9, 60)]
    assert [one.id for one in activity.sessions[:2]] == [first.id, second.id]
    assert [claim.points for claim in session.scalars(select(Claim).order_by(Claim.completed_on))] == [2, 3, 1]
    assert session.scalar(select(func.count(LearningSession.id))) == 3


def test_a_meeting_taken_away_asks_whoever_was_at_the_others_again(
    session: Session, els: Person, now: datetime
) -> None:
    jan = make_person(session, "Jan")
    log(session, els, make_series(make_meeting(3, els, jan), make_meeting(4, els, jan)), now)
    activity = session.scalars(select(Activity)).one()
    theirs = session.scalars(select(Attendance).where(Attendance.person_id == jan.id).order_by(Attendance.id)).first()
    assert theirs is not None
    confirm(make_viewer(session, jan), theirs.id, content_version=1, method="kaart", at=now)
    only = make_series(make_meeting(3, els, jan, session_id=activity.sessions[0].id))

    change(session, els, activity, only, now)

    assert not is_confirmed(theirs)
    assert session.scalar(select(func.count(Attendance.id))) == 2


def test_somebody_is_there_on_one_day_and_not_on_the_next(session: Session, els: Person, now: datetime) -> None:
    jan = make_person(session, "Jan")
    make_registration(session, jan)
    absent = replace(
        make_meeting(4, els),
        participants=(Participant(person_id=els.id), Participant(person_id=jan.id, state="afwezig")),
    )

    log(session, els, make_series(make_meeting(3, els, jan), absent), now)

    days = session.scalars(
        select(Claim.completed_on).join(Attendance, Attendance.id == Claim.attendance_id)
        .where(Attendance.person_id == jan.id)
    ).all()  # fmt: skip
    assert days == [date(2026, 3, 3)]


def test_a_meeting_of_another_activity_is_never_touched(session: Session, els: Person, now: datetime) -> None:
    log(session, els, make_series(make_meeting(20, els)), now)
    foreign = session.scalars(select(LearningSession)).one()
    own = log(session, els, make_series(make_meeting(3, els), make_meeting(4, els)), now)
    activity = session.get_one(Activity, own.activity_id)
    mine = activity.sessions[0].id
    entry = make_series(make_meeting(3, els, session_id=mine), make_meeting(6, els, session_id=foreign.id))

    change(session, els, activity, entry, now)

    assert (foreign.activity_id, foreign.held_on.day) != (activity.id, 6)
    assert [one.held_on.day for one in activity.sessions] == [3, 6]


def test_an_error_says_which_meeting_it_is_about(session: Session, els: Person, now: datetime) -> None:
    late = replace(make_meeting(3, els), held_on=date(2026, 12, 24))

    with pytest.raises(Invalid, match="in de toekomst") as refused:
        log(session, els, make_series(make_meeting(3, els), late), now)

    assert refused.value.field == "sessions-1-held_on"


def test_two_meetings_on_one_day_hold_24_hours_together(session: Session, els: Person, now: datetime) -> None:
    with pytest.raises(Invalid, match="meer dan 24 uur"):
        log(session, els, make_series(make_meeting(3, els, minutes=800), make_meeting(3, els, minutes=800)), now)
