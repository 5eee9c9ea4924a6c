"""What the totals are made of: who learnt how long in which way, who has which registrations, what was tried out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, Subquery, case, cast, extract, func, literal_column, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from register.culture.experiments.models import Adoption, Experiment
from register.db import read
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.overview.organisation_query import registered_query
from register.people.models import Membership, Team
from register.privacy.groups import FEWEST


class Learnt(NamedTuple):
    """Everybody's net minutes of one kind in one quarter, added up by the database."""

    kind: str
    quarter: int
    """1 to 4."""
    minutes: int
    people: frozenset[int]
    """Whose they are: all of them, or five where they are more."""
    more: int
    """So many people besides."""


class TeamLearners(NamedTuple):
    """Who of a team learnt something: all of them, or five, and how many more."""

    people: frozenset[int]
    more: int


class Registered(NamedTuple):
    """A registration that runs."""

    person_id: int
    register_id: str


class TeamRow(NamedTuple):
    """A team and the one it is below."""

    id: int
    name: str
    parent_id: int | None


@dataclass(frozen=True, kw_only=True)
class Experiments:
    """How many experiments, which everybody can read already."""

    begun: int
    concluded: int
    failed: int
    """Of those concluded: "mislukt, geleerd"."""
    adopted: int
    """How often a team took one over."""


class _MinutesIn(FunctionElement[int]):
    """The sum of the minutes in a JSON object."""

    type = Integer()
    inherit_cache = True
    name = "minutes_in"


