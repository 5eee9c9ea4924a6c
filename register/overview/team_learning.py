"""What a team learnt together (*ontwikkeling van het team*): hours per quarter and competences, never of a few people.

Whoever sat in the team on the day of the meeting counts, so that a past quarter stays as it was when somebody leaves.
Who sat in two of the teams at once counts in one of them, so that no team can be taken from another.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.bulk.portions import in_chunks
from register.db import read
from register.learning.hours import net_minutes
from register.learning.kinds import PRESENT
from register.learning.models import Activity, ActivityCompetence, Attendance, LearningSession
from register.overview.team_outside import closed_sorts, is_informal
from register.overview.totals import last_whole_quarter
from register.people.models import Membership, Person, Team
from register.privacy.groups import FEWEST

QUARTERS = 8
_HOUR = Decimal(60)


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """One quarter: its hours by sort of learning; `None` where too few people sat in the team, or learnt something."""

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
    """How many activities of the last four quarters were about a competence, by "framework:code"; `None`: kept back.

    Without those that fewer than five people learnt about.
    """
    left_out: tuple[str, ...]
    """Teams that are too small to be counted, today."""


class _Sat(NamedTuple):
    """Who sat in which team, from when to when."""

    team_id: int
    person_id: int
    starts_on: date
    ends_on: date | None


class _Did(NamedTuple):
    """What somebody did in one meeting."""

    person_id: int
    activity_id: int
    kind: str
    held_on: date
    minutes: int


class _Place(NamedTuple):
    """Where minutes are counted: of a team, in a quarter, in one sort of learning."""

    team_id: int
    start: date
    informal: bool


def team_learning(session: Session, viewer: Viewer, *, team_id: int | None, today: date) -> TeamLearning:
    """Return what the viewer's teams learnt, or one of them, in seven queries at most whatever their size.

    Hours and competences are of five people or more who learnt something, or of nobody (`_shown`).
    """
    starts = _quarters(today)
    since = date(starts[0].year, 1, 1)
    teams = _teams(session, viewer)
    sat = _sat(session, viewer, since, today)
    counts_in = _counts_in(sat, starts, today)
    people = Counter((team, start) for (_, start), team in counts_in.items())
    enough = {(one, start) for one in teams for start in starts if people[one, start] >= FEWEST}
    did = list(_did(session, viewer, since, today))
    placed = [(row, _place(row, counts_in, sat)) for row in did]
    shown = _shown(session, viewer, placed, enough, since=since, today=today)
    chosen = [one for one in teams if team_id in {None, one}]
    places = [_Place(*one, sort) for one in enough if one[0] in chosen for sort in (True, False)]
    minutes: dict[_Place, int] = defaultdict(int)
    for row, place in placed:
        if place is not None:
            minutes[place] += row.minutes
    whole_year = {one for one in chosen if all((one, start) in enough for start in starts[-4:])}
    return TeamLearning(
        quarters=tuple(
            Quarter(
                starts_on=start,
                formal=_hours([one for one in places if one.start == start and not one.informal], shown, minutes),
                informal=_hours([one for one in places if one.start == start and one.informal], shown, minutes),
            )
            for start in starts
        ),
        competences=_competences(session, placed, whole_year, starts[-4]) if whole_year else None,
        left_out=tuple(teams[one] for one in chosen if (one, starts[-1]) not in enough),
    )


_Placed = Sequence[tuple[_Did, _Place | None]]


def _place(row: _Did, counts_in: Mapping[tuple[int, date], int], sat: Mapping[int, Sequence[_Sat]]) -> _Place | None:
    """Return where a meeting counts: in the one team of that quarter, if somebody sat in it on the day itself."""
    start = _quarter_of(row.held_on)
    team = counts_in.get((row.person_id, start))
    if team is None or not any(one.team_id == team and _on(one, row.held_on) for one in sat.get(row.person_id, ())):
        return None
    return _Place(team, start, is_informal(row.kind))


def _on(row: _Sat, day: date) -> bool:
    return row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)


def _hours(places: Sequence[_Place], shown: Collection[_Place], minutes: Mapping[_Place, int]) -> Decimal | None:
    """Add up what may be shown; `None` where nothing may, or where nothing would be left of what was done."""
    made = sum(minutes.get(one, 0) for one in places if one in shown)
    if not places or (not made and any(minutes.get(one) for one in places)):
        return None
    return made / _HOUR


def _shown(
    session: Session, viewer: Viewer, placed: _Placed, enough: Collection[tuple[int, date]], *, since: date, today: date
) -> frozenset[_Place]:
    """Return where minutes show: of five people and more, who leave nobody or five others of what the totals show."""
    people: dict[_Place, set[int]] = defaultdict(set)
    for row, place in placed:
        if place is not None and (place.team_id, place.start) in enough:
            people[place].add(row.person_id)
    large = {place for place, found in people.items() if len(found) >= FEWEST}
    learners: dict[bool, dict[tuple[int, str], set[int]]] = {True: defaultdict(set), False: defaultdict(set)}
    until = last_whole_quarter(today)
    for row, place in placed:
        if row.held_on <= until:
            learners[place in large][row.held_on.year, row.kind].add(row.person_id)
    closed = closed_sorts(
        session,
        viewer,
        inside={key: frozenset(found) for key, found in learners[True].items()},
        outside={key: frozenset(found) for key, found in learners[False].items()},
        members=_members(viewer, since, today),
        since=since,
        until=until,
    )
    return frozenset(one for one in large if (one.start.year, one.informal) not in closed)


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


def _counts_in(sat: Mapping[int, Sequence[_Sat]], starts: Sequence[date], today: date) -> dict[tuple[int, date], int]:
    """Return in which team somebody counts in a quarter: of all they sat in, the one with the lowest number."""
    found: dict[tuple[int, date], int] = {}
    for person_id, rows in sat.items():
        for start in starts:
            teams = [row.team_id for row in rows if _overlaps(row, start, today)]
            if teams:
                found[person_id, start] = min(teams)
    return found


def _teams(session: Session, viewer: Viewer) -> dict[int, str]:
    rows = session.execute(
        select(Team.id, Team.name)
        .where(Team.id.in_(sorted(viewer.managed_team_ids)), Team.organisation_id == viewer.organisation_id)
        .order_by(Team.name)
    )
    return {row.id: row.name for row in rows}


def _members(viewer: Viewer, since: date, until: date) -> Select[Any]:
    """Select who sat in one of the viewer's teams."""
    return select(Membership.person_id).where(
        Membership.team_id.in_(sorted(viewer.managed_team_ids)),
        Membership.starts_on <= until,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= since),
    )


