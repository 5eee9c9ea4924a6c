"""The question is made when it is due, answered by its person alone, and only added up for many."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.culture.followup.due import make_due
from register.culture.followup.models import FollowUp
from register.culture.followup.questions import Question, answer_question, questions_for, undo_answer
from register.culture.followup.totals import Cell, Row, follow_up_totals
from register.errors import Invalid, NotFound
from register.learning.change_activity import withdraw_activity
from register.learning.confirm import confirm, dispute
from register.people.models import Person
from tests.confirm.reading import attendance_of
from tests.followup.making import make_answers, make_question
from tests.makers import TODAY, make_logged, make_organisation, make_person, make_team, make_training, make_viewer

SIX_WEEKS_AGO = date(2026, 10, 11)


def made(session: Session) -> list[tuple[int, int, date]]:
    rows = session.execute(select(FollowUp.person_id, FollowUp.weeks, FollowUp.due_on).order_by(FollowUp.id))
    return [(row.person_id, row.weeks, row.due_on) for row in rows]


def waiting(session: Session, person: Person, answered_id: int | None = None) -> tuple[Question, ...]:
    return questions_for(session, make_viewer(session, person), today=TODAY, answered_id=answered_id).waiting


def row_named(rows: tuple[Row, ...], name: str) -> Row:
    return next(row for row in rows if row.name == name)


def test_six_and_twelve_weeks_after_the_last_meeting_each_once(session: Session, now: datetime) -> None:
    els = make_person(session)
    make_logged(session, els, held_on=SIX_WEEKS_AGO)
    make_logged(session, els, held_on=SIX_WEEKS_AGO - timedelta(weeks=6))

    assert (make_due(at=now), make_due(at=now)) == (2, 0)
    assert sorted(made(session)) == [(els.id, 6, TODAY), (els.id, 12, TODAY)]


def test_a_day_too_early_is_not_asked_and_who_was_late_is_asked_still(session: Session, now: datetime) -> None:
    els = make_person(session)
    make_logged(session, els, held_on=SIX_WEEKS_AGO + timedelta(days=1))
    make_logged(session, els, held_on=SIX_WEEKS_AGO - timedelta(days=28))
    make_logged(session, els, held_on=SIX_WEEKS_AGO - timedelta(days=29))

    make_due(at=now)

    assert made(session) == [(els.id, 6, TODAY - timedelta(days=28))]


def test_of_a_training_of_more_days_the_last_counts_and_is_asked_once(session: Session) -> None:
    els = make_person(session)
    make_training(session, els)

    make_due(at=datetime.fromisoformat("2026-04-16T09:00:00+00:00"))

    assert made(session) == [(els.id, 6, date(2026, 4, 16))]


def test_who_did_not_confirm_or_said_that_it_is_wrong_is_not_asked(session: Session, now: datetime) -> None:
    els, jan, mia = make_person(session, "Els"), make_person(session, "Jan"), make_person(session, "Mia")
    bo, kim = make_person(session, "Bo"), make_person(session, "Kim")
    activity = make_logged(session, els, others=(jan, mia, bo, kim), held_on=SIX_WEEKS_AGO)
    dispute(make_viewer(session, mia), attendance_of(session, activity, mia).id, reason="", at=now)
    confirm(
        make_viewer(session, bo), attendance_of(session, activity, bo).id, content_version=1, method="kaart", at=now
    )
    kim.deactivated_at = now
    session.commit()

    make_due(at=now)

    assert [person_id for person_id, _, _ in made(session)] == [els.id, bo.id]


def test_an_activity_that_was_taken_back_asks_nothing(session: Session, now: datetime) -> None:
    els = make_person(session)
    activity = make_logged(session, els, held_on=SIX_WEEKS_AGO)
    make_question(session, els, activity)

    withdraw_activity(make_viewer(session, els), activity, at=now)

    assert make_due(at=now) == 0
    assert waiting(session, els) == ()


def test_an_answer_takes_the_question_away_and_undoing_brings_it_back(session: Session, now: datetime) -> None:
    els = make_person(session)
    question = make_question(session, els, make_logged(session, els, title="Intervisie Oost"))
    viewer = make_viewer(session, els)

    answer_question(viewer, question, "deels", at=now)
    shown = questions_for(session, viewer, today=TODAY, answered_id=question)

    assert shown.waiting == ()
    assert shown.answered is not None
    assert (shown.answered.title, shown.answered.answer) == ("Intervisie Oost", "deels")
    undo_answer(viewer, question)
    assert [one.follow_up_id for one in waiting(session, els)] == [question]


def test_skipping_is_no_answer_and_can_be_undone(session: Session, now: datetime) -> None:
    els = make_person(session)
    question = make_question(session, els, make_logged(session, els))

    answer_question(make_viewer(session, els), question, "overslaan", at=now)

    assert waiting(session, els) == ()
    assert session.get_one(FollowUp, question).answer is None
    undo_answer(make_viewer(session, els), question)
    assert len(waiting(session, els)) == 1


def test_a_question_is_asked_for_four_weeks_and_two_at_a_time(session: Session) -> None:
    els = make_person(session)
    for days in (0, 1, 2, 28, 29):
        make_question(session, els, make_logged(session, els), due_on=TODAY - timedelta(days=days))

    assert [one.held_on for one in waiting(session, els)] == [date(2026, 10, 11), date(2026, 10, 10)]


@pytest.mark.parametrize("role", ["manager", "hr", "admin", "coordinator"])
def test_nobody_answers_or_reads_for_somebody_else(session: Session, now: datetime, role: str) -> None:
    team = make_team(session)
    els, other = make_person(session, team=team), make_person(session, "Ron", roles=(role,), manages=team)
    question = make_question(session, els, make_logged(session, els, others=(other,)))

    assert questions_for(session, make_viewer(session, other), today=TODAY, answered_id=question).answered is None
    assert waiting(session, other, question) == ()
    with pytest.raises(NotFound):
        answer_question(make_viewer(session, other), question, "ja", at=now)
    with pytest.raises(NotFound):
        undo_answer(make_viewer(session, other), question)


def test_an_answer_that_is_none_is_refused(session: Session, now: datetime) -> None:
    els = make_person(session)
    question = make_question(session, els, make_logged(session, els))

    with pytest.raises(Invalid):
        answer_question(make_viewer(session, els), question, "misschien", at=now)


def test_an_answer_stands_in_no_trail(session: Session, now: datetime) -> None:
    els = make_person(session)
    question = make_question(session, els, make_logged(session, els))
    before = session.scalars(select(AuditEntry.act)).all()

    answer_question(make_viewer(session, els), question, "nee", at=now)

    assert session.scalars(select(AuditEntry.act)).all() == before


def test_formal_and_informal_learning_stand_beside_each_other(session: Session) -> None:
    make_answers(session, "intervisie", "ja", "ja", "ja", "deels", "nee")
    make_answers(session, "training", "ja", "ja", "nee", "nee", "nee", weeks=12)

    totals = follow_up_totals(session, make_viewer(session, make_person(session)), on=TODAY)

    assert row_named(totals.sorts, "Leren van elkaar").cells == (Cell(yes=3, partly=1, no=1, people=5), None)
    assert row_named(totals.sorts, "Formeel leren").cells == (None, Cell(yes=2, partly=0, no=3, people=5))
    assert row_named(totals.kinds, "Intervisie").cells == (Cell(yes=3, partly=1, no=1, people=5), None)
    assert Cell(yes=2, partly=0, no=3, people=5).share == 40


def test_of_fewer_than_five_people_nothing_is_shown(session: Session) -> None:
    make_answers(session, "intervisie", "ja", "ja", "ja", "nee")

    totals = follow_up_totals(session, make_viewer(session, make_person(session)), on=TODAY)

    assert row_named(totals.sorts, "Leren van elkaar").cells == (None, None)
    assert totals.kinds == ()


def test_five_answers_of_one_person_are_too_few(session: Session) -> None:
    els = make_person(session)
    for _ in range(5):
        make_question(session, els, make_logged(session, els), answer="ja")

    totals = follow_up_totals(session, make_viewer(session, els), on=TODAY)

    assert row_named(totals.sorts, "Leren van elkaar").cells == (None, None)


def test_what_stays_out_cannot_be_found_by_taking_the_others_from_their_sum(session: Session) -> None:
    make_answers(session, "intervisie", "ja", "ja", "ja", "ja", "ja", "nee")
    make_answers(session, "meelopen", "ja", "ja", "ja", "ja", "nee")
    make_answers(session, "supervisie", "nee")

    totals = follow_up_totals(session, make_viewer(session, make_person(session)), on=TODAY)

    assert row_named(totals.sorts, "Leren van elkaar").cells[0] == Cell(yes=9, partly=0, no=1, people=10)
    assert row_named(totals.kinds, "Intervisie").cells[0] == Cell(yes=5, partly=0, no=0, people=5)
    assert row_named(totals.kinds, "Meelopen").cells[0] == Cell(yes=4, partly=0, no=1, people=5)
    assert "Supervisie" not in {row.name for row in totals.kinds}


def test_a_look_later_differs_by_the_answers_of_five_people_or_more(session: Session) -> None:
    make_answers(session, "intervisie", "ja", "ja", "ja", "ja", "ja")
    viewer = make_viewer(session, make_person(session))
    this_month = follow_up_totals(session, viewer, on=TODAY.replace(day=1) - timedelta(days=1))
    first = follow_up_totals(session, viewer, on=TODAY)
    make_answers(session, "intervisie", "nee", first=10)
    one_more = follow_up_totals(session, viewer, on=TODAY)
    make_answers(session, "intervisie", "nee", "nee", "nee", "nee", first=20)

    later = follow_up_totals(session, viewer, on=TODAY)

    assert (this_month.is_empty, one_more) == (True, first)
    assert later.kinds[0].cells[0] == Cell(yes=5, partly=0, no=5, people=10)


def test_the_years_are_whole_blocks_that_make_up_all_years_together(session: Session) -> None:
    make_answers(session, "intervisie", "ja", "ja", "ja", "ja", "nee", "nee", "nee")
    for one in session.scalars(select(FollowUp)):
        one.answered_at = one.answered_at and one.answered_at.replace(year=2024)
    session.commit()
    make_answers(session, "intervisie", "deels", "deels", "deels", "ja", first=10)
    viewer = make_viewer(session, make_person(session))

    earlier, later, all_years = (follow_up_totals(session, viewer, on=TODAY, year=year) for year in (2024, 2026, None))

    assert all_years.years == (2026, 2024)
    assert earlier.kinds[0].cells[0] == Cell(yes=4, partly=0, no=1, people=5)
    assert later.kinds[0].cells[0] == Cell(yes=0, partly=3, no=2, people=5)
    assert all_years.kinds[0].cells[0] == Cell(yes=4, partly=3, no=3, people=10)
    assert follow_up_totals(session, viewer, on=TODAY, year=2025).is_empty


def test_the_totals_are_of_the_own_organisation(session: Session) -> None:
    make_answers(session, "intervisie", "ja", "ja", "ja", "ja", "ja")
    zed = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"))

    assert follow_up_totals(session, make_viewer(session, zed), on=TODAY).is_empty
