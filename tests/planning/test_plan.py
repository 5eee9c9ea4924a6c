"""The year of a group: planned once, changed a day at a time, joined to what was logged."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.learning.change_activity import withdraw_activity
from register.learning.planning.change_day import (
    DayChangedMeanwhile,
    add_day,
    cancel_day,
    change_day,
    restore_day,
)
from register.learning.planning.joining import join_activity
from register.learning.planning.models import PlannedSession
from register.learning.planning.plan_series import Rule, When, plan_series
from register.learning.planning.planned import own_plan, plan_of_group, planned_day
from tests.makers import NOON, TODAY, make_logged, make_organisation, make_person, make_viewer
from tests.planning.making import AFTERNOON, make_planned_group, plan_days

FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 8)
YESTERDAY = TODAY - timedelta(days=1)


def test_the_same_form_twice_plans_the_days_once(session: Session) -> None:
    els = make_person(session)
    group = make_planned_group(session, els)

    plan_days(session, els, group, FIRST, SECOND)
    planned = plan_days(session, els, group, FIRST, SECOND)

    assert len(planned) == 2


def test_a_day_that_stood_there_is_not_planned_twice(session: Session) -> None:
    els = make_person(session)
    group = make_planned_group(session, els)
    plan_days(session, els, group, FIRST)

    planned = plan_days(session, els, group, FIRST, SECOND, key="een-tweede-reeks-van-els")

    assert len(planned) == 2


def test_a_day_outside_the_series_is_refused(session: Session) -> None:
    els = make_person(session)
    group, rule = make_planned_group(session, els), Rule(first_on=FIRST, until_on=SECOND, every_weeks=1)

    with pytest.raises(Invalid, match="hoort niet bij deze reeks"):
        plan_series(
            make_viewer(session, els), group, rule, AFTERNOON,
            days=[date(2026, 12, 2)], form_key="een-dag-die-niet-klopt", at=NOON, today=TODAY,
        )  # fmt: skip


def test_a_member_who_does_not_coordinate_plans_nothing(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group = make_planned_group(session, els, jan)

    with pytest.raises(NotAllowed):
        add_day(make_viewer(session, jan), group, FIRST, AFTERNOON, form_key="van-jan-0123456789", at=NOON, today=TODAY)


def test_a_stranger_and_another_organisation_see_no_plan(session: Session) -> None:
    els, tom = make_person(session, "Els"), make_person(session, "Tom")
    zed = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"), roles=("coordinator",))
    group = make_planned_group(session, els)
    (planned,) = plan_days(session, els, group, FIRST)

    for one in (tom, zed):
        with pytest.raises(NotFound):
            planned_day(session, make_viewer(session, one), planned, today=TODAY)
        with pytest.raises(NotFound):
            cancel_day(make_viewer(session, one), planned, at=NOON, today=TODAY)


def test_a_moved_day_keeps_its_uid_and_raises_its_sequence(session: Session) -> None:
    els = make_person(session)
    group = make_planned_group(session, els)
    (planned,) = plan_days(session, els, group, FIRST)
    before = session.get_one(PlannedSession, planned).uid

    change_day(
        make_viewer(session, els), planned, SECOND, When(minutes=90, starts_at=time(9)), version=1, at=NOON, today=TODAY
    )

    after = session.get_one(PlannedSession, planned)
    assert (after.uid, after.calendar_sequence, after.held_on, after.minutes) == (before, 1, SECOND, 90)


def test_a_day_that_somebody_else_changed_is_not_overwritten(session: Session) -> None:
    els = make_person(session)
    group = make_planned_group(session, els)
    (planned,) = plan_days(session, els, group, FIRST)
    viewer = make_viewer(session, els)
    change_day(viewer, planned, SECOND, AFTERNOON, version=1, at=NOON, today=TODAY)

    with pytest.raises(DayChangedMeanwhile):
        change_day(viewer, planned, FIRST, AFTERNOON, version=1, at=NOON, today=TODAY)


def test_two_sessions_at_one_moment_are_refused(session: Session) -> None:
    els = make_person(session)
    group = make_planned_group(session, els)
    plan_days(session, els, group, FIRST)

    with pytest.raises(Invalid, match="staat al een bijeenkomst"):
        add_day(make_viewer(session, els), group, FIRST, AFTERNOON, form_key="nog-eens-die-dag-1", at=NOON, today=TODAY)


def test_cancelling_twice_counts_once_and_can_be_undone(session: Session) -> None:
    els = make_person(session)
    group = make_planned_group(session, els)
    (planned,) = plan_days(session, els, group, FIRST)
    viewer = make_viewer(session, els)

    cancel_day(viewer, planned, at=NOON, today=TODAY)
    cancel_day(viewer, planned, at=NOON, today=TODAY)
    assert planned_day(session, viewer, planned, today=TODAY).cancelled
    assert own_plan(session, viewer, today=TODAY).next is None

    restore_day(viewer, planned, at=NOON, today=TODAY)
    assert not planned_day(session, viewer, planned, today=TODAY).cancelled
    assert session.get_one(PlannedSession, planned).calendar_sequence == 2


def test_what_was_planned_and_not_logged_is_asked_of_the_coordinator_alone(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group = make_planned_group(session, els, jan)
    plan_days(session, els, group, YESTERDAY)

    assert [one.held_on for one in own_plan(session, make_viewer(session, els), today=TODAY).to_log] == [YESTERDAY]
    assert own_plan(session, make_viewer(session, jan), today=TODAY).to_log == ()


def test_a_logged_day_is_asked_no_more_until_its_activity_is_taken_back(session: Session) -> None:
    els = make_person(session)
    viewer = make_viewer(session, els)
    group = make_planned_group(session, els)
    (planned,) = plan_days(session, els, group, YESTERDAY)
    activity = make_logged(session, els, held_on=YESTERDAY, group_id=group)

    assert join_activity(session, viewer, planned, activity)
    session.commit()
    assert plan_of_group(session, viewer, group, today=TODAY).to_log == ()
    with pytest.raises(Conflict):
        cancel_day(viewer, planned, at=NOON, today=TODAY)

    withdraw_activity(viewer, activity, at=NOON)
    assert [one.planned_id for one in plan_of_group(session, viewer, group, today=TODAY).to_log] == [planned]


def test_an_activity_of_another_group_does_not_take_the_day(session: Session) -> None:
    els = make_person(session)
    viewer = make_viewer(session, els)
    group, other = make_planned_group(session, els), make_planned_group(session, els, name="Intervisie West")
    (planned,) = plan_days(session, els, group, YESTERDAY)
    activity = make_logged(session, els, held_on=YESTERDAY, group_id=other)

    assert not join_activity(session, viewer, planned, activity)
    assert session.scalar(select(func.count()).where(PlannedSession.activity_id.is_not(None))) == 0
