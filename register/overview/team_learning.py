"""What a team learnt together (*ontwikkeling van het team*): hours per quarter and competences, never of a few people.

Whoever sat in the team on the day of the meeting counts, so that a past quarter stays as it was when somebody leaves.
Who sat in two of the teams at once counts in one of them, so that no team can be taken from another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import read
from register.learning.hours import net_minutes
from register.learning.kinds import PRESENT, kinds
from register.learning.models import Activity, ActivityCompetence, Attendance, LearningSession
from register.people.models import Membership, Person, Team

FEWEST = 5
"""Of a team with fewer people no hours and no competences show (bar PR13)."""
QUARTERS = 8
_HOUR = Decimal(60)


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """One quarter: its hours by sort of learning; `None` where too few people sat in the team."""

    starts_on: date
    formal: Decimal | None
    informal: Decimal | None

    @property
    def label(self) -> str:
        """How it is called: "3e kwartaal 2026"."""
        return f"{self.number}e kwartaal {self.starts_on.year}"

    @property
    def number(self) -> int:
        """1 to 4."""
        return self.starts_on.month // 3 + 1


@dataclass(frozen=True, kw_only=True)
class TeamLearning:
    """What the teams learnt; the quarters from old to new."""

    quarters: tuple[Quarter, ...]
    competences: Mapping[str, int] | None
    """How many activities of the last four quarters were about a competence, by "framework:code"; `None`: kept back."""
    left_out: tuple[str, ...]
    """Teams that are too small to be counted, today."""


class _Sat(NamedTuple):
    """Who sat in which team, from when to when."""

    team_id: int
    person_id: int
    starts_on: date
    ends_on: date | None


def team_learning(session: Session, viewer: Viewer, *, team_id: int | None, today: date) -> TeamLearning:
    """Return what the viewer's teams learnt, or one of them, in four queries whatever their size."""
    starts = _quarters(today)
    teams = _teams(session, viewer)
    chosen = [one for one in teams if team_id in {None, one}]
    counts_in = _counts_in(_sat(session, viewer, starts[0], today), starts, today)
    people = Counter((team, start) for (_, start), team in counts_in.items())
    enough = {(one, start): people[one, start] >= FEWEST for one in chosen for start in starts}
    made: dict[tuple[date, bool], int] = defaultdict(int)
    about: set[int] = set()
    whole_year = {one for one in chosen if all(enough[one, start] for start in starts[-4:])}
    for row in _attended(session, viewer, starts[0], today):
        start = _quarter_of(row.held_on)
        team = counts_in.get((row.person_id, start))
        if team is None or not enough.get((team, start)):
            continue
        present = row.minutes_present if row.state == "deels" else None
        made[start, _is_informal(row.kind)] += net_minutes(row.gross_minutes, row.excluded_minutes, present)
        if start in starts[-4:] and team in whole_year:
            about.add(row.activity_id)
    return TeamLearning(
        quarters=tuple(_quarter(start, made, known=any(enough[one, start] for one in chosen)) for start in starts),
        competences=_competences(session, about) if whole_year else None,
        left_out=tuple(teams[one] for one in chosen if not enough[one, starts[-1]]),
    )


def _quarter(start: date, made: Mapping[tuple[date, bool], int], *, known: bool) -> Quarter:
    return Quarter(
        starts_on=start,
        formal=made.get((start, False), 0) / _HOUR if known else None,
        informal=made.get((start, True), 0) / _HOUR if known else None,
    )


def _quarters(today: date) -> list[date]:
    """Return the first days of this quarter and those before it, from old to new."""
    found = [_quarter_of(today)]
    while len(found) < QUARTERS:
        found.insert(0, _quarter_of(found[0] - timedelta(days=1)))
    return found


@lru_cache(maxsize=2048)
def _quarter_of(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _overlaps(row: _Sat, start: date, today: date) -> bool:
    """Whether somebody sat in the team on some day of the quarter, of what has passed of it."""
    last = min(_quarter_of(start + timedelta(days=100)) - timedelta(days=1), today)
    return row.starts_on <= last and (row.ends_on is None or row.ends_on >= start)


def _is_informal(kind: str) -> bool:
    known = kinds().get(kind)
    return known is not None and known.informal


def _counts_in(sat: Iterable[_Sat], starts: Iterable[date], today: date) -> dict[tuple[int, date], int]:
    """Return in which team somebody counts in a quarter: of those they sat in, the one with the lowest number."""
    found: dict[tuple[int, date], int] = {}
    for row in sat:
        for start in starts:
            if _overlaps(row, start, today):
                found[row.person_id, start] = min(row.team_id, found.get((row.person_id, start), row.team_id))
    return found


def _teams(session: Session, viewer: Viewer) -> dict[int, str]:
    rows = session.execute(
        select(Team.id, Team.name)
        .where(Team.id.in_(sorted(viewer.managed_team_ids)), Team.organisation_id == viewer.organisation_id)
        .order_by(Team.name)
    )
    return {row.id: row.name for row in rows}


def _sat(session: Session, viewer: Viewer, since: date, until: date) -> list[_Sat]:
    rows = session.execute(
        select(Membership.team_id, Membership.person_id, Membership.starts_on, Membership.ends_on)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.team_id.in_(sorted(viewer.managed_team_ids)),
            Person.organisation_id == viewer.organisation_id,
            Membership.starts_on <= until,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= since),
        )
    )
    return [_Sat(*row) for row in rows]


def _attended(session: Session, viewer: Viewer, since: date, until: date) -> Iterable[Any]:
    """Return each part in a meeting of who sat in one of the teams that day, once."""
    member = and_(
        Membership.person_id == Attendance.person_id,
        Membership.team_id.in_(sorted(viewer.managed_team_ids)),
        Membership.starts_on <= LearningSession.held_on,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= LearningSession.held_on),
    )
    query = (
        select(
            Attendance.person_id,
            Attendance.state,
            Attendance.minutes_present,
            LearningSession.gross_minutes,
            LearningSession.excluded_minutes,
            LearningSession.held_on,
            Activity.id.label("activity_id"),
            Activity.kind,
        )
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            select(Membership.id).where(member).exists(),
            Attendance.state.in_(sorted(PRESENT)),
            Attendance.disputed_at.is_(None),
            Activity.withdrawn_at.is_(None),
            Activity.organisation_id == viewer.organisation_id,
            LearningSession.held_on.between(since, until),
        )
    )
    return read(session, query)


def _competences(session: Session, activity_ids: set[int]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    known = sorted(activity_ids)
    for first in range(0, len(known), _AT_ONCE):
        rows = session.execute(
            select(ActivityCompetence.framework, ActivityCompetence.code).where(
                ActivityCompetence.activity_id.in_(known[first : first + _AT_ONCE])
            )
        )
        for row in rows:
            found[f"{row.framework}:{row.code}"] += 1
    return found


_AT_ONCE = 5_000
