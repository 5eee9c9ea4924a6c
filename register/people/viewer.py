"""From a signed-in identity to the viewer of one request, with the rights of this very moment."""

from datetime import date, datetime
from functools import cache

from sqlalchemy import Executable, bindparam, func, or_, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.identity import Identity
from register.people.linking import link_subject
from register.people.models import Person, RoleGrant, Team, TeamManager


def load_viewer(session: Session, identity: Identity, *, at: datetime, today: date) -> Viewer | None:
    """Find the person behind an identity and what that person may do today; `None` for a stranger.

    A person is known by the host's `subject`. Whoever has none yet is found by e-mail address once and keeps the
    subject from then on, so that an address given to somebody else later opens nothing. An address that two people
    share finds nobody.
    """
    found = session.execute(
        _BY_IDENTITY, {"subject": identity.subject, "email": identity.email.lower() if identity.email else None}
    ).all()
    if not found or (found[0].subject is None and len(found) > 1):
        return None
    person = found[0]
    if person.subject is None:
        link_subject(person.id, organisation_id=person.organisation_id, subject=identity.subject, at=at)
    return viewer_of(session, person.id, organisation_id=person.organisation_id, name=person.display_name, today=today)


def is_deactivated(session: Session, identity: Identity) -> bool:
    """Whether the one behind an identity worked here, and no longer does (bar AZ5)."""
    found = select(Person.id).where(Person.subject == identity.subject, Person.deactivated_at.is_not(None))
    return session.scalar(found.limit(1)) is not None


_BY_IDENTITY = (
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
"""An identity without an e-mail address finds nobody by it: nothing equals an unknown value."""


def viewer_of(session: Session, person_id: int, *, organisation_id: int, name: str, today: date) -> Viewer:
    """Return a person as viewer: roles and managed teams as they are today."""
    granted = session.scalars(_ROLES, {"person": person_id, "today": today})
    roles = {Role(role) for role in granted} | {Role.PROFESSIONAL}
    managed = managed_teams(session, person_id, today=today)
    if managed:
        roles.add(Role.MANAGER)
    return Viewer(
        person_id=person_id,
        organisation_id=organisation_id,
        name=name,
        roles=frozenset(roles),
        managed_team_ids=managed,
    )


def managed_teams(session: Session, person_id: int, *, today: date) -> frozenset[int]:
    """Return the teams a person manages today, with every team below them."""
    return frozenset(session.scalars(_managed_query(), {"person": person_id, "today": today}))


@cache
def _managed_query() -> Executable:
    """Built once: putting it together costs more than running it."""
    own = (
        select(TeamManager.team_id.label("id"))
        .where(
            TeamManager.person_id == bindparam("person"),
            TeamManager.starts_on <= bindparam("today"),
            or_(TeamManager.ends_on.is_(None), TeamManager.ends_on >= bindparam("today")),
        )
        .cte("managed", recursive=True)
    )
    below = own.union(select(Team.id).join(own, Team.parent_id == own.c.id))
    return select(below.c.id)


_ROLES = select(RoleGrant.role).where(
    RoleGrant.person_id == bindparam("person"),
    RoleGrant.starts_on <= bindparam("today"),
    or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= bindparam("today")),
)
