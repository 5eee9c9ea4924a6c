"""Make a development plan (*ontwikkelplan*), move its period, take it away: by its owner, in no trail of others."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.plan.models import DevelopmentPlan, Goal, GoalActivity
from register.culture.plan.rights import own_plan
from register.db import transaction
from register.errors import Conflict, Invalid
from register.once import once

LONGEST_YEARS = 10
"""A longer period is a typing error: the longest of a register is five years, with extension."""


class ChangedMeanwhile(Conflict):
    """It was saved from another tab; what was typed is kept on the page beside it (bar CO2)."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """From when to when a plan runs; without an end it goes on."""

    starts_on: date
    ends_on: date | None = None


def make_plan(viewer: Viewer, period: Period, *, form_key: str, at: datetime) -> int:
    """Make a plan; returns its id.

    Raises:
        Invalid: a period that cannot be.

    """
    _check(period)

    def act(session: Session) -> dict[str, int]:
        plan = DevelopmentPlan(
            person_id=viewer.person_id, starts_on=period.starts_on, ends_on=period.ends_on, made_at=at
        )
        session.add(plan)
        session.flush()
        return {"plan_id": plan.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["plan_id"])


def change_plan(viewer: Viewer, plan_id: int, period: Period, *, version: int) -> None:
    """Move the period of a plan.

    Raises:
        NotFound: it is not the viewer's.
        ChangedMeanwhile: it was saved from another tab in the meantime.
        Invalid: a period that cannot be.

    """
    with transaction() as session:
        plan = own_plan(session, viewer, plan_id)
        if plan.version != version:
            raise ChangedMeanwhile("Je hebt dit plan intussen op een andere plek gewijzigd. Vergelijk eerst.")
        _check(period)
        plan.starts_on, plan.ends_on = period.starts_on, period.ends_on


def remove_plan(viewer: Viewer, plan_id: int) -> None:
    """Take a plan away with its goals; the activities stay."""
    with transaction() as session:
        plan = own_plan(session, viewer, plan_id)
        goals = select(Goal.id).where(Goal.plan_id == plan_id)
        session.execute(delete(GoalActivity).where(GoalActivity.goal_id.in_(goals)))
        session.execute(delete(Goal).where(Goal.plan_id == plan_id))
        session.delete(plan)


def _check(period: Period) -> None:
    if period.ends_on is None:
        return
    if period.ends_on < period.starts_on:
        raise Invalid("ends_on", "De laatste dag ligt voor de eerste. Kijk de datums na.")
    if period.ends_on.year - period.starts_on.year > LONGEST_YEARS:
        raise Invalid("ends_on", f"Een plan duurt hooguit {LONGEST_YEARS} jaar. Kijk het jaartal na.")
