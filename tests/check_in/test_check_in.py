"""Checking in: the one who scans signs, for the session of the code and no other, while the code holds."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.accounts.attempts import TooManyTries
from register.errors import Conflict, NotAllowed, NotFound
from register.learning.change_activity import ChangedMeanwhile, withdraw_activity
from register.learning.check_in.check_in import CodeGone, ask_to_be_let_in, check_in, invitation
from register.learning.check_in.codes import open_code, show_new_code, token_of_typed
from register.learning.check_in.letting_in import answer_request, check_in_screen, take_out
from register.learning.check_in.models import CheckInCode, CheckInRequest
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Person
from register.points.models import Claim
from tests.makers import (
    NOON,
    TODAY,
    make_logged,
    make_organisation,
    make_person,
    make_registration,
    make_team,
    make_viewer,
)

LATER = NOON + timedelta(minutes=16)


def make_meeting(session: Session, leader: Person, *others: Person, title: str = "Intervisie") -> int:
    activity = make_logged(session, leader, others=others, held_on=TODAY, title=title)
    return session.scalars(select(LearningSession.id).where(LearningSession.activity_id == activity)).one()


def show(session: Session, leader: Person, meeting: int, at: datetime = NOON) -> str:
    show_new_code(make_viewer(session, leader), meeting, at=at)
    shown = open_code(session, meeting, at=at)
    assert shown is not None
    return shown.token


def part_of(session: Session, person: Person) -> Attendance:
    return session.scalars(select(Attendance).where(Attendance.person_id == person.id)).one()


def test_who_scans_confirms_the_own_presence_and_nobody_elses(session: Session) -> None:
    els, anna, bram = (make_person(session, name) for name in ("Els", "Anna", "Bram"))
    token = show(session, els, make_meeting(session, els, anna, bram))

    check_in(make_viewer(session, anna), token, content_version=1, at=NOON)

    assert part_of(session, anna).confirmation_method == "inchecken"
    assert part_of(session, bram).confirmed_at is None


def test_scanning_twice_is_scanning_once(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    token, viewer = show(session, els, make_meeting(session, els)), make_viewer(session, anna)

    check_in(viewer, token, content_version=1, at=NOON)
    check_in(viewer, token, content_version=1, at=NOON + timedelta(minutes=1))

    assert part_of(session, anna).confirmed_at == NOON


def test_who_was_not_on_the_list_comes_on_it_and_nobodys_confirmation_lapses(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, anna)
    token = show(session, els, make_meeting(session, els))

    check_in(make_viewer(session, anna), token, content_version=1, at=NOON)

    assert part_of(session, els).confirmed_version == 1
    assert session.scalar(select(func.count(Claim.id)).where(Claim.attendance_id == part_of(session, anna).id)) == 1
    assert [claim.facts["present"] for claim in session.scalars(select(Claim))] == [2]


def test_a_code_lands_at_its_own_session_only(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    first, second = make_meeting(session, els), make_meeting(session, els, title="Casus")
    show(session, els, first)
    token = show(session, els, second)

    check_in(make_viewer(session, anna), token, content_version=1, at=NOON)

    assert part_of(session, anna).session_id == second


def test_a_code_that_went_out_signs_nothing_and_the_facilitator_lets_in_with_one_click(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    meeting = make_meeting(session, els)
    token, leader, viewer = show(session, els, meeting), make_viewer(session, els), make_viewer(session, anna)

    with pytest.raises(CodeGone):
        check_in(viewer, token, content_version=1, at=LATER)
    ask_to_be_let_in(viewer, token, at=LATER)
    ask_to_be_let_in(viewer, token, at=LATER)
    (asking,) = check_in_screen(session, leader, meeting, at=LATER).asking
    answer_request(leader, asking.request_id, admit=True, at=LATER)

    assert asking.name == "Anna Vries"
    assert (part_of(session, anna).state, part_of(session, anna).confirmed_at) == ("aanwezig", None)
    with pytest.raises(Conflict):
        answer_request(leader, asking.request_id, admit=False, at=LATER)


def test_who_asked_on_the_day_can_be_let_in_for_two_weeks_and_nothing_else_can_be_done_then(session: Session) -> None:
    els, anna, bram = (make_person(session, name) for name in ("Els", "Anna", "Bram"))
    meeting = make_meeting(session, els, bram)
    token, leader = show(session, els, meeting), make_viewer(session, els)
    ask_to_be_let_in(make_viewer(session, anna), token, at=LATER)
    last, over = NOON + timedelta(days=14), NOON + timedelta(days=15)

    screen = check_in_screen(session, leader, meeting, at=last)
    with pytest.raises(Conflict, match="op de dag zelf"):
        answer_request(leader, screen.asking[0].request_id, admit=True, at=over)
    answer_request(leader, screen.asking[0].request_id, admit=True, at=last)

    assert (screen.is_today, screen.code, [one.may_go for one in screen.people]) == (False, None, [False, False])
    assert (part_of(session, anna).state, part_of(session, anna).confirmed_at) == ("aanwezig", None)
    with pytest.raises(Conflict, match="op de dag zelf"):
        take_out(leader, part_of(session, bram).id, at=last)
    with pytest.raises(Conflict, match="andere dag"):
        ask_to_be_let_in(make_viewer(session, make_person(session, "Kim")), token, at=last)


def test_who_is_refused_stays_off_the_list(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    token, viewer = show(session, els, make_meeting(session, els)), make_viewer(session, anna)
    ask_to_be_let_in(viewer, token, at=LATER)

    request = session.scalars(select(CheckInRequest.id)).one()
    answer_request(make_viewer(session, els), request, admit=False, at=LATER)
    ask_to_be_let_in(viewer, token, at=LATER)

    assert invitation(session, viewer, token, at=LATER).asked == "afgewezen"
    assert session.scalar(select(func.count()).where(Attendance.person_id == anna.id)) == 0


def test_what_somebody_checked_into_since_is_not_withdrawn_unseen(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    token = show(session, els, make_meeting(session, els))
    seen = session.scalars(select(Activity.version)).one()
    check_in(make_viewer(session, anna), token, content_version=1, at=NOON)

    with pytest.raises(ChangedMeanwhile, match="Er is niets ingetrokken"):
        withdraw_activity(make_viewer(session, els), session.scalars(select(Activity.id)).one(), version=seen, at=NOON)

    check_in(make_viewer(session, anna), token, content_version=1, at=NOON + timedelta(minutes=1))
    assert session.scalars(select(Activity.version)).one() == seen + 1


def test_after_granting_who_asked_can_be_turned_down_and_nobody_comes_in(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, els)
    meeting, leader = make_meeting(session, els), make_viewer(session, els)
    ask_to_be_let_in(make_viewer(session, anna), show(session, els, meeting), at=LATER)
    request = session.scalars(select(CheckInRequest.id)).one()
    session.scalars(select(Claim)).one().state = "toegekend"
    session.commit()

    screen = check_in_screen(session, leader, meeting, at=LATER)
    with pytest.raises(Conflict, match="al toegekend"):
        answer_request(leader, request, admit=True, at=LATER)
    with pytest.raises(Conflict, match="al toegekend"):
        show_new_code(leader, meeting, at=LATER)
    answer_request(leader, request, admit=False, at=LATER)

    assert (screen.locked, screen.code, [one.name for one in screen.asking]) == (True, None, ["Anna Vries"])
    assert session.scalars(select(CheckInRequest.answer)).one() == "afgewezen"
    assert session.scalar(select(func.count()).where(Attendance.person_id == anna.id)) == 0


def test_who_left_after_asking_is_shown_no_more_and_not_let_in(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    meeting = make_meeting(session, els)
    ask_to_be_let_in(make_viewer(session, anna), show(session, els, meeting), at=LATER)
    request, leader = session.scalars(select(CheckInRequest.id)).one(), make_viewer(session, els)
    anna.deactivated_at = LATER
    session.commit()

    with pytest.raises(Conflict, match="geen toegang meer"):
        answer_request(leader, request, admit=True, at=LATER)

    assert check_in_screen(session, leader, meeting, at=LATER).asking == ()
    assert session.scalar(select(func.count()).where(Attendance.person_id == anna.id)) == 0


def test_a_new_code_puts_the_one_before_out(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    meeting = make_meeting(session, els)
    old = show(session, els, meeting)
    new = show(session, els, meeting, at=NOON + timedelta(minutes=1))

    with pytest.raises(CodeGone):
        check_in(make_viewer(session, anna), old, content_version=1, at=NOON + timedelta(minutes=2))
    check_in(make_viewer(session, anna), new, content_version=1, at=NOON + timedelta(minutes=2))


def test_only_who_leads_shows_a_code_and_only_on_the_day(session: Session) -> None:
    els, anna, tom = (make_person(session, name) for name in ("Els", "Anna", "Tom"))
    meeting = make_meeting(session, els, anna)

    with pytest.raises(NotAllowed):
        show_new_code(make_viewer(session, anna), meeting, at=NOON)
    with pytest.raises(NotFound):
        show_new_code(make_viewer(session, tom), meeting, at=NOON)
    with pytest.raises(Conflict, match="op de dag zelf"):
        show_new_code(make_viewer(session, els), meeting, at=NOON + timedelta(days=1))


def test_a_code_is_nothing_in_another_organisation(session: Session) -> None:
    els = make_person(session, "Els")
    zed = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"))
    meeting = make_meeting(session, els)
    token = show(session, els, meeting)
    shown = open_code(session, meeting, at=NOON)
    assert shown is not None

    with pytest.raises(NotFound):
        check_in(make_viewer(session, zed), token, content_version=1, at=NOON)
    with pytest.raises(NotFound):
        token_of_typed(make_viewer(session, zed), shown.typed, at=NOON)


def test_a_typed_code_is_found_however_it_is_written_and_only_its_digest_is_kept(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    meeting = make_meeting(session, els)
    token = show(session, els, meeting)
    shown = open_code(session, meeting, at=NOON)
    assert shown is not None

    assert token_of_typed(make_viewer(session, anna), shown.typed.lower().replace(" ", "-"), at=NOON) == token
    assert shown.typed.replace(" ", "") not in session.scalars(select(CheckInCode.digest)).one()


def test_guessing_stops_after_five_tries_for_who_guesses_alone(session: Session) -> None:
    els, anna, bram = (make_person(session, name) for name in ("Els", "Anna", "Bram"))
    meeting = make_meeting(session, els)
    token = show(session, els, meeting)
    shown = open_code(session, meeting, at=NOON)
    assert shown is not None
    guesser = make_viewer(session, anna)
    for wrong in ("AAAAAAAA", "BBBBBBBB", "CCCCCCCC", "DDDDDDDD", "EEEEEEEE"):
        with pytest.raises(NotFound):
            token_of_typed(guesser, wrong, at=NOON)

    with pytest.raises(TooManyTries):
        token_of_typed(guesser, shown.typed, at=NOON)
    assert token_of_typed(make_viewer(session, bram), shown.typed, at=NOON) == token


def test_who_does_not_belong_there_is_taken_off_without_asking_the_others_again(session: Session) -> None:
    els, anna, bram = (make_person(session, name) for name in ("Els", "Anna", "Bram"))
    meeting = make_meeting(session, els, bram)
    token, leader = show(session, els, meeting), make_viewer(session, els)
    for one in (anna, bram):
        check_in(make_viewer(session, one), token, content_version=1, at=NOON)

    take_out(leader, part_of(session, anna).id, at=NOON)

    assert [one.name for one in check_in_screen(session, leader, meeting, at=NOON).people] == [
        "Bram Vries",
        "Els Vries",
    ]
    assert part_of(session, bram).confirmed_version == 1
    version = session.get_one(LearningSession, meeting).activity.version
    assert version == 3  # Anna came in and went out: the list that somebody has open is stale
    with pytest.raises(NotAllowed):
        take_out(leader, part_of(session, els).id, at=NOON)


def test_a_manager_who_checks_in_makes_it_a_session_with_authority(session: Session) -> None:
    team = make_team(session)
    els, ron = make_person(session, "Els", team=team), make_person(session, "Ron", manages=team)
    meeting = make_meeting(session, els)

    check_in(make_viewer(session, ron), show(session, els, meeting), content_version=1, at=NOON)

    assert session.get_one(LearningSession, meeting).activity.authority_relation
