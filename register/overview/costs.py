"""Hours and costs of a year (I3): by kind or team, split by who pays and by compulsory or not; for HR.

Only of learning that is the employer's business, so that nothing is added up here that HR cannot see on its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.costs.models import Cost
from register.costs.record import BEARERS, began_on, employers_business, took_part
from register.db import read
from register.errors import NotFound
from register.learning.kinds import kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.overview.totals_query import first_year, net_minutes_of_attendance, one_team_of, teams_of

WAYS = ("soort", "team")
UNKNOWN = "onbekend"
NAMES = {**BEARERS, UNKNOWN: "Niet gezegd"}
_NO_TEAM = "Zonder team"


@dataclass(frozen=True, kw_only=True)
class PaidBy:
    """What one who pays has of a row."""

    name: str
    minutes: int
    euro: Decimal
    """As far as known."""


@dataclass(frozen=True, kw_only=True)
class CostRow:
    """One kind or team: its minutes and euro by who pays, and of the minutes which were compulsory."""

    name: str
    paid_by: tuple[PaidBy, ...]
    """In the order of `NAMES`, whoever has none too."""
    mandatory: int
    voluntary: int
    work_time: int
    """Minutes in working time, as far as that was said."""
    unsaid_time: int
    """Minutes of which nobody said whether they were in working time."""

    @property
    def all_minutes(self) -> int:
        """Minutes in all."""
        return self.mandatory + self.voluntary

    @property
    def all_euro(self) -> Decimal:
        """Euro in all, as far as known."""
        return sum((one.euro for one in self.paid_by), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class CostsOverview:
    """The page."""

    year: int
    years: tuple[int, ...]
    by: str
    rows: tuple[CostRow, ...]
    whole: CostRow
    unknown: int
    """Of so many parts of people in an activity nobody knows the amount."""


class _Sum(NamedTuple):
    """What is alike in a kind or team, added up by the database."""

    name: str
    bearer: str
    mandatory: bool
    in_work_time: bool | None
    minutes: int
    euro: Decimal
    unknown: int


def costs_overview(session: Session, viewer: Viewer, *, year: int | None, by: str, on: date) -> CostsOverview:
    """Return the hours and costs of a year.

    Raises:
        NotFound: the viewer is not HR, or a year or way that does not exist.

    """
    oldest = first_year(session, viewer.organisation_id) or on.year
    years = tuple(range(on.year, min(oldest, on.year) - 1, -1))
    asked = on.year if year is None else year
    if not viewer.has(Role.HR) or asked not in years or by not in WAYS:
        raise NotFound
    sums = _sums(session, viewer, asked, by)
    rows = groupby(sorted(sums, key=lambda one: (one.name.casefold(), one.name)), key=lambda one: one.name)
    return CostsOverview(
        year=asked,
        years=years,
        by=by,
        rows=tuple(_row(name, list(found)) for name, found in rows),
        whole=_row("Alles samen", sums),
        unknown=sum(one.unknown for one in sums),
    )


def _row(name: str, sums: Sequence[_Sum]) -> CostRow:
    return CostRow(
        name=name,
        paid_by=tuple(_paid_by(code, [one for one in sums if one.bearer == code]) for code in NAMES),
        mandatory=_minutes(one for one in sums if one.mandatory),
        voluntary=_minutes(one for one in sums if not one.mandatory),
        work_time=_minutes(one for one in sums if one.in_work_time),
        unsaid_time=_minutes(one for one in sums if one.in_work_time is None),
    )


def _paid_by(code: str, sums: Sequence[_Sum]) -> PaidBy:
    return PaidBy(name=NAMES[code], minutes=_minutes(sums), euro=sum((one.euro for one in sums), Decimal(0)))


def _minutes(sums: Iterable[_Sum]) -> int:
    return sum(one.minutes for one in sums)


def _sums(session: Session, viewer: Viewer, year: int, by: str) -> list[_Sum]:
    """Let the database add up what is alike: at most two dozen rows of a kind or team come back."""
    part = _parts(viewer, date(year, 1, 1), date(year, 12, 31))
    alike = _added(part, part.c.kind) if by == "soort" else _by_team(part, year)
    names = _names(session, viewer, by)
    return [
        _Sum(
            name=names.get(row.code, row.code or _NO_TEAM),
            bearer=row.bearer or UNKNOWN,
            mandatory=row.mandatory,
            in_work_time=row.in_work_time,
            minutes=int(row.minutes),
            euro=row.amount or Decimal(0),
            unknown=int(row.unknown),
        )
        for row in read(session, alike)
    ]


def _by_team(part: Subquery, year: int) -> Select[*tuple[Any, ...]]:
    """Add up by person, then by the team of each."""
    of_person = _added(part, part.c.person_id).subquery()
    team = one_team_of(of_person.c.code, date(year, 1, 1), date(year, 12, 31))
    in_team = select(of_person, team.label("team_id")).subquery()
    return _added(in_team, in_team.c.team_id)


def _added(part: Subquery, code: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Add up what has the same code, payer and answers."""
    alike = (code.label("code"), part.c.bearer, part.c.mandatory, part.c.in_work_time)
    added = (func.sum(part.c[one]).label(one) for one in ("minutes", "amount", "unknown"))
    return select(*alike, *added).group_by(code, *alike[1:])


def _parts(viewer: Viewer, first: date, until: date) -> Subquery:
    """Select everybody's part in every activity that began in the period; the amount once, whatever the days."""

    def said(own: Any, of_activity: Any) -> ColumnElement[Any]:  # noqa: ANN401 - columns of any type
        return case((Cost.id.is_not(None), own), else_=of_activity)

    return (
        select(
            Activity.kind,
            Attendance.person_id,
            func.sum(net_minutes_of_attendance()).label("minutes"),
            said(Cost.bearer, Activity.cost_bearer).label("bearer"),
            said(Cost.mandatory, Activity.mandatory).label("mandatory"),
            said(Cost.in_work_time, Activity.in_work_time).label("in_work_time"),
            Cost.amount,
            case((Cost.amount.is_(None), 1), else_=0).label("unknown"),
        )
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .join(Attendance, and_(Attendance.session_id == LearningSession.id, took_part()))
        .outerjoin(Cost, and_(Cost.activity_id == Activity.id, Cost.person_id == Attendance.person_id))
        .where(Activity.organisation_id == viewer.organisation_id, employers_business())
        .where(began_on().between(first, until))
        .group_by(
            Activity.id, Activity.kind, Attendance.person_id, Activity.cost_bearer, Activity.mandatory,
            Activity.in_work_time, Cost.id, Cost.bearer, Cost.mandatory, Cost.in_work_time, Cost.amount,
        )
        .subquery()
    )  # fmt: skip


def _names(session: Session, viewer: Viewer, by: str) -> Mapping[Any, str]:
    if by == "soort":
        return {code: kind.name for code, kind in kinds().items()}
    return {team.id: team.name for team in teams_of(session, viewer.organisation_id)}
