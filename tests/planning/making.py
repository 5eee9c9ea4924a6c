"""A group with a plan."""

from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.change_groups import GroupEntry, make_group
from register.learning.planning.models import PlannedSession
from register.learning.planning.plan_series import Rule, When, plan_series
from register.people.models import Person
from tests.makers import NOON, TODAY, make_viewer

AFTERNOON = When(minutes=120, starts_at=time(13, 30), location="De Brug")


def make_planned_group(session: Session, maker: Person, *others: Person, name: str = "Intervisie Oost") -> int:
    """Make a group, coordinated by its maker; returns its id."""
    entry = GroupEntry(name=name, kind="intervisie", minutes=120, location="De Brug")
    ids = [one.id for one in others]
    key = f"groep-van-{maker.id:08d}-{name}".replace(" ", "-")
    return make_group(make_viewer(session, maker), entry, person_ids=ids, form_key=key, at=NOON, today=TODAY)


def plan_days(session: Session, maker: Person, group_id: int, *days: date, key: str = "") -> list[int]:
    """Plan days a week or more apart, from the first until the last; returns their ids."""
    rule = Rule(first_on=days[0], until_on=days[-1], every_weeks=1)
    plan_series(
        make_viewer(session, maker), group_id, rule, AFTERNOON,
        days=days, form_key=key or f"reeks-van-groep-{group_id:08d}", at=NOON, today=TODAY,
    )  # fmt: skip
    wanted = select(PlannedSession.id).where(PlannedSession.group_id == group_id)
    return list(session.scalars(wanted.order_by(PlannedSession.held_on)).all())
