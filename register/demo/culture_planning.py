"""The year ahead of the demo's groups: every six weeks, one of the days cancelled."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from register.demo.organisation import TODAY
from register.learning.models import Group
from register.learning.planning.days import proposed_days
from register.learning.planning.plan_series import When, new_session


def plan_years(session: Session, groups: Iterable[Group]) -> None:
    """Plan half a year for each group, from next week on."""
    made = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC)
    for place, group in enumerate(groups):
        first = TODAY + timedelta(days=7 + place)
        days = proposed_days(first_on=first, until_on=first + timedelta(days=182), every_weeks=6)
        when = When(minutes=group.minutes, starts_at=time(13, 30), location=group.location)
        planned = [new_session(group.id, one.held_on, when, at=made) for one in days if one.ticked]
        planned[-1].cancelled_at, planned[-1].calendar_sequence = made, 1
        session.add_all(planned)
    session.flush()
