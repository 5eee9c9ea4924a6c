"""Totals for everybody, the works council first (I4): of a year, without people, by the rule of `privacy/groups.py`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import NotFound
from register.learning.kinds import kinds
from register.overview.registrations import name_of
from register.overview.totals_query import (
    Experiments,
    Learnt,
    Registered,
    TeamLearners,
    TeamRow,
    experiments_in,
    first_year,
    learners_by_team,
    learners_in,
    learnt_in,
    registered_on,
    teams_of,
)
from register.privacy.groups import (
    FEWEST,
    Branch,
    groups_of,
    joined,
    last_whole_month,
    may_be_told_apart,
    rounded_down,
)

WAYS = ("soort", "team", "register")
"""By what the totals may be divided.

Everything is divided in one way only: hours by kind, people by team, registrations by register. Two
ways of dividing the same thing give each other away: who knows that one team did nothing but intervisie takes its hours
from those of intervisie, and has what the one colleague in another team did.
"""
MOST_YEARS = 5
_SORTS = {"informeel": "Leren van elkaar", "formeel": "Formeel leren"}
_NO_TEAM = "geen"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One group: what it is called, of which codes it is made, and its figures."""

    name: str
    codes: tuple[str, ...]
    minutes: int | None = None
    people: int | None = None
    """How many people logged, in fives; only where no person is in two groups."""
    registrations: int | None = None
    """How many, in fives."""


@dataclass(frozen=True, kw_only=True)
class Whole:
    """The figures of the organisation; `None` where they are of fewer than five people."""

    people: int | None
    minutes: int | None
    sorts: tuple[Row, ...]
    """Learning from each other beside formal learning, where both are of enough people."""
    registrations: int | None
    experiments: Experiments


@dataclass(frozen=True, kw_only=True)
class TotalsPage:
    """The page of one year, divided in one way."""

    year: int
    years: tuple[int, ...]
    by: str
    until: date
    """The last day that is counted: of the last quarter in which enough people logged something (`_Learning`)."""
    whole: Whole
    rows: tuple[Row, ...]
    on: date
    """Of which day the registrations are."""


class _Learning(NamedTuple):
    """What was learnt in a year, in parts of one or more whole quarters with at least five people in each.

    A part is shown whole or not at all, and never again in another way: what is found by looking again in a later
    quarter is therefore of five people or more.
    """

    parts: Sequence[Sequence[Learnt]]
    quarters: int
    """How many quarters are in the parts, or had nothing."""

    @classmethod
    def of(cls, rows: Sequence[Learnt]) -> "_Learning":
        """Put quarters together until enough people are in them; what remains waits for the next."""
        parts: list[Sequence[Learnt]] = []
        waiting: list[Learnt] = []
        quarters = 0
        for quarter in range(1, 5):
            waiting += [row for row in rows if row.quarter == quarter]
            if len(_people(waiting)) >= FEWEST:
                parts.append(waiting)
                waiting = []
            if not waiting:
                quarters = quarter
        return cls(parts, quarters)

    @property
    def rows(self) -> Iterator[Learnt]:
        """All that is shown."""
        return chain.from_iterable(self.parts)

    @property
    def minutes(self) -> int:
        """Net minutes of all of them."""
        return sum(row.minutes for row in self.rows)


def _people(rows: Iterable[Learnt]) -> frozenset[int]:
    """Return whose it is: all of them, or five or more of them."""
    return frozenset[int]().union(*(row.people for row in rows))


def totals_page(session: Session, viewer: Viewer, *, year: int | None, by: str, on: date) -> TotalsPage:
    """Return the totals of a year; without a year, of the one that ran last quarter.

    Raises:
        NotFound: a year of which there are no totals, or a way that does not exist.

    """
    years = _years(session, viewer, on)
    asked = years[0] if year is None else year
    if asked not in years or by not in WAYS:
        raise NotFound
    first, over = date(asked, 1, 1), min(date(asked, 12, 31), last_whole_quarter(on))
    learning = _Learning.of(learnt_in(session, viewer.organisation_id, first, over))
    until = min(over, _ends(asked, learning.quarters)) if learning.quarters else over
    counted_on = last_whole_month(on)
    registered = registered_on(session, viewer.organisation_id, counted_on)
    people = learners_in(session, viewer.organisation_id, first, until) if learning.parts else None
    return TotalsPage(
        year=asked,
        years=years,
        by=by,
        until=until,
        whole=_whole(learning, people, registered, experiments_in(session, viewer.organisation_id, first, over)),
        rows=_rows(session, viewer, by, learning=learning, registered=registered, until=until),
        on=counted_on,
    )


