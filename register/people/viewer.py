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
    teams = _teams(session, own, today)
    return Viewer(
        person_id=person.id,
        organisation_id=person.organisation_id,
        name=person.display_name,
        roles=_roles(own, manages=bool(teams)),
        managed_team_ids=teams,
    )


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
    teams = _teams(session, rows, today)
    return Viewer(
        person_id=person_id,
        organisation_id=organisation_id,
        name=name,
        roles=_roles(rows, manages=bool(teams)),
        managed_team_ids=teams,
    )


def _roles(rows: Sequence[Any], *, manages: bool) -> frozenset[Role]:
    always = {Role.PROFESSIONAL, Role.MANAGER} if manages else {Role.PROFESSIONAL}
    return frozenset(always.union(Role(row.role) for row in rows if row.role is not None))


def _teams(session: Session, rows: Sequence[Any], today: date) -> frozenset[int]:
    if all(row.team_id is None for row in rows):
        return frozenset()
    return frozenset(read(session, _managed_query(), {"person": rows[0].id, "today": today}).scalars())


@cache
def _managed_query() -> Executable:
    """Built once: putting it together costs more than running it."""
    own = select(TeamManager.team_id.label("id"))
    own_today = own.where(_holds(TeamManager, bindparam("person"))).cte("managed", recursive=True)
    below = own_today.union(select(Team.id).join(own_today, Team.parent_id == own_today.c.id))
    return select(below.c.id)


def _holds(model: type[RoleGrant] | type[TeamManager], whose: Any) -> ColumnElement[bool]:  # noqa: ANN401 - SQL
    today = bindparam("today", type_=Date)
    return and_(
        model.person_id == whose, model.starts_on <= today, or_(model.ends_on.is_(None), model.ends_on >= today)
    )


_RIGHTS = (
    select(Person.id, Person.organisation_id, Person.display_name, RoleGrant.role, TeamManager.team_id)
    .outerjoin(RoleGrant, _holds(RoleGrant, Person.id))
    .outerjoin(TeamManager, _holds(TeamManager, Person.id))
)
"""Somebody with every role and every team of their own, each role beside each team."""
_BY_PERSON = _RIGHTS.where(Person.id == bindparam("person"))
_BY_SUBJECT = _RIGHTS.where(Person.deactivated_at.is_(None), Person.subject == bindparam("subject")).order_by(Person.id)
_BY_EMAIL = (
    select(Person.id, Person.organisation_id, Person.display_name)
    .where(Person.deactivated_at.is_(None), Person.subject.is_(None), func.lower(Person.email) == bindparam("email"))
    .limit(2)
)
