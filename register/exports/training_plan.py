"""The training plan (opleidingsplan): what everybody needs, what expires and, below it, what is planned (F3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.errors import NotAllowed, NotFound
from register.exports.planned_training import PlannedTraining, planned_training, teams_of_people, who_sits
from register.exports.results import personnel_numbers
from register.exports.tables import UNKNOWN, Table
from register.overview.registrations import name_of
from register.overview.status import Stand, status_of
from register.people.models import Person, Registration, Team
from register.points.models import Standing
from register.workbooks.write import Column, Value

_COLUMNS = (
    Column(header="Team", width=24),
    Column(header="Personeelsnummer"),
    Column(header="Naam", width=28),
    Column(header="Register", width=28),
    Column(header="Categorie", width=34),
    Column(header="Telt mee", kind="decimal", width=11),
    Column(header="Nog nodig", kind="decimal", width=16),
    Column(header="Periode tot en met", kind="date", width=16),
    Column(header="Dagen te gaan", kind="integer", width=12),
    Column(header="Stand", width=20),
    Column(header="Opmerking", width=34),
    Column(header="Gepland", width=34),
    Column(header="Datum", kind="date"),
    Column(header="Begintijd", kind="time"),
    Column(header="Uren", kind="decimal"),
)
PLANNED = "gepland"
"""The standing of a row that is about a day to come."""
_NOT_PLANNED = (None,) * 4


def training_plan(session: Session, viewer: Viewer, *, on: date, team_id: int | None = None) -> Table:
    """Make the plan: of everybody for HR, of the own teams for a manager.

    Raises:
        NotAllowed: the viewer is neither.
        NotFound: a team that is not the viewer's.

    """
    teams = _teams(session, viewer, team_id)
    numbers = personnel_numbers(session, viewer.organisation_id)
    there = teams_of_people(session, viewer.organisation_id, teams, on)
    found = session.execute(_query(viewer.organisation_id, teams, on))
    rows = [(", ".join(there.get(row.person_id, ())) or None, row) for row in found]
    rows.sort(key=lambda one: (one[0] is None, (one[0] or "").casefold()))
    planned = planned_training(session, viewer.organisation_id, teams=teams, on=on, in_totals=not viewer.has(Role.HR))
    every = [*_rows(rows, numbers, on), *_planned(planned, numbers)]
    return Table(name="opleidingsplan", title="Opleidingsplan", columns=_COLUMNS, rows=every)


def _teams(session: Session, viewer: Viewer, team_id: int | None) -> Sequence[int] | None:
    """Return the teams that the plan is about; `None` is everybody."""
    if viewer.has(Role.HR):
        if team_id is None:
            return None
        team = session.get(Team, team_id)
        if team is None or team.organisation_id != viewer.organisation_id:
            raise NotFound
        return [team_id]
    if not viewer.has(Role.MANAGER):
        raise NotAllowed("Het opleidingsplan is voor HR en leidinggevenden.")
    if team_id is not None and team_id not in viewer.managed_team_ids:
        raise NotFound
    return [team_id] if team_id is not None else sorted(viewer.managed_team_ids)


def _query(organisation_id: int, teams: Sequence[int] | None, on: date) -> Any:  # noqa: ANN401 - a long row
    running = and_(
        Registration.person_id == Person.id, or_(Registration.ended_on.is_(None), Registration.ended_on >= on)
    )
    query = (
        select(
            Person.id.label("person_id"),
            Person.display_name,
            Registration.register_id,
            Standing,
        )
        .select_from(Person)
        .join(Registration, running)
        .outerjoin(Standing, Standing.registration_id == Registration.id)
        .where(Person.organisation_id == organisation_id, Person.deactivated_at.is_(None))
        .order_by(Person.sort_key, Person.id, Registration.register_id, Registration.id)
    )
    return query if teams is None else query.where(Person.id.in_(who_sits(teams, on)))


def _rows(
    rows: Iterable[tuple[str | None, Row[Any]]], numbers: Mapping[int, str], on: date
) -> Iterator[Sequence[Value]]:
    for team, row in rows:
        who = team, numbers.get(row.person_id), row.display_name, name_of(row.register_id)
        standing = row.Standing
        if standing is None:
            yield (*who, None, None, UNKNOWN, None, None, UNKNOWN, None, *_NOT_PLANNED)
            continue
        for part in (*standing.tracks, standing):
            starts_on, ends_on = standing.starts_on, standing.ends_on
            stand = Stand(countable=part.countable, needed=part.needed, starts_on=starts_on, ends_on=ends_on)
            yield (
                *who,
                part.name,
                part.countable,
                UNKNOWN if part.needed is None else part.needed,
                ends_on,
                (ends_on - on).days,
                status_of(stand, on=on).value,
                part.label or None,
                *_NOT_PLANNED,
            )


def _planned(rows: Sequence[PlannedTraining], numbers: Mapping[int, str]) -> Iterator[Sequence[Value]]:
    for one in rows:
        who: tuple[Value, ...] = (one.team, numbers.get(one.person_id), one.name)
        when: tuple[Value, ...] = (one.what, one.held_on, one.starts_at, one.hours)
        yield (*who, None, one.kind, None, None, None, None, PLANNED, None, *when)