def _sat(session: Session, viewer: Viewer, since: date, until: date) -> dict[int, list[_Sat]]:
    """Return in which teams of the organisation the members sat.

    Those of another manager too: in which team somebody counts does not change with who looks.
    """
    rows = session.execute(
        select(Membership.team_id, Membership.person_id, Membership.starts_on, Membership.ends_on)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Person.organisation_id == viewer.organisation_id,
            Membership.person_id.in_(_members(viewer, since, until)),
            Membership.starts_on <= until,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= since),
        )
    )
    found: dict[int, list[_Sat]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(_Sat(*row))
    return found


def _did(session: Session, viewer: Viewer, since: date, until: date) -> Iterator[_Did]:
    """Yield each part of a member in a meeting, wherever they sat that day."""
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
            Attendance.person_id.in_(_members(viewer, since, until)),
            Attendance.state.in_(sorted(PRESENT)),
            Attendance.disputed_at.is_(None),
            Activity.withdrawn_at.is_(None),
            Activity.organisation_id == viewer.organisation_id,
            LearningSession.held_on.between(since, until),
        )
    )
    for row in read(session, query):
        present = row.minutes_present if row.state == "deels" else None
        minutes = net_minutes(row.gross_minutes, row.excluded_minutes, present)
        if minutes:
            yield _Did(row.person_id, row.activity_id, row.kind, row.held_on, minutes)


def _competences(session: Session, placed: _Placed, teams: Collection[int], since: date) -> dict[str, int]:
    """Count activities by competence, in the teams where five people or more learnt about it."""
    people: dict[tuple[int, int], set[int]] = defaultdict(set)
    for row, place in placed:
        if place is not None and place.team_id in teams and place.start >= since:
            people[place.team_id, row.activity_id].add(row.person_id)
    labels = _labels(session, {activity for _, activity in people})
    by_team: dict[tuple[int, str], set[int]] = defaultdict(set)
    for team, activity in people:
        for label in labels.get(activity, ()):
            by_team[team, label].add(activity)
    counted: dict[str, set[int]] = defaultdict(set)
    for (team, label), activities in by_team.items():
        if len(frozenset[int]().union(*(people[team, one] for one in activities))) >= FEWEST:
            counted[label] |= activities
    return {label: len(activities) for label, activities in counted.items()}


def _labels(session: Session, activity_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the competences of activities, as "framework:code"."""
    found: dict[int, list[str]] = defaultdict(list)
    for some in in_chunks(sorted(activity_ids), _AT_ONCE):
        rows = session.execute(
            select(ActivityCompetence.activity_id, ActivityCompetence.framework, ActivityCompetence.code).where(
                ActivityCompetence.activity_id.in_(some)
            )
        )
        for row in rows:
            found[row.activity_id].append(f"{row.framework}:{row.code}")
    return found


_AT_ONCE = 5_000
