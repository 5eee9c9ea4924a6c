"""The experiments of the organisation, newest first, with search and filters."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.experiments.models import Adoption, Experiment, ExperimentActivity
from register.culture.experiments.outcomes import CONCLUDED, OUTCOMES, RUNNING, state_name
from register.culture.shared.search import holds
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity
from register.people.directory import teams_of
from register.people.models import Team

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class ExperimentQuery:
    """What somebody asks of the list; everything empty is everything."""

    text: str = ""
    state: str = ""
    """"loopt", "afgerond" or an outcome."""
    team_id: int | None = None
    """Begun in this team, or taken over by it."""
    method_id: int | None = None
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, kw_only=True)
class ExperimentLine:
    """One experiment in the list."""

    experiment_id: int
    question: str
    team: str
    method: str
    starts_on: date
    until_on: date | None
    outcome: str | None
    state_name: str
    sessions: int
    teams: int
    """Teams that try or tried it: the first one and those that took it over."""


@dataclass(frozen=True, kw_only=True)
class ExperimentList:
    """A page of the list, with how many there are, and what can be filtered on."""

    lines: tuple[ExperimentLine, ...]
    found: int
    all: int
    page: int
    pages: int
    teams: tuple[tuple[int, str], ...]
    methods: tuple[tuple[int, str], ...]


STATES = {RUNNING: "Loopt", CONCLUDED: "Afgerond", **OUTCOMES}
"""What the list can be filtered on."""


def list_experiments(session: Session, viewer: Viewer, query: ExperimentQuery) -> ExperimentList:
    """Return one page of the experiments of the organisation, in five queries however many there are."""
    there = (Experiment.organisation_id == viewer.organisation_id, Experiment.withdrawn_at.is_(None))
    conditions = (*there, *_conditions(query))
    found = session.scalar(select(func.count(Experiment.id)).where(*conditions)) or 0
    pages = max(1, -(-found // query.size))
    page = min(max(query.page, 1), pages)
    return ExperimentList(
        lines=_lines(session, conditions, page, query.size),
        found=found,
        all=session.scalar(select(func.count(Experiment.id)).where(*there)) or 0,
        page=page,
        pages=pages,
        teams=tuple(teams_of(session, viewer.organisation_id)),
        methods=_methods(session, there),
    )


def experiments_line(session: Session, viewer: Viewer, today: date) -> str:
    """Say what is going on, for the page from which people learn together."""
    row = session.execute(
        select(func.count(Experiment.id), func.count(Experiment.concluded_at)).where(
            Experiment.organisation_id == viewer.organisation_id,
            Experiment.withdrawn_at.is_(None),
            Experiment.starts_on <= today,
        )
    ).one()
    if not row[0]:
        return ""
    return f"{row[0] - row[1]} {'loopt' if row[0] - row[1] == 1 else 'lopen'} nu, {row[1]} afgerond."


def _conditions(query: ExperimentQuery) -> tuple[ColumnElement[bool], ...]:
    found = [*holds(Experiment.search_key, query.text)]
    if query.state == RUNNING:
        found.append(Experiment.outcome.is_(None))
    elif query.state == CONCLUDED:
        found.append(Experiment.outcome.is_not(None))
    elif query.state in OUTCOMES:
        found.append(Experiment.outcome == query.state)
    if query.team_id is not None:
        taken = exists().where(Adoption.experiment_id == Experiment.id, Adoption.team_id == query.team_id)
        found.append(or_(Experiment.team_id == query.team_id, taken))
    if query.method_id is not None:
        found.append(Experiment.method_id == query.method_id)
    return tuple(found)


def _lines(
    session: Session, conditions: tuple[ColumnElement[bool], ...], page: int, size: int
) -> tuple[ExperimentLine, ...]:
    held = (
        select(func.count(ExperimentActivity.id))
        .join(Activity, Activity.id == ExperimentActivity.activity_id)
        .where(ExperimentActivity.experiment_id == Experiment.id, Activity.withdrawn_at.is_(None))
        .correlate(Experiment)
        .scalar_subquery()
    )
    taken = (
        select(func.count(Adoption.id))
        .where(Adoption.experiment_id == Experiment.id)
        .correlate(Experiment)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Experiment.id,
            Experiment.question,
            Experiment.starts_on,
            Experiment.until_on,
            Experiment.outcome,
            Experiment.team_id,
            Team.name.label("team"),
            WorkMethod.name.label("method"),
            held.label("held"),
            taken.label("taken"),
        )
        .outerjoin(Team, Team.id == Experiment.team_id)
        .outerjoin(WorkMethod, WorkMethod.id == Experiment.method_id)
        .where(*conditions)
        .order_by(Experiment.starts_on.desc(), Experiment.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return tuple(
        ExperimentLine(
            experiment_id=row.id,
            question=row.question,
            team=row.team or "",
            method=row.method or "",
            starts_on=row.starts_on,
            until_on=row.until_on,
            outcome=row.outcome,
            state_name=state_name(row.outcome),
            sessions=row.held,
            teams=row.taken + bool(row.team_id),
        )
        for row in rows
    )


def _methods(session: Session, there: tuple[ColumnElement[bool], ...]) -> tuple[tuple[int, str], ...]:
    """Return the methods that experiments are about."""
    rows = session.execute(
        select(WorkMethod.id, WorkMethod.name)
        .where(WorkMethod.id.in_(select(Experiment.method_id).where(*there)))
        .order_by(WorkMethod.name)
    )
    return tuple((row.id, row.name) for row in rows)
