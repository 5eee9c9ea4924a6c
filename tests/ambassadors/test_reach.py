"""Reach is counted of a method and never of a person; one's own work is one's own."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.culture.ambassadors.listing import list_methods
from register.culture.ambassadors.own_work import own_work
from register.culture.ambassadors.paper import Span, make_overview
from register.culture.ambassadors.reach import Reach, reach_of
from register.errors import Invalid, NotFound
from register.learning.change_activity import withdraw_activity
from register.learning.confirm import dispute
from register.learning.entry import Participant
from register.learning.labels.models import WorkMethod
from register.learning.log_activity import log_activity
from register.learning.models import Attendance
from register.people.models import Person
from tests.ambassadors.making import make_ambassador, make_method, make_question
from tests.learning.making import DAY, make_entry
from tests.makers import NOON, TODAY, make_person, make_team, make_viewer
from tests.papers.checking import text_of


def make_house(session: Session) -> tuple[WorkMethod, Person, tuple[Person, Person, Person]]:
    """Els, ambassador, and three colleagues of two teams."""
    east, west = make_team(session, "Oost"), make_team(session, "West")
    method, els = make_method(session), make_person(session, "Els", team=east)
    make_ambassador(session, method, els)
    return method, els, (
        make_person(session, "Jan", team=east), make_person(session, "Mo", team=west),
        make_person(session, "Anna", team=west),
    )  # fmt: skip


def hold(session: Session, els: Person, *others: Person, at: datetime, **given: object) -> int:
    """Els gives a session; returns the activity."""
    participants = (
        Participant(person_id=els.id, role="ambassadeur"), *(Participant(person_id=one.id) for one in others),
    )  # fmt: skip
    entry = make_entry(
        kind="ambassadeurswerk", participants=participants, work_method="Welzijn op recept", minutes=90, **given
    )
    return log_activity(make_viewer(session, els), entry, at=at, today=TODAY).activity_id


def test_reach_counts_sessions_and_different_people_and_teams(session: Session, now: datetime) -> None:
    method, els, (jan, mo, anna) = make_house(session)
    hold(session, els, jan, mo, at=now)
    hold(session, els, mo, anna, at=now)
    make_question(session, method, jan)
    make_question(session, method, jan, answer="Zo.", answered_by_id=els.id, answered_at=NOON)

    assert reach_of(session, method.id) == Reach(sessions=2, people=3, teams=2, asked=2, answered=1)


def test_own_study_is_a_session_that_reaches_nobody(session: Session, now: datetime) -> None:
    method, els, _ = make_house(session)
    entry = make_entry(els, kind="zelfstudie", work_method="Welzijn op recept")
    log_activity(make_viewer(session, els), entry, at=now, today=TODAY)

    assert reach_of(session, method.id) == Reach(sessions=1, people=0, teams=0, asked=0, answered=0)


def test_who_was_not_there_or_says_so_and_what_was_taken_back_reach_nobody(session: Session, now: datetime) -> None:
    method, els, (jan, mo, _) = make_house(session)
    hold(session, els, jan, at=now)
    theirs = session.scalars(select(Attendance.id).where(Attendance.person_id == jan.id)).one()
    dispute(make_viewer(session, jan), theirs, reason="", at=now)
    withdraw_activity(make_viewer(session, els), hold(session, els, mo, at=now), at=now)

    assert reach_of(session, method.id) == Reach(sessions=1, people=0, teams=0, asked=0, answered=0)


def test_the_list_goes_by_name_and_says_who_stands_for_what(session: Session, now: datetime) -> None:
    _, els, (jan, _, _) = make_house(session)
    make_method(session, "Ámbulant jongerenwerk")
    hold(session, els, jan, at=now)

    lines = list_methods(session, make_viewer(session, jan), today=TODAY)

    assert [(one.name, one.ambassadors, one.sessions, one.own) for one in lines] == [
        ("Ámbulant jongerenwerk", (), 0, False),
        ("Welzijn op recept", ("Els Vries",), 1, False),
    ]


def test_own_work_lists_the_sessions_with_role_time_and_how_many_others(session: Session, now: datetime) -> None:
    method, els, (jan, mo, _) = make_house(session)
    activity = hold(session, els, jan, mo, at=now, excluded={"pauze": 15})

    (one,) = own_work(session, make_viewer(session, els), method.id).sessions

    assert (one.activity_id, one.role_name, one.held_on) == (activity, "Ambassadeur", DAY)
    assert (one.net_minutes, one.others, one.confirmed) == (75, 2, True)


def test_nobody_reads_the_work_of_another(session: Session, now: datetime) -> None:
    method, els, (jan, _, _) = make_house(session)
    hold(session, els, jan, at=now)

    with pytest.raises(NotFound):
        own_work(session, make_viewer(session, jan), method.id)
    with pytest.raises(NotFound):
        make_overview(make_viewer(session, jan), method.id, Span(), at=NOON)


def test_the_overview_says_name_method_period_and_each_session(session: Session, now: datetime) -> None:
    method, els, (jan, _, _) = make_house(session)
    hold(session, els, jan, at=now, title="Startbijeenkomst")
    hold(session, els, jan, at=now, title="Buiten de periode", held_on=date(2026, 4, 1))

    paper = make_overview(make_viewer(session, els), method.id, Span(first=date(2026, 11, 1)), at=NOON)

    said = text_of(paper.content)
    assert paper.name == f"ambassadeurswerk-{method.id}.pdf"
    assert "Els Vries" in said
    assert "Welzijn op recept" in said
    assert "Startbijeenkomst" in said
    assert "Buiten de periode" not in said
    assert "1 uur en 30 minuten" in said


def test_an_overview_of_a_period_that_goes_back_is_refused(session: Session) -> None:
    method, els, _ = make_house(session)

    with pytest.raises(Invalid, match="Draai de datums om"):
        make_overview(
            make_viewer(session, els), method.id, Span(first=date(2026, 5, 1), last=date(2026, 4, 1)), at=NOON
        )
