"""A development plan is its owner's: its goals, the activities that serve them, and the condition of the register."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.culture.plan.as_condition import record_as_condition
from register.culture.plan.change_plan import ChangedMeanwhile, Period, change_plan, make_plan, remove_plan
from register.culture.plan.goals import GoalEntry, add_goal, change_goal, remove_goal, set_reached
from register.culture.plan.linking import goals_for_activity, link_activity, unlink_activity
from register.culture.plan.models import Goal, GoalActivity
from register.culture.plan.page import GoalView, own_plans, plan_page
from register.errors import Invalid, NotFound
from register.learning.change_activity import withdraw_activity
from register.once import as_form_key
from register.people.models import ConditionRecord, Person
from register.privacy.guarded import ClientData
from tests.makers import TODAY, make_logged, make_person, make_registration, make_team, make_viewer
from tests.plan import making


def goal_of(session: Session, owner: Person, plan_id: int) -> GoalView:
    return plan_page(session, make_viewer(session, owner), plan_id, today=TODAY).goals[0]


def change(session: Session, owner: Person, goal_id: int, words: str, version: int = 1) -> None:
    entry = GoalEntry(words=words)
    change_goal(make_viewer(session, owner), goal_id, entry, version=version, kept_anyway="", today=TODAY)


def test_a_plan_has_a_period_and_goals_of_which_some_are_reached(session: Session) -> None:
    els = make_person(session)
    viewer, plan_id = make_viewer(session, els), making.make_plan(session, els)
    goal = making.make_goal(session, els, plan_id, competence="bakens:integraal", due_on=date(2026, 12, 1))
    making.make_goal(session, els, plan_id, "Presenteren")

    set_reached(viewer, goal, on=TODAY)

    assert (goal_of(session, els, plan_id).competence_name, goal_of(session, els, plan_id).reached_on) == (
        "Integraal",
        TODAY,
    )
    line = own_plans(session, viewer, today=TODAY)[0]
    assert (line.goals, line.reached, line.runs) == (2, 1, True)
    set_reached(viewer, goal, on=None)
    assert plan_page(session, viewer, plan_id, today=TODAY).reached == 0


def test_the_same_form_sent_twice_makes_one_plan_and_one_goal(session: Session, now: datetime) -> None:
    viewer, key = make_viewer(session, make_person(session)), as_form_key("")
    other = as_form_key("")

    first = make_plan(viewer, making.YEAR, form_key=key, at=now)
    again = make_plan(viewer, making.YEAR, form_key=key, at=now)
    for _ in range(2):
        add_goal(viewer, first, GoalEntry(words="Leren"), kept_anyway="", form_key=other, at=now, today=TODAY)

    assert first == again
    assert session.scalar(select(func.count(Goal.id))) == 1


@pytest.mark.parametrize("role", ["manager", "hr", "admin", "coordinator"])
def test_nobody_else_finds_it_whatever_the_role(session: Session, role: str) -> None:
    team = make_team(session)
    els, other = make_person(session, team=team), make_person(session, "Ron", roles=(role,), manages=team)
    plan_id = making.make_plan(session, els)
    goal = making.make_goal(session, els, plan_id)
    activity = make_logged(session, els, others=(other,))
    viewer = make_viewer(session, other)

    assert own_plans(session, viewer, today=TODAY) == ()
    assert goals_for_activity(session, viewer, activity, today=TODAY) == ()
    with pytest.raises(NotFound):
        plan_page(session, viewer, plan_id, today=TODAY)
    with pytest.raises(NotFound):
        change(session, other, goal, "Anders")
    with pytest.raises(NotFound):
        link_activity(viewer, goal, activity)


def test_a_plan_and_its_goals_stand_in_no_trail(session: Session) -> None:
    els = make_person(session)

    making.make_goal(session, els, making.make_plan(session, els), "Kanariegeel")

    assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize(
    ("period", "field"),
    [
        (Period(starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 31)), "ends_on"),
        (Period(starts_on=date(2026, 2, 1), ends_on=date(2062, 1, 31)), "ends_on"),
    ],
)
def test_a_period_that_cannot_be_is_refused(session: Session, now: datetime, period: Period, field: str) -> None:
    viewer = make_viewer(session, make_person(session))

    with pytest.raises(Invalid) as wrong:
        make_plan(viewer, period, form_key=as_form_key(""), at=now)

    assert wrong.value.field == field


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (GoalEntry(words=" "), "words"),
        (GoalEntry(words="x" * 301), "words"),
        (GoalEntry(words="Leren", approach="x" * 5001), "approach"),
        (GoalEntry(words="Leren", competence="bakens:verzonnen"), "competences"),
        (GoalEntry(words="Leren", method_id=987_654), "method"),
    ],
)
def test_a_goal_that_cannot_be_is_refused_at_its_field(
    session: Session, now: datetime, entry: GoalEntry, field: str
) -> None:
    els = make_person(session)
    plan_id = making.make_plan(session, els)

    with pytest.raises(Invalid) as wrong:
        add_goal(
            make_viewer(session, els), plan_id, entry, kept_anyway="", form_key=as_form_key(""), at=now, today=TODAY
        )

    assert wrong.value.field == field


def test_client_data_in_a_goal_is_warned_about(session: Session) -> None:
    els = make_person(session)
    plan_id = making.make_plan(session, els)

    with pytest.raises(ClientData):
        making.make_goal(session, els, plan_id, approach="Oefenen bij mevrouw Jansen thuis.")


def test_a_newer_version_is_not_written_over(session: Session) -> None:
    els = make_person(session)
    plan_id = making.make_plan(session, els)
    goal = making.make_goal(session, els, plan_id)
    change(session, els, goal, "Eerst vragen")

    with pytest.raises(ChangedMeanwhile):
        change(session, els, goal, "Dan adviseren")
    with pytest.raises(ChangedMeanwhile):
        change_plan(make_viewer(session, els), plan_id, making.YEAR, version=7)

    assert goal_of(session, els, plan_id).words == "Eerst vragen"


def test_an_activity_is_linked_once_from_the_plan_or_the_activity_and_let_go_again(session: Session) -> None:
    els = make_person(session)
    viewer, plan_id = make_viewer(session, els), making.make_plan(session, els)
    goal, activity = making.make_goal(session, els, plan_id), make_logged(session, els, title="Meelopen met Jan")
    make_logged(session, els, title="Van vorig jaar", held_on=date(2025, 12, 31))
    assert [one.title for one in goal_of(session, els, plan_id).offered] == ["Meelopen met Jan"]

    link_activity(viewer, goal, activity)
    link_activity(viewer, goal, activity)

    shown = goal_of(session, els, plan_id)
    assert ([one.title for one in shown.activities], shown.offered) == (["Meelopen met Jan"], ())
    assert goals_for_activity(session, viewer, activity, today=TODAY)[0].linked
    assert session.scalar(select(func.count(GoalActivity.id))) == 1
    unlink_activity(viewer, goal, activity)
    assert not goals_for_activity(session, viewer, activity, today=TODAY)[0].linked


def test_an_activity_of_others_serves_no_goal_of_mine(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    goal = making.make_goal(session, els, making.make_plan(session, els))

    with pytest.raises(Invalid):
        link_activity(make_viewer(session, els), goal, make_logged(session, jan))


def test_an_activity_that_was_taken_back_is_out_of_the_plan(session: Session, now: datetime) -> None:
    els = make_person(session)
    viewer, plan_id = make_viewer(session, els), making.make_plan(session, els)
    activity = make_logged(session, els)
    link_activity(viewer, making.make_goal(session, els, plan_id), activity)

    withdraw_activity(viewer, activity, at=now)

    assert goal_of(session, els, plan_id).activities == ()


def test_what_is_taken_away_leaves_the_activities(session: Session) -> None:
    els = make_person(session)
    viewer, plan_id = make_viewer(session, els), making.make_plan(session, els)
    first, second = making.make_goal(session, els, plan_id), making.make_goal(session, els, plan_id)
    activity = make_logged(session, els)
    link_activity(viewer, first, activity)
    link_activity(viewer, second, activity)

    remove_goal(viewer, first)
    assert len(plan_page(session, viewer, plan_id, today=TODAY).goals) == 1
    remove_plan(viewer, plan_id)

    assert own_plans(session, viewer, today=TODAY) == ()
    assert goals_for_activity(session, viewer, activity, today=TODAY) == ()


def test_a_plan_is_ticked_as_the_condition_of_the_register_that_asks_for_one(session: Session, now: datetime) -> None:
    els = make_person(session)
    registration = make_registration(session, els, "rp-sw", number="4610200001")
    make_registration(session, els, "skj-jgp")
    viewer, plan_id = make_viewer(session, els), making.make_plan(session, els)
    before = plan_page(session, viewer, plan_id, today=TODAY).conditions

    record_as_condition(viewer, plan_id, registration.id, at=now, today=TODAY)

    after = plan_page(session, viewer, plan_id, today=TODAY).conditions
    record = session.scalars(select(ConditionRecord)).one()
    assert [(one.registration_id, one.met, one.covers) for one in before] == [(registration.id, None, False)]
    assert [(one.met, one.covers) for one in after] == [(True, True)]
    assert (record.code, record.issued_on, record.expires_on) == ("ontwikkelplan", TODAY, date(2026, 12, 31))


def test_a_register_that_asks_for_no_plan_is_not_told_of_one(session: Session, now: datetime) -> None:
    els = make_person(session)
    registration = make_registration(session, els, "skj-jgp")

    with pytest.raises(Invalid):
        record_as_condition(
            make_viewer(session, els), making.make_plan(session, els), registration.id, at=now, today=TODAY
        )
