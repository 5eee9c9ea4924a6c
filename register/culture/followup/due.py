"""Ask what stayed (*doe je het nu anders?*, J6): 6 and 12 weeks after the last meeting, to who confirmed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session, aliased

from register import audit
from register.culture.followup.models import FollowUp
from register.current import day_here
from register.db import session as current_session
from register.db import transaction
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Organisation, Person

WEEKS = (6, 12)
OPEN_DAYS = 28
"""So long a question can be answered; it is not asked about what is longer ago, so nobody gets a heap at once."""


def make_due(*, at: datetime) -> int:
    """Make each question that is due, once; returns how many. Any number of times a day is the same as once."""
    on = day_here(at)
    made = 0
    for organisation_id in current_session().scalars(select(Organisation.id).order_by(Organisation.id)).all():
        with transaction() as session:
            audit.take_turn(session, organisation_id)
            rows = [row for weeks in WEEKS for row in _missing(session, organisation_id, weeks, on)]
            if rows:
                session.execute(insert(FollowUp), rows)
            made += len(rows)
    return made


def _missing(session: Session, organisation_id: int, weeks: int, on: date) -> Iterator[dict[str, Any]]:
    """Yield the questions that are due now and were not made yet."""
    latest = on - timedelta(weeks=weeks)
    later = aliased(LearningSession)
    found = session.execute(
        select(Attendance.person_id, LearningSession.activity_id, LearningSession.held_on)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .join(own := aliased(LearningSession), own.activity_id == Activity.id)
        .join(Attendance, Attendance.session_id == own.id)
        .join(Person, Person.id == Attendance.person_id)
        .where(
            LearningSession.held_on.between(latest - timedelta(days=OPEN_DAYS), latest),
            ~exists().where(later.activity_id == LearningSession.activity_id, later.held_on > LearningSession.held_on),
            Activity.organisation_id == organisation_id,
            Activity.withdrawn_at.is_(None),
            Attendance.state.in_(PRESENT),
            Attendance.disputed_at.is_(None),
            Attendance.confirmed_version == Activity.content_version,
            Person.deactivated_at.is_(None),
            ~exists().where(
                FollowUp.person_id == Attendance.person_id,
                FollowUp.activity_id == LearningSession.activity_id,
                FollowUp.weeks == weeks,
            ),
        )
        .distinct()
    )
    for person_id, activity_id, held_on in found:
        due_on = held_on + timedelta(weeks=weeks)
        yield {"person_id": person_id, "activity_id": activity_id, "weeks": weeks, "due_on": due_on}
