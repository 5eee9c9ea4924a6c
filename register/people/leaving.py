"""The last day of somebody (*laatste werkdag*): that of the last employment, when none goes on."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select

from register.people.models import Employment

AHEAD = timedelta(days=30)
"""So long before the last day the own dossier is offered."""

_GOES_ON = func.max(case((Employment.ends_on.is_(None), 1), else_=0))
_LAST = case((_GOES_ON == 0, func.max(Employment.ends_on))).label("last_day")


def last_days() -> Select[tuple[int, date | None]]:
    """Return the last day of everybody with an employment; empty where one goes on."""
    return select(Employment.person_id, _LAST).group_by(Employment.person_id)


def last_day_of_one(person: ColumnElement[Any]) -> ScalarSelect[date | None]:
    """Return the last day of one person, as a column beside others."""
    return select(_LAST).where(Employment.person_id == person).scalar_subquery()