@compiles(_MinutesIn)
def _each(element: _MinutesIn, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    written = compiler.process(element.clauses, **more)
    return f"(SELECT COALESCE(SUM(CAST(value AS INTEGER)), 0) FROM json_each_text({written}))"  # noqa: S608 - a column


@compiles(_MinutesIn, "sqlite")
def _each_on_sqlite(element: _MinutesIn, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    written = compiler.process(element.clauses, **more)
    return f"(SELECT COALESCE(SUM(value), 0) FROM json_each({written}))"  # noqa: S608 - a column


def learnt_in(session: Session, organisation_id: int, first: date, until: date) -> Sequence[Learnt]:
    """Return what was learnt by kind and quarter, within a year, both days included."""
    quarter = (cast(extract("month", LearningSession.held_on), Integer) + 2) // 3
    each = (
        _there(organisation_id, first, until)
        .add_columns(Activity.kind, quarter.label("quarter"), func.sum(net_minutes_of_attendance()).label("minutes"))
        .group_by(Attendance.person_id, Activity.kind, quarter)
        .subquery()
    )
    together = (each.c.quarter, each.c.kind)
    rows = read(session, _first_five(each, together, func.sum(each.c.minutes).over(partition_by=together)))
    return [
        Learnt(kind, int(in_quarter), int(found[0].whole), *_people(found))
        for (in_quarter, kind), found in _by(rows, "quarter", "kind")
    ]


def learners_in(session: Session, organisation_id: int, first: date, until: date) -> int:
    """Count who learnt anything in a period."""
    there = _there(organisation_id, first, until).distinct().subquery()
    return session.scalar(select(func.count()).select_from(there)) or 0


def learners_by_team(
    session: Session, organisation_id: int, first: date, until: date
) -> dict[int | None, TeamLearners]:
    """Return who learnt anything in a period by the one team of each; `None`: of no team."""
    there = _there(organisation_id, first, until).distinct().subquery()
    each = select(there.c.person_id, one_team_of(there.c.person_id, first, until).label("team_id")).subquery()
    rows = read(session, _first_five(each, (each.c.team_id,), literal_column("0")))
    return {team_id: TeamLearners(*_people(found)) for (team_id,), found in _by(rows, "team_id")}


def _there(organisation_id: int, first: date, until: date) -> Select[*tuple[Any, ...]]:
    """Select who was at something in a period, once for every time."""
    return (
        select(Attendance.person_id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            Activity.organisation_id == organisation_id,
            Activity.withdrawn_at.is_(None),
            LearningSession.held_on.between(first, until),
            Attendance.state.in_(PRESENT),
            Attendance.disputed_at.is_(None),
        )
    )


def _first_five(
    each: Subquery, together: tuple[ColumnElement[Any], ...], whole: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    """Select five people of everything that goes together, in its order, with how many they are and its whole."""
    place = func.row_number().over(partition_by=together, order_by=each.c.person_id)
    count = func.count().over(partition_by=together)
    ranked = select(
        *together, each.c.person_id, whole.label("whole"), count.label("number"), place.label("place")
    ).subquery()
    return select(ranked).where(ranked.c.place <= FEWEST).order_by(*ranked.c[: len(together)])


def _by(rows: Iterable[Any], *keys: str) -> Iterator[tuple[tuple[Any, ...], list[Any]]]:
    for key, found in groupby(rows, key=lambda row: tuple(getattr(row, one) for one in keys)):
        yield key, list(found)


def _people(found: Sequence[Any]) -> tuple[frozenset[int], int]:
    return frozenset(row.person_id for row in found), found[0].number - len(found)


def net_minutes_of_attendance() -> ColumnElement[int]:
    """Build `net_minutes` of learning as an expression over an attendance and its session."""
    net = LearningSession.gross_minutes - _MinutesIn(LearningSession.excluded_minutes)
    net = case((net > 0, net), else_=0)
    partly = (Attendance.state == "deels") & (Attendance.minutes_present < net)
    return case((partly, Attendance.minutes_present), else_=net)


def first_year(session: Session, organisation_id: int) -> int | None:
    """Return the first year in which something was learnt here."""
    found = session.scalar(
        select(func.min(LearningSession.held_on))
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(Activity.organisation_id == organisation_id, Activity.withdrawn_at.is_(None))
    )
    return found.year if found else None


def registered_on(session: Session, organisation_id: int, on: date) -> Sequence[Registered]:
    """Return every registration that runs on a day."""
    given = {"organisation": organisation_id, "today": on}
    return [Registered(*row) for row in read(session, registered_query(), given)]


def experiments_in(session: Session, organisation_id: int, first: date, until: date) -> Experiments:
    """Count the experiments that began, came to an end or were taken over in a period."""
    since, before = _moment(first), _moment(until + timedelta(days=1))
    mine = (Experiment.organisation_id == organisation_id, Experiment.withdrawn_at.is_(None))
    ended = (Experiment.concluded_at >= since) & (Experiment.concluded_at < before)
    row = session.execute(
        select(
            func.count(case((Experiment.starts_on.between(first, until), 1))),
            func.count(case((ended, 1))),
            func.count(case((ended & (Experiment.outcome == "mislukt"), 1))),
        ).where(*mine)
    ).one()
    adopted = session.scalar(
        select(func.count(Adoption.id))
        .join(Experiment, Experiment.id == Adoption.experiment_id)
        .where(*mine, Adoption.adopted_at >= since, Adoption.adopted_at < before)
    )
    return Experiments(begun=row[0], concluded=row[1], failed=row[2], adopted=adopted or 0)


def one_team_of(person_id: ColumnElement[int], first: date, until: date) -> ColumnElement[int | None]:
    """Build the one team of somebody in a period: of the last day, else the last before; the oldest of several.

    Looked up by person: a join with what a whole organisation has is more than a planner that guesses low gets through.
    """
    last = (Membership.ends_on.is_not(None), Membership.ends_on.desc(), Membership.starts_on, Membership.team_id)
    return (
        select(Membership.team_id)
        .where(
            Membership.person_id == person_id,
            Membership.starts_on <= until,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= first),
        )
        .order_by(*last)
        .limit(1)
        .correlate_except(Membership)
        .scalar_subquery()
    )


def teams_of(session: Session, organisation_id: int) -> Sequence[TeamRow]:
    """Return the teams by name, each with the one it is below."""
    rows = read(
        session,
        select(Team.id, Team.name, Team.parent_id)
        .where(Team.organisation_id == organisation_id)
        .order_by(Team.name, Team.id),
    )
    return [TeamRow(*row) for row in rows]


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
