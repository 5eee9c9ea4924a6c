"""Find people: one search for every way in which a Dutch name is written, and the list that HR sees (*mensen*)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from register.people.models import Employment, Membership, Person, Registration, Team
from register.people.names import fold

_MOST_FOUND = 20


class Found(NamedTuple):
    """Somebody who was found."""

    id: int
    name: str
    number: str
    left: bool
    """Not in service any more (*uit dienst*)."""


class PersonLine(NamedTuple):
    """One line of the list."""

    id: int
    name: str
    number: str
    teams: str
    registers: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class PeopleQuery:
    """What HR asks of the list."""

    text: str = ""
    team_id: int | None = None
    register_id: str = ""
    left: bool = False
    """Also people who left."""
    only: frozenset[int] | None = None
    """Only these people, from a filter that another subject knows (what expires)."""
    page: int = 1
    size: int = 25


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """A page of the list, with how many there are."""

    lines: tuple[PersonLine, ...]
    found: int
    all: int
    page: int
    pages: int


def matches(text: str) -> ColumnElement[bool]:
    """Return the condition that somebody's name or personnel number holds every word, in any order.

    "van den Berg", "Berg, van den" and "vandenberg" find the same people, with or without accents; a percent sign or
    underscore is a sign like any other.
    """
    words = [Person.search_key.contains(word, autoescape=True) for word in fold(text).split()]
    number = "".join(text.split())
    by_number = exists().where(
        Employment.person_id == Person.id, Employment.personnel_number.startswith(number, autoescape=True)
    )
    return or_(and_(*words), by_number) if words else by_number


def search_people(session: Session, organisation_id: int, text: str, today: date) -> tuple[Found, ...]:
    """Find people by name or number, at most twenty: who is in service first, in Dutch order; nothing asked is nobody.

    Of who left, whom HR knows by an employment: a dossier that was erased is nobody's any more.
    """
    if not text.strip():
        return ()
    here = and_(Person.deactivated_at.is_(None), _here(today))
    left = case((here, 0), else_=1)
    known = or_(here, exists().where(Employment.person_id == Person.id))
    rows = session.execute(
        select(Person.id, Person.display_name, _number(), left)
        .where(Person.organisation_id == organisation_id, known, matches(text))
        .order_by(left, Person.sort_key, Person.id)
        .limit(_MOST_FOUND)
    )
    return tuple(Found(person_id, name, number or "", bool(gone)) for person_id, name, number, gone in rows)


def read_people_page(
    session: Session, organisation_id: int, query: PeopleQuery, *, today: date, registers: Mapping[str, str]
) -> PeoplePage:
    """Read one page of the list, in five queries whatever the amount of people; `registers`: the name of each."""
    conditions = _conditions(organisation_id, query, today)
    found = session.scalar(select(func.count(Person.id)).where(*conditions)) or 0
    everybody = session.scalar(
        select(func.count(Person.id)).where(Person.organisation_id == organisation_id, _status(left=query.left))
    )
    pages = max(1, -(-found // query.size))
    page = min(max(query.page, 1), pages)
    rows = session.execute(
        select(Person.id, Person.display_name, _number(), Person.deactivated_at)
        .where(*conditions)
        .order_by(Person.sort_key, Person.id)
        .limit(query.size)
        .offset((page - 1) * query.size)
    ).all()
    ids = [row[0] for row in rows]
    teams, registered = _teams(session, ids, today), _registers(session, ids, registers)
    return PeoplePage(
        lines=tuple(
            PersonLine(
                person_id, name, number or "", teams.get(person_id, ""), registered.get(person_id, ""), gone is None
            )
            for person_id, name, number, gone in rows
        ),
        found=found,
        all=everybody or 0,
        page=page,
        pages=pages,
    )


def teams_of(session: Session, organisation_id: int) -> Sequence[tuple[int, str]]:
    """Return the teams by name."""
    rows = session.execute(
        select(Team.id, Team.name).where(Team.organisation_id == organisation_id).order_by(Team.name)
    )
    return [(team_id, name) for team_id, name in rows]


def team_names(session: Session, organisation_id: int) -> list[str]:
    """Return the names of the teams."""
    return [name for _, name in teams_of(session, organisation_id)]


def _conditions(organisation_id: int, query: PeopleQuery, today: date) -> list[ColumnElement[bool]]:
    conditions = [Person.organisation_id == organisation_id, _status(left=query.left)]
    if query.text.strip():
        conditions.append(matches(query.text))
    if query.team_id is not None:
        conditions.append(
            exists().where(
                Membership.person_id == Person.id,
                Membership.team_id == query.team_id,
                or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
            )
        )
    if query.register_id:
        conditions.append(
            exists().where(Registration.person_id == Person.id, Registration.register_id == query.register_id)
        )
    if query.only is not None:
        conditions.append(Person.id.in_(sorted(query.only)))
    return conditions


def _status(*, left: bool) -> ColumnElement[bool]:
    return Person.id.is_not(None) if left else Person.deactivated_at.is_(None)


def _here(today: date) -> ColumnElement[bool]:
    """In service today: not everybody has an employment (an admin may not), but whose are all over is gone."""
    mine = Employment.person_id == Person.id
    running = exists().where(mine, or_(Employment.ends_on.is_(None), Employment.ends_on >= today))
    return or_(running, ~exists().where(mine))


def _number() -> ColumnElement[str | None]:
    return (
        select(func.max(Employment.personnel_number))
        .where(Employment.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )


def _teams(session: Session, ids: Sequence[int], today: date) -> dict[int, str]:
    query = (
        select(Membership.person_id, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id.in_(ids), or_(Membership.ends_on.is_(None), Membership.ends_on >= today))
        .order_by(Team.name)
    )
    return _joined((person_id, name) for person_id, name in session.execute(query))


def _registers(session: Session, ids: Sequence[int], names: Mapping[str, str]) -> dict[int, str]:
    query = (
        select(Registration.person_id, Registration.register_id)
        .where(Registration.person_id.in_(ids), Registration.ended_on.is_(None))
        .order_by(Registration.register_id)
    )
    return _joined(
        (person_id, names.get(register_id, register_id)) for person_id, register_id in session.execute(query)
    )


def _joined(rows: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for person_id, text in rows:
        names = found.setdefault(person_id, [])
        if text not in names:
            names.append(text)
    return {person_id: ", ".join(names) for person_id, names in found.items()}
