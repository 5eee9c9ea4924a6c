"""Who manages whom on a day (*leidinggevende*): a manager of a team manages every team below it too."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import CTE, ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.people.models import Membership, Person, Team, TeamManager


def manages(session: Session, viewer: Viewer, person_id: int, *, on: date) -> bool:
    """Whether the viewer manages a team in which somebody who works here sits on that day."""
    found = session.scalar(
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.person_id == person_id,
            Membership.team_id.in_(viewer.managed_team_ids),
            held_on(Membership, on),
            Person.organisation_id == viewer.organisation_id,
            Person.deactivated_at.is_(None),
        )
        .limit(1)
    )
    return found is not None


def manages_one_of(session: Session, person_ids: Collection[int], *, on: date) -> bool:
    """Whether one of these people manages the team of another of them on that day, directly or from a team above."""
    managed = _managed(on, TeamManager.person_id.in_(person_ids))
    found = session.scalar(
        select(Membership.id)
        .join(managed, managed.c.team_id == Membership.team_id)
        .where(
            Membership.person_id.in_(person_ids),
            Membership.person_id != managed.c.person_id,
            held_on(Membership, on),
        )
        .limit(1)
    )
    return found is not None


def in_authority_with(session: Session, person_id: int, *, on: date) -> frozenset[int]:
    """Return who manages this person on that day, and whom this person manages, directly or from a team above."""
    managed = _managed(on)
    rows = session.execute(
        select(managed.c.person_id.label("manager_id"), Membership.person_id)
        .join(Membership, Membership.team_id == managed.c.team_id)
        .where(
            or_(managed.c.person_id == person_id, Membership.person_id == person_id),
            Membership.person_id != managed.c.person_id,
            held_on(Membership, on),
        )
    )
    return frozenset(row.manager_id + row.person_id - person_id for row in rows)


def _managed(on: date, *of: ColumnElement[bool]) -> CTE:
    """Return who manages which teams on that day, with every team below them."""
    own = (
        select(TeamManager.person_id, TeamManager.team_id)
        .where(held_on(TeamManager, on), *of)
        .cte("managed", recursive=True)
    )
    return own.union(select(own.c.person_id, Team.id).join(own, Team.parent_id == own.c.team_id))


def held_on(model: type[Membership] | type[TeamManager], on: date) -> ColumnElement[bool]:
    """Condition: a membership, or the management of a team, holds on this day."""
    return and_(model.starts_on <= on, or_(model.ends_on.is_(None), model.ends_on >= on))
