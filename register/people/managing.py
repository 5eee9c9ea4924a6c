"""Who manages whom on a day (*leidinggevende*): a manager of a team manages every team below it too."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from register.people.models import Membership, Team, TeamManager


def manages_one_of(session: Session, person_ids: Collection[int], *, on: date) -> bool:
    """Whether one of these people manages the team of another of them on that day, directly or from a team above."""
    own = (
        select(TeamManager.person_id, TeamManager.team_id)
        .where(TeamManager.person_id.in_(person_ids), _held_on(TeamManager, on))
        .cte("managed", recursive=True)
    )
    managed = own.union(select(own.c.person_id, Team.id).join(own, Team.parent_id == own.c.team_id))
    found = session.scalar(
        select(Membership.id)
        .join(managed, managed.c.team_id == Membership.team_id)
        .where(
            Membership.person_id.in_(person_ids),
            Membership.person_id != managed.c.person_id,
            _held_on(Membership, on),
        )
        .limit(1)
    )
    return found is not None


def _held_on(model: type[Membership] | type[TeamManager], on: date) -> ColumnElement[bool]:
    return and_(model.starts_on <= on, or_(model.ends_on.is_(None), model.ends_on >= on))
