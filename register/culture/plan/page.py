"""The own development plans, and one of them as its page shows it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.plan.as_condition import PlanCondition, plan_conditions
from register.culture.plan.linking import own_activities
from register.culture.plan.models import DevelopmentPlan, Goal, GoalActivity
from register.culture.plan.rights import own_goal, own_plan
from register.learning.labels.competences import competence_name
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity, LearningSession

MOST_OFFERED = 50


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One plan in the list."""

    plan_id: int
    starts_on: date
    ends_on: date | None
    goals: int
    reached: int
    runs: bool
    """Today lies in its period."""


@dataclass(frozen=True, kw_only=True)
class Linked:
    """An activity that serves a goal, or could."""

    activity_id: int
    title: str
    held_on: date


@dataclass(frozen=True, kw_only=True)
class GoalView:
    """A goal as its owner sees it."""

    goal_id: int
    plan_id: int
    version: int
    words: str
    approach: str
    competence: str
    """As "framework:code"."""
    competence_name: str
    method_id: int | None
    method: str
    due_on: date | None
    reached_on: date | None
    activities: tuple[Linked, ...] = ()
    offered: tuple[Linked, ...] = ()
    """Own activities in the period of the plan that are not linked yet, newest first."""


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """One plan with everything in it."""

    plan_id: int
    version: int
    starts_on: date
    ends_on: date | None
    runs: bool
    goals: tuple[GoalView, ...]
    conditions: tuple[PlanCondition, ...]

    @property
    def reached(self) -> int:
        """How many goals are reached."""
        return sum(goal.reached_on is not None for goal in self.goals)


def own_plans(session: Session, viewer: Viewer, *, today: date) -> tuple[PlanLine, ...]:
    """Return the viewer's plans, newest first, in one query."""
    rows = session.execute(
        select(
            DevelopmentPlan.id,
            DevelopmentPlan.starts_on,
            DevelopmentPlan.ends_on,
            func.count(Goal.id).label("goals"),
            func.count(Goal.reached_on).label("reached"),
        )
        .outerjoin(Goal, Goal.plan_id == DevelopmentPlan.id)
        .where(DevelopmentPlan.person_id == viewer.person_id)
        .group_by(DevelopmentPlan.id)
        .order_by(DevelopmentPlan.starts_on.desc(), DevelopmentPlan.id.desc())
    )
    return tuple(
        PlanLine(
            plan_id=row.id,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            goals=row.goals,
            reached=row.reached,
            runs=_runs(row.starts_on, row.ends_on, today),
        )
        for row in rows
    )


def plan_page(session: Session, viewer: Viewer, plan_id: int, *, today: date) -> PlanPage:
    """Return one plan of the viewer.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    plan = own_plan(session, viewer, plan_id)
    linked = _linked(session, plan_id)
    offered = _offered(session, viewer, plan)
    rows = session.execute(
        select(Goal, WorkMethod.name)
        .outerjoin(WorkMethod, WorkMethod.id == Goal.method_id)
        .where(Goal.plan_id == plan_id)
        .order_by(Goal.id)
    ).all()
    return PlanPage(
        plan_id=plan_id,
        version=plan.version,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        runs=_runs(plan.starts_on, plan.ends_on, today),
        goals=tuple(_goal(goal, method or "", linked[goal.id], offered) for goal, method in rows),
        conditions=plan_conditions(session, viewer, plan, today=today),
    )


def goal_view(session: Session, viewer: Viewer, goal_id: int) -> GoalView:
    """Return one goal of the viewer, to change.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    goal = own_goal(session, viewer, goal_id)
    method = session.scalar(select(WorkMethod.name).where(WorkMethod.id == goal.method_id))
    return _goal(goal, method or "", [], [])


def _goal(goal: Goal, method: str, linked: list[Linked], offered: list[Linked]) -> GoalView:
    label = f"{goal.framework}:{goal.code}" if goal.code else ""
    there = {one.activity_id for one in linked}
    return GoalView(
        goal_id=goal.id,
        plan_id=goal.plan_id,
        version=goal.version,
        words=goal.words,
        approach=goal.approach,
        competence=label,
        competence_name=competence_name(label) if label else "",
        method_id=goal.method_id,
        method=method,
        due_on=goal.due_on,
        reached_on=goal.reached_on,
        activities=tuple(linked),
        offered=tuple(one for one in offered if one.activity_id not in there),
    )


def _runs(starts_on: date, ends_on: date | None, today: date) -> bool:
    return starts_on <= today and (ends_on is None or ends_on >= today)


def _linked(session: Session, plan_id: int) -> dict[int, list[Linked]]:
    rows = session.execute(
        select(GoalActivity.goal_id, Activity.id, Activity.title, func.max(LearningSession.held_on).label("held_on"))
        .join(Goal, Goal.id == GoalActivity.goal_id)
        .join(Activity, Activity.id == GoalActivity.activity_id)
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .where(Goal.plan_id == plan_id, Activity.withdrawn_at.is_(None))
        .group_by(GoalActivity.goal_id, Activity.id, Activity.title)
        .order_by(func.max(LearningSession.held_on), Activity.id)
    )
    found: dict[int, list[Linked]] = defaultdict(list)
    for row in rows:
        found[row.goal_id].append(Linked(activity_id=row.id, title=row.title, held_on=row.held_on))
    return found


def _offered(session: Session, viewer: Viewer, plan: DevelopmentPlan) -> list[Linked]:
    held_on = func.max(LearningSession.held_on)
    wanted = own_activities(viewer).with_only_columns(Activity.id, Activity.title, held_on.label("held_on"))
    wanted = wanted.group_by(Activity.title).where(LearningSession.held_on >= plan.starts_on)
    if plan.ends_on is not None:
        wanted = wanted.where(LearningSession.held_on <= plan.ends_on)
    rows = session.execute(wanted.order_by(held_on.desc(), Activity.id.desc()).limit(MOST_OFFERED))
    return [Linked(activity_id=row.id, title=row.title, held_on=row.held_on) for row in rows]
