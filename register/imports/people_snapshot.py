"""Who is known now: the people of one organisation as light tuples, in seven queries (*huidige stand*)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from register.db import Base
from register.people.models import (
    Employment,
    Membership,
    Person,
    Registration,
    RoleGrant,
    Team,
    TeamManager,
)


class KnownPerson(NamedTuple):
    """A person as stored."""

    id: int
    version: int
    given_name: str
    initials: str
    prefix: str
    family_name: str
    partner_prefix: str
    partner_family_name: str
    name_use: str
    display_name: str
    email: str | None
    active: bool


class KnownEmployment(NamedTuple):
    """An employment as stored."""

    id: int
    version: int
    person_id: int
    personnel_number: str
    sequence: int
    starts_on: date | None
    ends_on: date | None
    job_title: str
    location: str
    hours_per_week: Decimal | None


class KnownPlace(NamedTuple):
    """A membership or the management of a team that is not over yet."""

    id: int
    person_id: int
    team_id: int
    starts_on: date
    ends_on: date | None


class KnownRole(NamedTuple):
    """A granted role that is not over yet."""

    id: int
    person_id: int
    role: str
    starts_on: date
    ends_on: date | None


class KnownRegistration(NamedTuple):
    """A registration as stored."""

    id: int
    version: int
    person_id: int
    register_id: str
    level: str
    number: str
    cycle_starts_on: date
    cycle_ends_on: date | None


K = TypeVar("K", KnownEmployment, KnownPlace, KnownRole, KnownRegistration)


@dataclass(frozen=True, kw_only=True)
class PeopleSnapshot:
    """All that a plan compares with; the mappings by person hold only who has something there."""

    persons: Mapping[int, KnownPerson]
    employments: Mapping[int, tuple[KnownEmployment, ...]]
    memberships: Mapping[int, tuple[KnownPlace, ...]]
    roles: Mapping[int, tuple[KnownRole, ...]]
    registrations: Mapping[int, tuple[KnownRegistration, ...]]
    managers: Mapping[int, tuple[KnownPlace, ...]]
    """By team; who stands in for a while is named here, not by a file."""
    teams: Mapping[str, int]
    """Team id by name."""

    @cached_property
    def team_names(self) -> Mapping[int, str]:
        """Team name by id."""
        return {team_id: name for name, team_id in self.teams.items()}


def take_snapshot(session: Session, organisation_id: int, *, today: date) -> PeopleSnapshot:
    """Read the current people of an organisation."""
    here = Person.organisation_id == organisation_id
    columns = [getattr(Person, name) for name in KnownPerson._fields[:-1]]
    persons = {
        row[0]: KnownPerson._make((*row[:-1], row[-1] is None))
        for row in session.execute(select(*columns, Person.deactivated_at).where(here))
    }
    return PeopleSnapshot(
        persons=persons,
        employments=_grouped(session, KnownEmployment, Employment, "person_id", here),
        memberships=_grouped(session, KnownPlace, Membership, "person_id", here, _open(Membership, today)),
        roles=_grouped(session, KnownRole, RoleGrant, "person_id", here, _open(RoleGrant, today)),
        registrations=_grouped(
            session, KnownRegistration, Registration, "person_id", here, Registration.ended_on.is_(None)
        ),
        managers=_grouped(
            session, KnownPlace, TeamManager, "team_id", here, _open(TeamManager, today), ~TeamManager.stand_in
        ),
        teams={
            name: team_id
            for team_id, name in session.execute(
                select(Team.id, Team.name).where(Team.organisation_id == organisation_id)
            )
        },
    )


def _open(model: type[Membership] | type[TeamManager] | type[RoleGrant], today: date) -> ColumnElement[bool]:
    return or_(model.ends_on.is_(None), model.ends_on >= today)


def _grouped(
    session: Session, kind: type[K], model: type[Base], key: str, *conditions: ColumnElement[bool]
) -> dict[int, tuple[K, ...]]:
    """Read the rows of a table whose person fits the conditions, as tuples grouped by one of their columns."""
    names = list(kind._fields)
    query = select(*(getattr(model, name) for name in names))
    query = query.join(Person, Person.id == getattr(model, "person_id"))  # noqa: B009 - five different models
    place = names.index(key)
    found: dict[int, list[K]] = {}
    for row in session.execute(query.where(*conditions).order_by(getattr(model, "id"))):  # noqa: B009
        found.setdefault(row[place], []).append(kind._make(row))
    return {group: tuple(rows) for group, rows in found.items()}
