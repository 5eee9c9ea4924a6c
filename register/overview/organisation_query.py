"""The statements behind the overview of the organisation: the rule of `status.py` in SQL; the database counts."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Double,
    Executable,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from register.overview.status import BEHIND, SOON_MONTHS, Status
from register.people.models import Employment, Membership, Person, Registration, Team
from register.people.teams import sits_on
from register.points.models import Standing

STATUSES = tuple(Status)
"""By the number that stands for each in SQL, which is their order too."""
_NEXT_TO_NOTHING = 0.00005
"""Points have four decimals, so a sum of them that is less than half of the last is none."""
Ends = tuple[int, int]
"""The fewest and the most months left of what is asked for, as `BUCKETS` has them; 0: over already."""
LATER = 13
"""Stands for more months than can be asked for."""


class _DaysBetween(FunctionElement[int]):
    """How many days the first date is after the second."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(_DaysBetween)
def _subtract(element: _DaysBetween, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    later, earlier = element.clauses
    return f"({compiler.process(later, **more)} - {compiler.process(earlier, **more)})"


@compiles(_DaysBetween, "sqlite")
def _by_julian_days(element: _DaysBetween, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    later, earlier = element.clauses
    last, first = (f"julianday({compiler.process(one, **more)})" for one in (later, earlier))
    return f"CAST({last} - {first} AS INTEGER)"


_TODAY: BindParameter[Any] = bindparam("today", type_=Date)
BUCKETS: Mapping[int, BindParameter[Any]] = {
    months: bindparam(f"in_{months}", type_=Date) for months in (3, SOON_MONTHS, 12)
}
"""Months ahead, with the first day that is later."""


def _status() -> ColumnElement[int]:
    """Build `status_of` as an expression: the number of the status in `STATUSES`."""
    made, needed = _quick(Standing.countable), _quick(Standing.needed)
    whole = made + needed
    passed = case((Standing.starts_on < _TODAY, _DaysBetween(_TODAY, Standing.starts_on)), else_=0)
    days = _DaysBetween(Standing.ends_on, Standing.starts_on) + 1
    part = int(1 / BEHIND)
    behind = part * passed * whole - days * (part * made + whole)
    return case(
        (Registration.id.is_(None), STATUSES.index(Status.NONE)),
        (Standing.ends_on.is_(None), STATUSES.index(Status.UNKNOWN)),
        (Standing.ends_on < _TODAY, STATUSES.index(Status.OVER)),
        (Standing.ends_on < BUCKETS[SOON_MONTHS], STATUSES.index(Status.SOON)),
        (Standing.needed.is_(None), STATUSES.index(Status.UNKNOWN)),
        (and_(Standing.needed > 0, behind > _NEXT_TO_NOTHING), STATUSES.index(Status.TALK)),
        else_=STATUSES.index(Status.ON_COURSE),
    )


def _quick(points: Any) -> ColumnElement[float]:  # noqa: ANN401 - a column
    """Reckon with doubles: SQLite keeps no others, and decimals of any length cost PostgreSQL four times as much."""
    return cast(points, Double)


def _bucket() -> ColumnElement[int | None]:
    """Build the fewest months within which it ends, 0 when it did; empty where that is not known."""
    return case(
        (Standing.ends_on < _TODAY, 0),
        *((Standing.ends_on < day, months) for months, day in BUCKETS.items()),
        (Standing.ends_on.is_not(None), LATER),
        else_=None,
    )


def _lines(  # columns of any type
    *columns: Any,  # noqa: ANN401
    by_team: bool,
    by_place: bool = False,
    standing: bool = False,
    few: bool = False,
) -> Select[Any]:
    """Select from everybody in service with the registrations of today and how they stand; or who stands alone.

    Of a few that are looked up one by one it is asked at each whether it is the cycle of today.
    """
    outer = not standing
    of_today = ~_other_cycle() if few else _is_of_today()
    query = (
        select(*columns)
        .select_from(Person)
        .join(
            Registration,
            and_(Registration.person_id == Person.id, _runs(Registration), of_today),
            isouter=outer,
        )
        .join(Standing, Standing.registration_id == Registration.id, isouter=outer)
        .where(Person.organisation_id == bindparam("organisation"), Person.deactivated_at.is_(None))
    )
    if by_place:
        works_there = (
            Employment.organisation_id == bindparam("organisation"),
            Employment.location == bindparam("place"),
        )
        query = query.where(Person.id.in_(_works().where(*works_there)))
    if not by_team:
        return query
    there = select(Membership.person_id).where(
        Membership.team_id.in_(bindparam("teams", expanding=True)), sits_on(_TODAY)
    )
    return query.where(Person.id.in_(there))


def _works() -> Select[Any]:
    """Select whose employment is not over."""
    return select(Employment.person_id).where(or_(Employment.ends_on.is_(None), Employment.ends_on >= _TODAY))


def _runs(model: Any) -> ColumnElement[bool]:  # noqa: ANN401 - the table or its alias
    return or_(model.ended_on.is_(None), model.ended_on >= _TODAY)


def _is_of_today() -> ColumnElement[bool]:
    """Whether it is the cycle of today; who has one cycle of a register, as nearly everybody, needs no comparing."""
    twice = aliased(Registration)
    several = (
        select(twice.person_id, twice.register_id).group_by(twice.person_id, twice.register_id).having(func.count() > 1)
    )
    return or_(tuple_(Registration.person_id, Registration.register_id).not_in(several), ~_other_cycle())


def _other_cycle() -> ColumnElement[bool]:
    """Whether another cycle of the same register is the one of today: the latest that began, else the first to come."""
    other = aliased(Registration)
    later = and_(
        other.cycle_starts_on <= _TODAY,
        or_(Registration.cycle_starts_on > _TODAY, other.cycle_starts_on > Registration.cycle_starts_on),
    )
    sooner = and_(Registration.cycle_starts_on > _TODAY, other.cycle_starts_on < Registration.cycle_starts_on)
    return (
        select(other.id)
        .where(
            other.person_id == Registration.person_id,
            other.register_id == Registration.register_id,
            _runs(other),
            or_(later, sooner),
        )
        .exists()
    )


@cache
def count_query(*, by_team: bool, by_place: bool) -> Executable:
    """Count the lines by register, status and months left; built once."""
    every = _lines(
        Registration.register_id,
        _status().label("status"),
        _bucket().label("bucket"),
        by_team=by_team,
        by_place=by_place,
    ).subquery("every_line")
    return select(*every.c, func.count().label("lines")).group_by(*every.c).order_by(every.c.register_id)


SORT_KEYS: Mapping[str, Callable[[bool], tuple[Any, ...]]] = {
    "naam": lambda _ends: (),
    "register": lambda _ends: (Registration.register_id,),
    "tot": lambda ends: (Standing.ends_on,) if ends else (Standing.ends_on.is_(None), Standing.ends_on),
    "status": lambda _ends: (_status(),),
}
"""What a column sorts by, before the name; of lines that all have an end or not."""


@cache
def line_query(
    *,
    by_team: bool,
    by_place: bool,
    by_register: bool,
    by_status: bool,
    ends: Ends | None,
    sort: str,
    descending: bool,
) -> Executable:
    """Select the lines of one page: first which they are, then everything about these alone."""
    columns = (Person.id.label("person_id"), Registration.id, Standing.id)
    query = _lines(*columns, by_team=by_team, by_place=by_place, standing=ends is not None, few=True)
    if by_register:
        query = query.where(Registration.register_id == bindparam("register"))
    query = query.where(_status() == bindparam("status") if by_status else Registration.id.is_not(None))
    if ends is not None:
        query = query.where(*_between(ends))
    order = _order(sort, descending=descending, ends=ends is not None)
    ids = query.order_by(*order).limit(bindparam("most")).offset(bindparam("first")).subquery("page")
    person_id, registration_id, standing_id = ids.c
    return (
        select(*_shown(), _team_names(person_id).label("teams"))
        .select_from(ids)
        .join(Person, Person.id == person_id)
        .outerjoin(Registration, Registration.id == registration_id)
        .outerjoin(Standing, Standing.id == standing_id)
        .order_by(*order)
    )


def _between(ends: Ends) -> list[ColumnElement[bool]]:
    """Bound the end as far as the fewest and the most months left say."""
    firsts: dict[int, Any] = dict(zip((0, *BUCKETS, LATER), (None, _TODAY, *BUCKETS.values()), strict=True))
    lasts: dict[int, Any] = dict(zip((0, *BUCKETS, LATER), (_TODAY, *BUCKETS.values(), None), strict=True))
    first, last = firsts[ends[0]], lasts[ends[1]]
    return [
        *([] if first is None else [Standing.ends_on >= first]),
        *([] if last is None else [Standing.ends_on < last]),
    ]


def _order(sort: str, *, descending: bool, ends: bool) -> list[Any]:
    """Order by the column, then by name; of the lines that are alike always the same first."""
    keys = SORT_KEYS[sort](ends) or (Person.sort_key,)
    ordered = [key.desc() for key in keys] if descending else [*keys]
    return [*ordered, Person.sort_key, Person.id, Registration.id]


def _shown() -> tuple[Any, ...]:
    return (
        Person.id.label("person_id"),
        Person.display_name.label("name"),
        Registration.register_id,
        Standing.countable,
        Standing.needed,
        Standing.minimum,
        Standing.label,
        Standing.ends_on,
        _status().label("status"),
    )


def _team_names(person_id: ColumnElement[int]) -> ColumnElement[str | None]:
    """Select the names of somebody's teams of today, one on a line."""
    return (
        select(func.aggregate_strings(Team.name, "\n"))
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.person_id == person_id, sits_on(_TODAY))
        .scalar_subquery()
    )


@cache
def registered_query() -> Executable:
    """Select who in service has a registration of today under which register: codes alone."""
    return (
        select(Person.id.label("person_id"), Registration.register_id)
        .join(Registration, and_(Registration.person_id == Person.id, _runs(Registration), _is_of_today()))
        .where(Person.organisation_id == bindparam("organisation"), Person.deactivated_at.is_(None))
    )


@cache
def choice_query() -> Executable:
    """Select what can be chosen: every team with the one it is below, and every location without an id."""
    teams = select(Team.id, Team.name, Team.parent_id).where(Team.organisation_id == bindparam("organisation"))
    named = (
        select(Employment.location)
        .where(Employment.organisation_id == bindparam("organisation"), Employment.location != "")
        .distinct()
        .subquery("named")
    )
    there = (
        _works()
        .join(Person, Person.id == Employment.person_id)
        .where(
            Employment.organisation_id == bindparam("organisation"),
            Employment.location == named.c.location,
            Person.deactivated_at.is_(None),
        )
    )
    places = select(cast(null(), Integer), named.c.location, cast(null(), Integer)).where(there.exists())
    every = union_all(teams, places).subquery("choice")
    return select(*every.c).order_by(every.c.name, every.c.id)
