"""The names that may stand in a text about learning: of who was there, and of the own teams."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from register.access import Viewer
from register.learning.models import Attendance, LearningSession
from register.people.models import Membership, Person, Team


def names_that_may_stand(
    session: Session, viewer: Viewer, *, today: date, activity_id: int | None = None, person_ids: Collection[int] = ()
) -> tuple[str, ...]:
    """Return the names for the anonymity guard: the viewer, the own teams and who sits in them, and who was there.

    `person_ids` are others who take part (an experiment, a meeting). Only of the viewer's organisation, and never all
    of it: among two thousand names there is every given name, and a client who bears one would be missed.
    """
    own, other = aliased(Membership), aliased(Membership)
    teams = select(own.team_id).where(own.person_id == viewer.person_id, *_on(own, today))
    people = select(other.person_id).where(other.team_id.in_(teams), *_on(other, today))
    there = (
        select(Attendance.person_id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(LearningSession.activity_id == (activity_id or 0))
    )
    names = session.scalars(
        select(Person.display_name).where(
            Person.organisation_id == viewer.organisation_id,
            or_(Person.id.in_(people), Person.id.in_(there), Person.id.in_([viewer.person_id, *person_ids])),
        )
    )
    return (*names, *session.scalars(select(Team.name).where(Team.id.in_(teams))))


def _on(membership: type[Membership], today: date):  # type: ignore[no-untyped-def]  # noqa: ANN202 - conditions
    return membership.starts_on <= today, or_(membership.ends_on.is_(None), membership.ends_on >= today)
