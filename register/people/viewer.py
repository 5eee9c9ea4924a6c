"""From a signed-in identity to the viewer of one request, with the rights of this very moment."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Executable,
    GenerativeSelect,
    Integer,
    String,
    and_,
    bindparam,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.db import read
from register.identity import Identity
from register.people.linking import link_subject
from register.people.models import Person, RoleGrant, Team, TeamManager


def load_viewer(session: Session, identity: Identity, *, at: datetime, today: date) -> Viewer | None:
    """Find the person behind an identity and what that person may do today, in one query; `None` for a stranger.

    A person is known by the host's `subject`. Whoever has none yet is found by e-mail address once and keeps the
    subject from then on, so that an address given to somebody else later opens nothing. An address that two people
    share finds nobody.
    """
    email = identity.email.lower() if identity.email else None
    rows = read(session, _rights_by_identity(), {"subject": identity.subject, "email": email, "today": today}).all()
    if not rows or (rows[0].subject is None and rows[-1].id != rows[0].id):
        return None
    person = rows[0]
    if person.subject is None:
        link_subject(person.id, organisation_id=person.organisation_id, subject=identity.subject, at=at)
    return _viewer(person.id, person.organisation_id, person.display_name, [row for row in rows if row.id == person.id])


def is_deactivated(session: Session, identity: Identity) -> bool:
    """Whether the one behind an identity worked here, and no longer does (bar AZ5)."""
    found = select(Person.id).where(Person.subject == identity.subject, Person.deactivated_at.is_not(None))
    return session.scalar(found.limit(1)) is not None


def viewer_of(session: Session, person_id: int, *, organisation_id: int, name: str, today: date) -> Viewer:
    """Return a person as viewer: roles and managed teams, with every team below them, as they are today."""
    rows = read(session, _rights_by_person(), {"person": person_id, "today": today})
    return _viewer(person_id, organisation_id, name, rows)


def _viewer(person_id: int, organisation_id: int, name: str, rows: Iterable[Any]) -> Viewer:
    roles, managed = {Role.PROFESSIONAL}, set()
    for row in rows:
        if row.role is not None:
            roles.add(Role(row.role))
        if row.team_id is not None:
            managed.add(row.team_id)
    if managed:
        roles.add(Role.MANAGER)
    return Viewer(
        person_id=person_id,
        organisation_id=organisation_id,
        name=name,
        roles=frozenset(roles),
        managed_team_ids=frozenset(managed),
    )


@cache
def _rights_by_identity() -> Executable:
    """At most two people; an identity without an e-mail address finds nobody by it: nothing equals an unknown value."""
    return _rights_of(
        select(Person.id, Person.organisation_id, Person.display_name, Person.subject)
        .where(
            Person.deactivated_at.is_(None),
            or_(
                Person.subject == bindparam("subject"),
                Person.subject.is_(None) & (func.lower(Person.email) == bindparam("email")),
            ),
        )
        .order_by(Person.subject.is_(None), Person.id)
        .limit(2)
    )


@cache
def _rights_by_person() -> Executable:
    return _rights_of(select(Person.id, Person.subject).where(Person.id == bindparam("person")))


def _rights_of(people: GenerativeSelect) -> Executable:
    """Select people with a row for each role and each managed team of today, or one row where there is none."""
    who = people.cte("who")
    roles = (
        select(RoleGrant.person_id, RoleGrant.role, cast(null(), Integer).label("team_id"))
        .join(who, who.c.id == RoleGrant.person_id)
        .where(_holds_today(RoleGrant))
    )
    own = (
        select(TeamManager.person_id, TeamManager.team_id)
        .join(who, who.c.id == TeamManager.person_id)
        .where(_holds_today(TeamManager))
        .cte("managed", recursive=True)
    )
    managed = own.union(select(own.c.person_id, Team.id).join(own, Team.parent_id == own.c.team_id))
    teams = select(managed.c.person_id, cast(null(), String), managed.c.team_id)
    rights = union_all(roles, teams).subquery("rights")
    return (
        select(who, rights.c.role, rights.c.team_id)
        .outerjoin(rights, rights.c.person_id == who.c.id)
        .order_by(who.c.subject.is_(None), who.c.id)
    )


def _holds_today(model: type[RoleGrant] | type[TeamManager]) -> ColumnElement[bool]:
    today = bindparam("today", type_=Date)
    return and_(model.starts_on <= today, or_(model.ends_on.is_(None), model.ends_on >= today))
