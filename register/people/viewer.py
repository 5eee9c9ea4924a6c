"""From a signed-in identity to the viewer of one request, with the rights of this very moment."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Executable, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.db import read
from register.identity import Identity
from register.people.linking import link_subject
from register.people.models import Person, RoleGrant, Team, TeamManager


def load_viewer(session: Session, identity: Identity, *, at: datetime, today: date) -> Viewer | None:
    """Find the person behind an identity and what that person may do today; `None` for a stranger.

    A person is known by the host's `subject`: one query, and one more for who manages a team. Whoever has none yet is
    found by e-mail address once and keeps the subject from then on, so that an address given to somebody else later
    opens nothing. An address that two people share finds nobody.
    """
    rows = read(session, _BY_SUBJECT, {"subject": identity.subject, "today": today}).all()
    if not rows:
        return _first_visit(session, identity, at=at, today=today)
    person = rows[0]
    own = [row for row in rows if row.id == person.id]
    return _viewer(session, person.id, person.organisation_id, person.display_name, own)


def _first_visit(session: Session, identity: Identity, *, at: datetime, today: date) -> Viewer | None:
    found = read(session, _BY_EMAIL, {"email": identity.email.lower()}).all() if identity.email else []
    if len(found) != 1:
        return None
    person = found[0]
    link_subject(person.id, organisation_id=person.organisation_id, subject=identity.subject, at=at)
    return viewer_of(session, person.id, organisation_id=person.organisation_id, name=person.display_name, today=today)


def is_deactivated(session: Session, identity: Identity) -> bool:
    """Whether the one behind an identity worked here, and no longer does (bar AZ5)."""
    found = select(Person.id).where(Person.subject == identity.subject, Person.deactivated_at.is_not(None))
    return session.scalar(found.limit(1)) is not None


def viewer_of(session: Session, person_id: int, *, organisation_id: int, name: str, today: date) -> Viewer:
    """Return a person as viewer: roles and managed teams, with every team below them, as they are today."""
    rows = read(session, _BY_PERSON, {"person": person_id, "today": today}).all()
    return _viewer(session, person_id, organisation_id, name, rows)


def _viewer(session: Session, person_id: int, organisation_id: int, name: str, rows: Sequence[Any]) -> Viewer:
    roles = {Role.PROFESSIONAL, *(Role(row.role) for row in rows if row.role is not None)}
    teams = {row.team_id for row in rows if row.team_id is not None}
    if teams:
        roles.add(Role.MANAGER)
    return Viewer(
        person_id=person_id,
        organisation_id=organisation_id,
        name=name,
        roles=frozenset(roles),
        managed_team_ids=_with_teams_below(session, teams) if teams else frozenset(),
    )


def _with_teams_below(session: Session, teams: set[int]) -> frozenset[int]:
    return frozenset(read(session, _below_query(), {"teams": list(teams)}).scalars())


@cache
def _below_query() -> Executable:
    """Built once: putting it together costs more than running it."""
    own = select(Team.id).where(Team.id.in_(bindparam("teams", expanding=True))).cte("managed", recursive=True)
    below = own.union(select(Team.id).join(own, Team.parent_id == own.c.id))
    return select(below.c.id)


def _holds_today(model: type[RoleGrant] | type[TeamManager]) -> ColumnElement[bool]:
    today = bindparam("today", type_=Date)
    return and_(
        model.person_id == Person.id, model.starts_on <= today, or_(model.ends_on.is_(None), model.ends_on >= today)
    )


_RIGHTS = (
    select(Person.id, Person.organisation_id, Person.display_name, RoleGrant.role, TeamManager.team_id)
    .outerjoin(RoleGrant, _holds_today(RoleGrant))
    .outerjoin(TeamManager, _holds_today(TeamManager))
)
"""Somebody with every role and every team of their own, each role beside each team."""
_BY_PERSON = _RIGHTS.where(Person.id == bindparam("person"))
_BY_SUBJECT = _RIGHTS.where(Person.deactivated_at.is_(None), Person.subject == bindparam("subject")).order_by(Person.id)
_BY_EMAIL = (
    select(Person.id, Person.organisation_id, Person.display_name)
    .where(Person.deactivated_at.is_(None), Person.subject.is_(None), func.lower(Person.email) == bindparam("email"))
    .limit(2)
)
