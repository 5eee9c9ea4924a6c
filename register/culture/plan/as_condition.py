"""A plan as a condition of a register (*voorwaarde*, C14): its owner records that it is there, and until when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.plan.models import DevelopmentPlan
from register.culture.plan.rights import own_plan
from register.current import day_here
from register.db import session as current_session
from register.errors import Invalid, NotFound
from register.people.models import Registration
from register.points.dossier_conditions import read_condition, record_condition
from register.points.judges import rule_book

CODE = "ontwikkelplan"
"""How rule sets call this condition."""


@dataclass(frozen=True, kw_only=True)
class PlanCondition:
    """A registration that asks for a development plan, and what is recorded of that."""

    registration_id: int
    register_name: str
    met: bool | None
    """`None`: nothing is recorded."""
    expires_on: date | None
    covers: bool
    """What is recorded is this very plan: the same last day."""


def plan_conditions(
    session: Session, viewer: Viewer, plan: DevelopmentPlan, *, today: date
) -> tuple[PlanCondition, ...]:
    """Return the viewer's running registrations whose register asks for a plan."""
    running = select(Registration.id, Registration.register_id).where(
        Registration.person_id == viewer.person_id,
        or_(Registration.ended_on.is_(None), Registration.ended_on >= today),
    )
    found = []
    for row in session.execute(running.order_by(Registration.id)).all():
        try:
            _, record = read_condition(session, viewer, row.id, CODE)
        except (NotFound, KeyError):
            continue
        found.append(
            PlanCondition(
                registration_id=row.id,
                register_name=rule_book().infos[row.register_id].name,
                met=record.met if record else None,
                expires_on=record.expires_on if record else None,
                covers=record is not None and record.met and record.expires_on == plan.ends_on,
            )
        )
    return tuple(found)


def record_as_condition(viewer: Viewer, plan_id: int, registration_id: int, *, at: datetime, today: date) -> str:
    """Record that the condition is met by this plan, until its last day; returns the name of the register.

    Raises:
        NotFound: the plan is not the viewer's.
        Invalid: that registration asks for no plan.

    """
    session = current_session()
    plan = own_plan(session, viewer, plan_id)
    asked = {one.registration_id: one.register_name for one in plan_conditions(session, viewer, plan, today=today)}
    if registration_id not in asked:
        raise Invalid("registration", "Bij deze registratie hoort geen ontwikkelplan.")
    made_on, ends_on = day_here(plan.made_at), plan.ends_on
    record_condition(viewer, registration_id, CODE, met=True, issued_on=made_on, expires_on=ends_on, at=at)
    return asked[registration_id]
