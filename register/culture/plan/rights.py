"""A development plan is its owner's: nobody else finds it, whatever the role."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.plan.models import DevelopmentPlan, Goal
from register.errors import NotFound


def own_plan(session: Session, viewer: Viewer, plan_id: int) -> DevelopmentPlan:
    """Return a plan of the viewer.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    found = session.scalar(
        select(DevelopmentPlan).where(DevelopmentPlan.id == plan_id, DevelopmentPlan.person_id == viewer.person_id)
    )
    if found is None:
        raise NotFound
    return found


def own_goal(session: Session, viewer: Viewer, goal_id: int) -> Goal:
    """Return a goal in a plan of the viewer.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    found = session.scalar(
        select(Goal)
        .join(DevelopmentPlan, DevelopmentPlan.id == Goal.plan_id)
        .where(Goal.id == goal_id, DevelopmentPlan.person_id == viewer.person_id)
    )
    if found is None:
        raise NotFound
    return found
