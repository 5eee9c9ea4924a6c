"""Makers of development plans."""

from datetime import date

from sqlalchemy.orm import Session

from register.culture.plan import change_plan
from register.culture.plan.goals import GoalEntry, add_goal
from register.once import as_form_key
from register.people.models import Person
from tests.makers import NOON, TODAY, make_viewer

YEAR = change_plan.Period(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))


def make_plan(session: Session, owner: Person, period: change_plan.Period = YEAR) -> int:
    """A plan for this year; returns its id."""
    return change_plan.make_plan(make_viewer(session, owner), period, form_key=as_form_key(""), at=NOON)


def make_goal(session: Session, owner: Person, plan_id: int, words: str = "Grenzen stellen", **given: object) -> int:
    """A goal in a plan; returns its id."""
    entry = GoalEntry(words=words, **given)  # type: ignore[arg-type]
    return add_goal(
        make_viewer(session, owner), plan_id, entry, kept_anyway="", form_key=as_form_key(""), at=NOON, today=TODAY
    )
