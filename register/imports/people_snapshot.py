"""Who is known now: the people of one organisation as light tuples, in seven queries (*huidige stand*)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from register.db import Base
from register.imports.stored_rows import StoredRows, made, read_stored
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
    deactivated_at: datetime | None = None
    """Since when somebody may not enter; empty for who may."""


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


Row = TypeVar("Row")


class StoredPeople(NamedTuple):
    """What the tables hold of the people of one organisation, as the driver gives it; equal while nothing changes."""

    persons: StoredRows
    employments: StoredRows
    memberships: StoredRows
    roles: StoredRows
    registrations: StoredRows
    managers: StoredRows
    teams: StoredRows


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
    stored: StoredPeople | None = field(default=None, repr=False, compare=False)
    """What it was made of, to see quickly whether anything changed since."""

    @cached_property
    def team_names(self) -> Mapping[int, str]:
        """Team name by id."""
        return {team_id: name for name, team_id in self.teams.items()}

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The person of every personnel number."""
        return {one.personnel_number: one.person_id for rows in self.employments.values() for one in rows}


def take_snapshot(session: Session, organisation_id: int, *, today: date) -> PeopleSnapshot:
    """Read the current people of an organisation."""
    return snapshot_of(read_people_stored(session, organisation_id, today=today))


def read_people_stored(session: Session, organisation_id: int, *, today: date) -> StoredPeople:
    """Read what is stored of the people of an organisation, nothing made of it yet."""
    here = Person.organisation_id == organisation_id
    of_employment = Employment.organisation_id == organisation_id  # its own column: in order without sorting
    persons = [getattr(Person, name) for name in KnownPerson._fields[:-2]]
    return StoredPeople(
        persons=read_stored(session, select(*persons, Person.deactivated_at).where(here)),
        employments=read_stored(session, _all_of(Employment, KnownEmployment).where(of_employment)),
        memberships=_stored(session, KnownPlace, Membership, here, _open(Membership, today)),
        roles=_stored(session, KnownRole, RoleGrant, here, _open(RoleGrant, today)),
        registrations=_stored(session, KnownRegistration, Registration, here, Registration.ended_on.is_(None)),
        managers=_stored(session, KnownPlace, TeamManager, here, _open(TeamManager, today), ~TeamManager.stand_in),
        teams=read_stored(session, select(Team.name, Team.id).where(Team.organisation_id == organisation_id)),
    )


def snapshot_of(stored: StoredPeople) -> PeopleSnapshot:
    """Make of what is stored what a plan compares with."""
    *plain, deactivated = stored.persons.columns()
    moments = list(deactivated)
    active = [moment is None for moment in moments]
    persons = made(KnownPerson, zip(*plain, active, moments, strict=True))
    return PeopleSnapshot(
        persons={person.id: person for person in persons},
        employments=_grouped(made(KnownEmployment, stored.employments.values()), "person_id"),
        memberships=_grouped(made(KnownPlace, stored.memberships.values()), "person_id"),
        roles=_grouped(made(KnownRole, stored.roles.values()), "person_id"),
        registrations=_grouped(made(KnownRegistration, stored.registrations.values()), "person_id"),
        managers=_grouped(made(KnownPlace, stored.managers.values()), "team_id"),
        teams=dict(stored.teams.rows),
        stored=stored,
    )


def _open(model: type[Membership] | type[TeamManager] | type[RoleGrant], today: date) -> ColumnElement[bool]:
    return or_(model.ends_on.is_(None), model.ends_on >= today)


def _stored(
    session: Session, kind: type[NamedTuple], model: type[Base], *conditions: ColumnElement[bool]
) -> StoredRows:
    """Read the rows of a table whose person fits the conditions."""
    query = _all_of(model, kind).join(Person, Person.id == getattr(model, "person_id"))  # noqa: B009 - four models
    return read_stored(session, query.where(*conditions))


def _all_of(model: type[Base], kind: type[NamedTuple]) -> Select[*tuple[Any, ...]]:
    """Select what a named tuple holds of a table, in the order of its ids."""
    return select(*(getattr(model, name) for name in kind._fields)).order_by(getattr(model, "id"))  # noqa: B009


def _grouped(rows: Iterable[Row], key: str) -> dict[int, tuple[Row, ...]]:
    """Group stored rows by one of their columns; nearly everybody has one employment and one team."""
    group_of: Callable[[Row], int] = attrgetter(key)
    stored = list(rows)
    found: dict[int, tuple[Row, ...]] = {group_of(row): (row,) for row in stored}
    if len(found) == len(stored):
        return found
    found = {}
    for row in stored:
        group = group_of(row)
        found[group] = (*found.get(group, ()), row)
    return found
