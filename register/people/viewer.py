"""From a signed-in identity to the viewer of one request, with the rights of this very moment."""

from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.identity import Identity
from register.people.models import Person, RoleGrant, Team, TeamManager


def load_viewer(session: Session, identity: Identity, *, today: date) -> Viewer | None:
    """Find the person behind an identity and what that person may do today; `None` for a stranger.

    A person is known by the host's `subject`, or once by e-mail address as long as no subject was linked yet.
    """
    person = session.execute(
        select(Person.id, Person.organisation_id, Person.display_name, Person.subject)
        .where(
            Person.deactivated_at.is_(None),
            or_(Person.subject == identity.subject, _same_email(identity)),
        )
        .order_by(Person.subject.is_(None))
        .limit(1)
    ).first()
    if person is None:
        return None
    return viewer_of(session, person.id, organisation_id=person.organisation_id, name=person.display_name, today=today)


def is_deactivated(session: Session, identity: Identity) -> bool:
    """Whether the one behind an identity worked here, and no longer does (bar AZ5)."""
    found = select(Person.id).where(Person.subject == identity.subject, Person.deactivated_at.is_not(None))
    return session.scalar(found.limit(1)) is not None


def _same_email(identity: Identity):  # type: ignore[no-untyped-def]  # noqa: ANN202 - an SQL condition
    if not identity.email:
        return Person.id.is_(None)
    return Person.subject.is_(None) & (func.lower(Person.email) == identity.email.lower())


def viewer_of(session: Session, person_id: int, *, organisation_id: int, name: str, today: date) -> Viewer:
    """Return a person as viewer: roles and managed teams as they are today."""
    granted = session.scalars(
        select(RoleGrant.role).where(
            RoleGrant.person_id == person_id,
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
        )
    )
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
    own = (
        select(TeamManager.team_id.label("id"))
        .where(
            TeamManager.person_id == person_id,
            TeamManager.starts_on <= today,
            or_(TeamManager.ends_on.is_(None), TeamManager.ends_on >= today),
        )
        .cte("managed", recursive=True)
    )
    below = own.union(select(Team.id).join(own, Team.parent_id == own.c.id))
    return frozenset(session.scalars(select(below.c.id)))
