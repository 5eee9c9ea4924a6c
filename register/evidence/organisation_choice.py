"""Whose evidence of an organisation is asked for (D7): by register, team, readiness, period, and who left or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from register.bulk.portions import in_chunks
from register.evidence.pack.collect import PackFilter
from register.evidence.readiness import open_gaps
from register.people.models import Membership, Person, Registration
from register.privacy.models import OpenedLayer

READINESS = {"": "Iedereen", "compleet": "Alleen wie compleet is", "mist": "Alleen wie nog iets mist"}
ALSO_LEFT, ONLY_LEFT = "ook", "alleen"
SERVICE = {
    "": "Alleen wie in dienst is",
    ALSO_LEFT: "Ook wie uit dienst is",
    ONLY_LEFT: "Alleen wie uit dienst is",
}
AT_ONCE = 100
"""People in one statement."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Whose evidence, and of which period; empty is everything, of who is in service."""

    register_id: str = ""
    team_id: int | None = None
    """Of who left: the team where they sat last."""
    readiness: str = ""
    """"", "compleet" or "mist"."""
    since: date | None = None
    until: date | None = None
    service: str = ""
    """"", "ook" or "alleen": with who left, or nobody else."""


def as_arguments(what: Selection) -> dict[str, Any]:
    """Write a selection down as the arguments of a job."""
    return {
        "register_id": what.register_id,
        "team_id": what.team_id,
        "readiness": what.readiness if what.readiness in READINESS else "",
        "since": what.since.isoformat() if what.since else None,
        "until": what.until.isoformat() if what.until else None,
        "service": what.service if what.service in SERVICE else "",
    }


def selection_of(arguments: dict[str, Any]) -> Selection:
    """Read a selection back; a job of before knows nothing of who left."""
    since, until = arguments["since"], arguments["until"]
    return Selection(
        register_id=arguments["register_id"],
        team_id=arguments["team_id"],
        readiness=arguments["readiness"],
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
        service=arguments.get("service", ""),
    )


def chosen_people(session: Session, organisation_id: int, what: Selection, *, on: date) -> list[int]:
    """Return whom a selection leaves on a day, in the order of Dutch name lists."""
    query = select(Person.id).where(Person.organisation_id == organisation_id, _in_service(what))
    if what.register_id:
        query = query.where(
            Person.id.in_(select(Registration.person_id).where(Registration.register_id == what.register_id))
        )
    if what.team_id is not None:
        query = query.where(_in_team(what.team_id, on))
    people = list(session.scalars(query.order_by(Person.sort_key, Person.id)))
    if not what.readiness:
        return people
    missing = set(_missing(session, organisation_id, people))
    return [one for one in people if (one in missing) == (what.readiness == "mist")]


def _in_service(what: Selection) -> ColumnElement[bool]:
    """Return the condition for who is in service, who left, or both; whose dossier was erased is nobody any more."""
    here = Person.deactivated_at.is_(None)
    if not what.service:
        return here
    left = Person.deactivated_at.is_not(None) & or_(
        exists().where(Registration.person_id == Person.id), exists().where(OpenedLayer.person_id == Person.id)
    )
    return left if what.service == ONLY_LEFT else or_(here, left)


def _in_team(team_id: int, on: date) -> ColumnElement[bool]:
    """Return the condition for who sits in a team on a day, or left and sat there last."""
    theirs = (Membership.person_id == Person.id, Membership.team_id == team_id, Membership.starts_on <= on)
    now = exists().where(*theirs, Membership.ends_on.is_(None) | (Membership.ends_on >= on))
    later = aliased(Membership)
    last = ~exists().where(
        later.person_id == Membership.person_id,
        later.starts_on <= on,
        later.ends_on.is_(None) | (later.ends_on > Membership.ends_on),
    )
    return or_(now, and_(Person.deactivated_at.is_not(None), exists().where(*theirs, last)))


def _missing(session: Session, organisation_id: int, people: Sequence[int]) -> Iterator[int]:
    for some in in_chunks(people, AT_ONCE):
        for one in open_gaps(session, organisation_id, some):
            if not one.ready:
                yield one.person_id


def filter_of(session: Session, what: Selection, person_id: int) -> PackFilter | None:
    """Return what of somebody is asked for; `None`: no registration in that register falls in the period."""
    chosen = chosen_registrations(session, what, [person_id]).get(person_id)
    if what.register_id and chosen is None:
        return None
    return PackFilter(person_id=person_id, registration_id=chosen, since=what.since, until=what.until)


def chosen_registrations(session: Session, what: Selection, people: Sequence[int]) -> dict[int, int]:
    """Return for each person the newest registration in the register that falls in the period that was asked for."""
    query = select(Registration.person_id, Registration.id).where(
        Registration.person_id.in_(people), Registration.register_id == what.register_id
    )
    if what.until is not None:
        query = query.where(Registration.cycle_starts_on <= what.until)
    if what.since is not None:
        ends_on = Registration.cycle_ends_on
        query = query.where(ends_on.is_(None) | (ends_on >= what.since))
    rows = session.execute(query.order_by(Registration.cycle_starts_on))
    return {row.person_id: row.id for row in rows}
