"""Makers of rows: each gives a whole, valid thing and takes what the test is about."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.log_activity import log_activity
from register.people.models import (
    Employment,
    Membership,
    Organisation,
    Person,
    Registration,
    RoleGrant,
    Team,
    TeamManager,
)
from register.people.names import Name
from register.people.viewer import viewer_of
from register.points.models import OwnFigureRow

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def make_organisation(session: Session, name: str = "Welzijn Noord") -> Organisation:
    """Return the organisation with this name, made where it is not there."""
    found = session.scalar(select(Organisation).where(Organisation.name == name))
    if found is None:
        found = Organisation(name=name)
        session.add(found)
        session.commit()
    return found


def make_person(session: Session, given_name: str = "Els", family_name: str = "Vries", **given: Any) -> Person:
    """Make a person with one employment; `subject` is the given name in lower case unless said otherwise."""
    organisation: Organisation = given.pop("organisation", None) or make_organisation(session)
    roles: tuple[str, ...] = given.pop("roles", ())
    team: Team | None = given.pop("team", None)
    manages: Team | None = given.pop("manages", None)
    person = _person(organisation, given_name, family_name, given)
    session.add(person)
    session.flush()
    session.add_all(RoleGrant(person_id=person.id, role=role, starts_on=LONG_AGO) for role in roles)
    if team is not None:
        session.add(Membership(person_id=person.id, team_id=team.id, starts_on=LONG_AGO))
    if manages is not None:
        session.add(TeamManager(person_id=person.id, team_id=manages.id, starts_on=LONG_AGO))
    session.commit()
    return person


def make_crowd(session: Session, names: Iterable[str], family_name: str = "Vries", **given: Any) -> list[Person]:
    """Make people of these names as `make_person` does, but all at once: a crowd one by one takes long."""
    organisation: Organisation = given.pop("organisation", None) or make_organisation(session)
    team: Team | None = given.pop("team", None)
    people = [_person(organisation, name, family_name, dict(given)) for name in names]
    session.add_all(people)
    session.flush()
    ids = [person.id for person in people]
    if team is not None:
        session.add_all(Membership(person_id=one, team_id=team.id, starts_on=LONG_AGO) for one in ids)
    session.commit()
    return list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)))


def _person(organisation: Organisation, given_name: str, family_name: str, given: dict[str, Any]) -> Person:
    personnel_number: str = given.pop("personnel_number", f"{next(_numbers):05d}")
    name = Name(given_name=given_name, family_name=family_name, prefix=given.get("prefix", ""))
    employment = Employment(organisation_id=organisation.id, personnel_number=personnel_number, starts_on=LONG_AGO)
    return Person(
        organisation_id=organisation.id,
        subject=given.pop("subject", given_name.lower()),
        given_name=given_name,
        family_name=family_name,
        display_name=name.display,
        sort_key=name.sort_key,
        search_key=name.search_key,
        email=given.pop("email", f"{given_name.lower()}@voorbeeld.example"),
        employments=[employment],
        **given,
    )


def make_team(session: Session, name: str = "Team Oost", **given: Any) -> Team:
    """Make a team."""
    organisation: Organisation = given.pop("organisation", None) or make_organisation(session)
    team = Team(organisation_id=organisation.id, name=name, **given)
    session.add(team)
    session.commit()
    return team


def make_registrations(session: Session, people: Iterable[Person], register_id: str = "skj-jgp") -> None:
    """Make a registration for each of them as `make_registration` does, all at once."""
    starts_on = date(2024, 1, 1)
    session.add_all(
        Registration(person_id=one.id, register_id=register_id, cycle_starts_on=starts_on) for one in people
    )
    session.commit()


def make_registration(session: Session, person: Person, register_id: str = "skj-jgp", **given: Any) -> Registration:
    """Make a registration in a register whose figures are known, from 1 January 2024."""
    registration = Registration(
        person_id=person.id,
        register_id=register_id,
        cycle_starts_on=given.pop("cycle_starts_on", date(2024, 1, 1)),
        **given,
    )
    session.add(registration)
    session.commit()
    return registration


def make_viewer(session: Session, person: Person, today: date = TODAY) -> Viewer:
    """Return the person as viewer, with the rights of this moment."""
    return viewer_of(session, person.id, organisation_id=person.organisation_id, name=person.display_name, today=today)


def make_logged(session: Session, person: Person, kind: str = "intervisie", **given: Any) -> int:
    """Log an activity as this person (2 hours of intervisie on 5 March 2026), confirmed by that person; its id."""
    others: tuple[Person, ...] = given.pop("others", ())
    meeting = SessionEntry(
        held_on=given.pop("held_on", date(2026, 3, 5)),
        gross_minutes=given.pop("minutes", 120),
        participants=tuple(Participant(person_id=one.id) for one in (person, *others)),
    )
    entry = ActivityEntry(kind=kind, sessions=(meeting,), **given)
    return log_activity(make_viewer(session, person), entry, at=NOON, today=TODAY).activity_id


def make_training(session: Session, person: Person, *others: Person, title: str = "Meldcode in de praktijk") -> int:
    """Log a training of 3, 4 and 5 March 2026, six hours a day, as this person, with the others on every day."""
    people = tuple(Participant(person_id=one.id) for one in (person, *others))
    days = tuple(SessionEntry(held_on=date(2026, 3, day), gross_minutes=360, participants=people) for day in (3, 4, 5))
    entry = ActivityEntry(kind="training", sessions=days, title=title)
    return log_activity(make_viewer(session, person), entry, at=NOON, today=TODAY).activity_id


def make_example(session: Session, register_id: str, rule_version: str, path: str) -> OwnFigureRow:
    """Lay an example figure of 1 over a rule set: nobody verified it."""
    figure = OwnFigureRow(
        organisation_id=make_organisation(session).id,
        register_id=register_id,
        rule_version=rule_version,
        path=path,
        value=Decimal(1),
        source="Verzonnen",
        example=True,
        set_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    session.add(figure)
    session.commit()
    return figure
