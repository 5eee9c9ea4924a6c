"""Which activities serve a goal (*gekoppelde activiteit*): linked from the plan, or from the activity."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.plan.models import DevelopmentPlan, Goal, GoalActivity
from register.culture.plan.rights import own_goal
from register.db import transaction
from register.errors import Invalid
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession


@dataclass(frozen=True, kw_only=True)
class GoalChoice:
    """A goal of a plan that runs, and whether an activity serves it."""

    goal_id: int
    words: str
    linked: bool


def goals_for_activity(session: Session, viewer: Viewer, activity_id: int, *, today: date) -> tuple[GoalChoice, ...]:
    """Return the viewer's goals in plans that run today, and those that the activity serves already; one query."""
    rows = session.execute(
        select(Goal.id, Goal.words, GoalActivity.id.label("link"))
        .join(DevelopmentPlan, DevelopmentPlan.id == Goal.plan_id)
        .outerjoin(GoalActivity, (GoalActivity.goal_id == Goal.id) & (GoalActivity.activity_id == activity_id))
        .where(
            DevelopmentPlan.person_id == viewer.person_id,
            or_(
                GoalActivity.id.is_not(None),
                (DevelopmentPlan.starts_on <= today)
                & or_(DevelopmentPlan.ends_on.is_(None), DevelopmentPlan.ends_on >= today),
            ),
        )
        .order_by(Goal.id)
    )
    return tuple(GoalChoice(goal_id=row.id, words=row.words, linked=row.link is not None) for row in rows)


def link_activity(viewer: Viewer, goal_id: int, activity_id: int) -> int:
    """Say that an activity serves a goal; twice is once. Returns the id of the plan.

    Raises:
        NotFound: the goal is not the viewer's.
        Invalid: the viewer was not at that activity.

    """
    with transaction() as session:
        goal = own_goal(session, viewer, goal_id)
        if not link_in(session, viewer, goal_id, activity_id):
            raise Invalid("activity", "Kies een activiteit uit de lijst: een waar je zelf bij was.")
        return goal.plan_id


def link_in(session: Session, viewer: Viewer, goal_id: int, activity_id: int) -> bool:
    """Link in the caller's own transaction; says whether the viewer was there.

    Raises:
        NotFound: the goal is not the viewer's.

    """
    own_goal(session, viewer, goal_id)
    if session.scalar(own_activities(viewer).where(Activity.id == activity_id)) is None:
        return False
    there = select(GoalActivity.id).where(GoalActivity.goal_id == goal_id, GoalActivity.activity_id == activity_id)
    if session.scalar(there) is None:
        session.add(GoalActivity(goal_id=goal_id, activity_id=activity_id))
    return True


def unlink_activity(viewer: Viewer, goal_id: int, activity_id: int) -> int:
    """Take the link away; the activity stays. Returns the id of the plan."""
    with transaction() as session:
        goal = own_goal(session, viewer, goal_id)
        for link in session.scalars(
            select(GoalActivity).where(GoalActivity.goal_id == goal_id, GoalActivity.activity_id == activity_id)
        ):
            session.delete(link)
        return goal.plan_id


def own_activities(viewer: Viewer):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a select
    """Return the query of the ids of activities at which the viewer was."""
    return (
        select(Activity.id)
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .join(Attendance, Attendance.session_id == LearningSession.id)
        .where(
            Attendance.person_id == viewer.person_id,
            Attendance.state.in_(PRESENT),
            Attendance.disputed_at.is_(None),
            Activity.organisation_id == viewer.organisation_id,
            Activity.withdrawn_at.is_(None),
        )
        .group_by(Activity.id)
    )