def last_whole_quarter(on: date) -> date:
    """Return the last day of the quarter before."""
    return last_whole_month(date(on.year, (on.month - 1) // 3 * 3 + 1, 1))


def _ends(year: int, quarter: int) -> date:
    return last_whole_month(date(year + quarter // 4, quarter % 4 * 3 + 1, 1))


def _years(session: Session, viewer: Viewer, on: date) -> tuple[int, ...]:
    newest = last_whole_quarter(on).year
    oldest = first_year(session, viewer.organisation_id) or newest
    return tuple(range(newest, max(min(oldest, newest), newest - MOST_YEARS + 1) - 1, -1))


def _whole(
    learning: _Learning, people: int | None, registered: Sequence[Registered], experiments: Experiments
) -> Whole:
    return Whole(
        people=None if people is None else rounded_down(people),
        minutes=learning.minutes if learning.parts else None,
        sorts=_sorts(learning),
        registrations=rounded_down(len(registered)) if len({row.person_id for row in registered}) >= FEWEST else None,
        experiments=experiments,
    )


def _rows(
    session: Session, viewer: Viewer, by: str, *, learning: _Learning, registered: Sequence[Registered], until: date
) -> tuple[Row, ...]:
    if by == "soort":
        return _by_kind(learning)
    if by == "team":
        return _by_team(session, viewer, learning, until)
    return tuple(_by_register(registered))


def _sorts(learning: _Learning) -> tuple[Row, ...]:
    """Return both sorts where they may stand beside each other and their sum."""
    if not _sorts_apart(learning):
        return ()
    minutes: dict[str, int] = defaultdict(int)
    for row in learning.rows:
        minutes[_sort_of(row.kind)] += row.minutes
    return tuple(
        Row(name=name, codes=(code,), minutes=minutes[code]) for code, name in _SORTS.items() if code in minutes
    )


def _sorts_apart(learning: _Learning) -> bool:
    return bool(learning.parts) and all(may_be_told_apart(_sort_branches(part)) for part in learning.parts)


def _sort_branches(rows: Sequence[Learnt]) -> list[Branch]:
    people: dict[str, set[int]] = {code: set() for code in _SORTS}
    for row in rows:
        people[_sort_of(row.kind)] |= row.people
    return [Branch(code=code, people=frozenset(found)) for code, found in people.items()]


def _sort_of(kind: str) -> str:
    found = kinds().get(kind)
    return "informeel" if found is not None and found.informal else "formeel"


def _by_kind(learning: _Learning) -> tuple[Row, ...]:
    """Divide the kinds so that no group cuts through one that could be shown of any part of the year."""
    minutes: dict[str, int] = defaultdict(int)
    for row in learning.rows:
        minutes[row.kind] += row.minutes
    apart = _sorts_apart(learning)
    known = [*(code for code in kinds() if code in minutes), *sorted(set(minutes) - set(kinds()))]
    groups = joined(_kind_groups(part, known, apart=apart) for part in learning.parts)
    ordered = sorted((tuple(code for code in known if code in group) for group in groups), key=_place_in(known))
    names = {code: kind.name for code, kind in kinds().items()}
    return tuple(
        Row(name=_named(codes, names), codes=codes, minutes=sum(minutes[code] for code in codes)) for codes in ordered
    )


def _kind_groups(rows: Sequence[Learnt], known: Sequence[str], *, apart: bool) -> list[tuple[str, ...]]:
    """Return the groups of one part of a year: each sort on its own where the sorts are shown, else all together."""
    found = {code: [row for row in rows if row.kind == code] for code in known}
    branches = [
        Branch(code=code, people=_people(own), more=max(row.more for row in own)) for code, own in found.items() if own
    ]
    divided = [branches]
    if apart:
        divided = [[one for one in branches if _sort_of(one.code) == sort] for sort in _SORTS]
    return [group.codes for part in divided for group in groups_of(part)]


def _place_in(known: Sequence[str]) -> Callable[[tuple[str, ...]], tuple[bool, int]]:
    """Order groups by their first kind: learning from each other before formal learning."""
    return lambda codes: (_sort_of(codes[0]) == "formeel", known.index(codes[0]))


def _by_team(session: Session, viewer: Viewer, learning: _Learning, until: date) -> tuple[Row, ...]:
    """Divide the people: everybody is in one team, the one of the last day or the last before."""
    if not learning.parts:
        return ()
    found = learners_by_team(session, viewer.organisation_id, date(until.year, 1, 1), until)
    people = {str(team_id or _NO_TEAM): who for team_id, who in found.items()}
    tree = teams_of(session, viewer.organisation_id)
    names = {str(team.id): team.name for team in tree} | {_NO_TEAM: "zonder team"}
    branches = (*_tree(tree, people), _branch(_NO_TEAM, people))
    return tuple(
        Row(name=_named(group.codes, names), codes=group.codes, people=rounded_down(group.size))
        for group in groups_of(branches)
    )


def _tree(teams: Sequence[TeamRow], people: Mapping[str, TeamLearners]) -> tuple[Branch, ...]:
    """Return every team once, below the one it belongs to; what hangs from nothing known is at the top."""
    known = {team.id for team in teams}
    below: dict[int | None, list[int]] = defaultdict(list)
    for team in teams:
        below[team.parent_id if team.parent_id in known else None].append(team.id)

    def branch(team_id: int) -> Branch:
        return _branch(str(team_id), people, tuple(branch(one) for one in below.pop(team_id, ())))

    tops = [branch(one) for one in below.pop(None, ())]
    while below:  # teams below each other in a round
        tops += [branch(one) for one in below.popitem()[1]]
    return tuple(tops)


def _branch(code: str, people: Mapping[str, TeamLearners], below: tuple[Branch, ...] = ()) -> Branch:
    who = people.get(code, TeamLearners(frozenset(), 0))
    return Branch(code=code, people=who.people, more=who.more, below=below)


def _by_register(registered: Sequence[Registered]) -> Iterator[Row]:
    """Divide registrations by register; not by how they stand, which changes for one person on one day."""
    people: dict[str, set[int]] = defaultdict(set)
    for row in sorted(registered, key=lambda row: name_of(row.register_id)):
        people[row.register_id].add(row.person_id)
    for group in groups_of(Branch(code=code, people=frozenset(found)) for code, found in people.items()):
        within = sum(row.register_id in group.codes for row in registered)
        name = _named(group.codes, {code: name_of(code) for code in group.codes})
        yield Row(name=name, codes=group.codes, registrations=rounded_down(within))


def _named(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Name everything in a group."""
    *others, last = [names.get(code, code) for code in codes]
    return f"{', '.join(others)} en {last}" if others else last
