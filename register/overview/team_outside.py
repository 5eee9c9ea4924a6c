"""Whether the hours of a team can stand beside the totals of everybody without giving away who is in neither (PR13).

Who takes the hours of the teams that are shown from those of the organisation has what the others did. So they stand
only where those others are nobody at all or at least five people, of every group of kinds of a year of the totals.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, extract, func, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import read
from register.learning.kinds import PRESENT, kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.privacy.groups import FEWEST, Branch, groups_of, may_be_told_apart

YearKind = tuple[int, str]
Learners = Mapping[YearKind, frozenset[int]]
"""Who learnt something in a year in one way."""


def closed_sorts(
    session: Session, viewer: Viewer, *, inside: Learners, outside: Learners, members: Select[Any], since: date,
    until: date,
) -> frozenset[tuple[int, bool]]:  # fmt: skip
    """Return the years and sorts (informal or not) of which no hours may stand, in two queries.

    `inside` are those behind the hours that could be shown, `outside` what else `members` did; whoever is no member is
    outside too.
    """
    others = _others(session, viewer, members, since, until)
    beside = {key: outside.get(key, frozenset()) | others.get(key, frozenset()) for key in {*outside, *others}}
    years = {year for year, _ in inside}
    return frozenset(found for year in years for found in _closed_in(year, inside, beside))


def is_informal(kind: str) -> bool:
    """Whether people learn from each other in this way."""
    known = kinds().get(kind)
    return known is not None and known.informal


def _closed_in(year: int, inside: Learners, beside: Learners) -> Iterator[tuple[int, bool]]:
    """Divide the kinds as the totals do, and yield the sorts that leave too few people in a group."""
    people = {
        kind: inside.get((year, kind), frozenset()) | beside.get((year, kind), frozenset())
        for one, kind in {*inside, *beside}
        if one == year
    }
    ordered = [*(code for code in kinds() if code in people), *sorted(set(people) - set(kinds()))]
    branches = [Branch(code=code, people=people[code]) for code in ordered]
    sorts = {sort: [one for one in branches if is_informal(one.code) is sort] for sort in (True, False)}
    whole = [Branch(code=str(sort), people=_everybody(of)) for sort, of in sorts.items()]
    parts = [((sort,), of) for sort, of in sorts.items()] if may_be_told_apart(whole) else [((True, False), branches)]
    for of_sorts, part in parts:
        for group in groups_of(part):
            left = frozenset[int]().union(*(beside.get((year, code), frozenset()) for code in group.codes))
            if 0 < len(left) < FEWEST:
                yield from ((year, sort) for sort in of_sorts)


def _everybody(branches: Iterable[Branch]) -> frozenset[int]:
    return frozenset[int]().union(*(one.people for one in branches))


def _others(session: Session, viewer: Viewer, members: Select[Any], since: date, until: date) -> Learners:
    """Return who else learnt what. Of five and more only the number is known: they get numbers that nobody has."""
    year = cast(extract("year", LearningSession.held_on), Integer)
    counted = _learnt(viewer, members, since, until)
    sizes = read(
        session,
        counted.add_columns(year, Activity.kind, func.count(Attendance.person_id.distinct())).group_by(
            year, Activity.kind
        ),
    ).all()
    unknown = count(-1, -1)
    found = {
        (of_year, kind): frozenset(next(unknown) for _ in range(size))
        for of_year, kind, size in sizes
        if size >= FEWEST
    }
    few = [_is_of(of_year, kind) for of_year, kind, size in sizes if size < FEWEST]
    some: dict[YearKind, set[int]] = defaultdict(set)
    if few:
        for of_year, kind, person_id in read(
            session, counted.add_columns(year, Activity.kind, Attendance.person_id).where(or_(*few)).distinct()
        ):
            some[of_year, kind].add(person_id)
    return found | {key: frozenset(people) for key, people in some.items()}


def _is_of(year: int, kind: str) -> ColumnElement[bool]:
    return and_(LearningSession.held_on.between(date(year, 1, 1), date(year, 12, 31)), Activity.kind == kind)


def _learnt(viewer: Viewer, members: Select[Any], since: date, until: date) -> Select[Any]:
    return (
        select()
        .select_from(Attendance)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            Activity.organisation_id == viewer.organisation_id,
            Activity.withdrawn_at.is_(None),
            LearningSession.held_on.between(since, until),
            Attendance.state.in_(sorted(PRESENT)),
            Attendance.disputed_at.is_(None),
            Attendance.person_id.not_in(members),
        )
    )
