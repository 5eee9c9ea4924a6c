"""Hours and costs of a year (I3): by kind or team, split by who pays and by compulsory or not; for HR.

Only of learning that is the employer's business, so that nothing is added up here that HR cannot see on its own.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.costs.models import Cost
from register.costs.record import BEARERS, employers_business, took_part
from register.db import read
from register.errors import NotFound
from register.learning.kinds import kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.overview.totals_query import first_year, net_minutes_of_attendance, team_of_everybody, teams_of

WAYS = ("soort", "team")
UNKNOWN = "onbekend"
NAMES = {**BEARERS, UNKNOWN: "Niet gezegd"}
_NO_TEAM = "Zonder team"


@dataclass(kw_only=True)
class CostRow:
    """One kind or team: minutes and euro, each by who pays, and the minutes that were compulsory."""

    name: str
    mandatory: int = 0
    voluntary: int = 0
    work_time: int = 0
    """Minutes in working time, as far as that was said."""
    unsaid_time: int = 0
    """Minutes of which nobody said whether they were in working time."""
    minutes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))
    euro: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(NAMES, Decimal(0)))

    @property
    def all_minutes(self) -> int:
        """Minutes in all."""
        return self.mandatory + self.voluntary

    @property
    def all_euro(self) -> Decimal:
        """Euro in all, as far as known."""
        return sum(self.euro.values(), Decimal(0))


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
    first, until = date(asked, 1, 1), date(asked, 12, 31)
    name_of = _namer(session, viewer, by, first, until)
    rows: dict[str, CostRow] = {}
    whole, unknown = CostRow(name="Alles samen"), 0
    for part in _parts(session, viewer, first, until):
        row = rows.setdefault(name := name_of(part), CostRow(name=name))
        unknown += part.amount is None
        for one in (row, whole):
            _add(one, part)
    shown = tuple(sorted(rows.values(), key=lambda row: row.name.casefold()))
    return CostsOverview(year=asked, years=years, by=by, rows=shown, whole=whole, unknown=unknown)


def _add(row: CostRow, part: Any) -> None:  # noqa: ANN401 - a row of the query
    bearer = part.bearer or UNKNOWN
    row.minutes[bearer] += part.minutes
    row.euro[bearer] += part.amount or 0
    row.mandatory += part.minutes if part.mandatory else 0
    row.voluntary += 0 if part.mandatory else part.minutes
    row.work_time += part.minutes if part.in_work_time else 0
    row.unsaid_time += part.minutes if part.in_work_time is None else 0


def _parts(session: Session, viewer: Viewer, first: date, until: date) -> Sequence[Any]:
    """Return everybody's part in every activity that began in the period; the amount once, whatever the days."""
    began = func.min(LearningSession.held_on)

    def said(own: Any, of_activity: Any) -> Any:  # noqa: ANN401 - columns
        return case((Cost.id.is_not(None), own), else_=of_activity)

    query = (
        select(
            Activity.kind,
            Attendance.person_id,
            func.sum(net_minutes_of_attendance()).label("minutes"),
            said(Cost.bearer, Activity.cost_bearer).label("bearer"),
            said(Cost.mandatory, Activity.mandatory).label("mandatory"),
            said(Cost.in_work_time, Activity.in_work_time).label("in_work_time"),
            Cost.amount,
        )
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .join(Attendance, and_(Attendance.session_id == LearningSession.id, took_part()))
        .outerjoin(Cost, and_(Cost.activity_id == Activity.id, Cost.person_id == Attendance.person_id))
        .where(Activity.organisation_id == viewer.organisation_id, employers_business())
        .group_by(
            Activity.id, Activity.kind, Attendance.person_id, Activity.cost_bearer, Activity.mandatory,
            Activity.in_work_time, Cost.id, Cost.bearer, Cost.mandatory, Cost.in_work_time, Cost.amount,
        )
        .having(began.between(first, until))
    )  # fmt: skip
    return read(session, query).all()


def _namer(session: Session, viewer: Viewer, by: str, first: date, until: date) -> Any:  # noqa: ANN401 - a function
    if by == "soort":
        return lambda part: kinds()[part.kind].name if part.kind in kinds() else part.kind
    names = {team.id: team.name for team in teams_of(session, viewer.organisation_id)}
    team_of: dict[int, int] = defaultdict(int, team_of_everybody(session, viewer.organisation_id, first, until))
    return lambda part: names.get(team_of[part.person_id], _NO_TEAM)
