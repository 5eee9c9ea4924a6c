"""One person as HR sees them: employments, teams, roles and registrations; never what they learnt or wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from register.access import ROLE_NAMES, Role, Viewer
from register.errors import NotFound
from register.overview.registrations import name_of
from register.people.models import Membership, Person, Registration, RoleGrant, Team, TeamManager
from register.points.models import Standing


@dataclass(frozen=True, kw_only=True)
class Place:
    """A team somebody is in, or manages."""

    team: str
    manages: bool
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """What the page shows."""

    person: Person
    places: tuple[Place, ...]
    roles: tuple[str, ...]
    registrations: tuple[tuple[Registration, str, date | None], ...]
    """Each with its register's name and its last day, worked out where it can be."""


def read_person(session: Session, viewer: Viewer, person_id: int, *, today: date) -> PersonView:
    """Read one person, for HR.

    Raises:
        NotFound: of another organisation, not there, or the viewer is not HR.

    """
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != viewer.organisation_id or not viewer.has(Role.HR):
        raise NotFound
    registrations = (
        session.scalars(
            select(Registration)
            .where(Registration.person_id == person_id)
            .options(joinedload(Registration.pauses))
            .order_by(Registration.register_id, Registration.cycle_starts_on.desc())
        )
        .unique()
        .all()
    )
    ends = _last_days(session, [one.id for one in registrations])
    return PersonView(
        person=person,
        places=(*_places(session, Membership, person_id, today), *_places(session, TeamManager, person_id, today)),
        roles=tuple(ROLE_NAMES[Role(role)] for role in _roles(session, person_id, today)),
        registrations=tuple(
            (one, name_of(one.register_id), one.cycle_ends_on or ends.get(one.id)) for one in registrations
        ),
    )


def expiring(session: Session, organisation_id: int, *, today: date, days: int = 183) -> frozenset[int]:
    """Return who has a registration that ends within so many days."""
    query = (
        select(Registration.person_id)
        .join(Standing, Standing.registration_id == Registration.id)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Person.organisation_id == organisation_id,
            Registration.ended_on.is_(None),
            Standing.ends_on.between(today, today + timedelta(days=days)),
        )
    )
    return frozenset(session.scalars(query))


def _places(session: Session, model: type[Membership] | type[TeamManager], person_id: int, today: date) -> list[Place]:
    rows = session.execute(
        select(Team.name, model.starts_on, model.ends_on)
        .join(Team, Team.id == model.team_id)
        .where(model.person_id == person_id, or_(model.ends_on.is_(None), model.ends_on >= today))
        .order_by(Team.name)
    )
    return [
        Place(team=name, manages=model is TeamManager, starts_on=starts_on, ends_on=ends_on)
        for name, starts_on, ends_on in rows
    ]


def _roles(session: Session, person_id: int, today: date) -> Sequence[str]:
    return session.scalars(
        select(RoleGrant.role)
        .where(RoleGrant.person_id == person_id, or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today))
        .order_by(RoleGrant.role)
    ).all()


def _last_days(session: Session, ids: Sequence[int]) -> dict[int, date]:
    rows = session.execute(select(Standing.registration_id, Standing.ends_on).where(Standing.registration_id.in_(ids)))
    return {registration_id: ends_on for registration_id, ends_on in rows if ends_on is not None}
