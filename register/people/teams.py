"""The teams of somebody (*eigen teams*): where one sits today, and which one manages."""

from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.people.models import Membership, Person, Team


def own_teams(session: Session, viewer: Viewer, *, today: date) -> dict[int, str]:
    """Return the teams in which the viewer sits today: names by id, in the order of the names."""
    rows = session.execute(
        select(Team.id, Team.name)
        .where(Team.organisation_id == viewer.organisation_id, Team.id.in_(teams_of_person(viewer.person_id, today)))
        .order_by(Team.name, Team.id)
    )
    return {row.id: row.name for row in rows}


def own_and_managed_teams(session: Session, viewer: Viewer, *, today: date) -> dict[int, str]:
    """Return the teams in which the viewer sits today or that the viewer manages: names by id."""
    rows = session.execute(
        select(Team.id, Team.name)
        .where(
            Team.organisation_id == viewer.organisation_id,
            or_(Team.id.in_(teams_of_person(viewer.person_id, today)), Team.id.in_(sorted(viewer.managed_team_ids))),
        )
        .order_by(Team.name, Team.id)
    )
    return {row.id: row.name for row in rows}


def teams_of_person(person_id: int, today: date) -> Select[int]:
    """Return the query of the teams in which somebody sits on this day."""
    return select(Membership.team_id).where(Membership.person_id == person_id, sits_on(today))


def sits_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Condition: the membership of a team holds on this day."""
    return and_(Membership.starts_on <= day, or_(Membership.ends_on.is_(None), Membership.ends_on >= day))


def people_of_team(session: Session, team_id: int, *, on: date) -> tuple[int, ...]:
    """Return who sits in a team on this day and works here, in the order of Dutch name lists."""
    return tuple(
        session.scalars(
            select(Person.id)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.team_id == team_id, sits_on(on), Person.deactivated_at.is_(None))
            .group_by(Person.id, Person.sort_key)
            .order_by(Person.sort_key, Person.id)
        )
    )
