"""The own dossier with what lies a floor above points: the way to each activity, its evidence, and learning hours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import BindParameter, Executable, bindparam, func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import read
from register.errors import NotFound
from register.evidence.models import Evidence
from register.learning.hours import KindHours, learning_hours
from register.learning.models import Attendance, LearningSession
from register.points.dossier import Place, read_dossier, read_lines
from register.points.dossier_views import ClaimLine, Dossier, DossierQuery


@dataclass(frozen=True, kw_only=True)
class MyDossier:
    """The page *Mijn dossier*. `hours` is for whoever has no registration."""

    dossier: Dossier
    hours: tuple[KindHours, ...]
    year: int


def read_my_dossier(session: Session, viewer: Viewer, query: DossierQuery, *, on: date) -> MyDossier:
    """Return the viewer's own dossier on a day, in at most six queries."""
    dossier = read_dossier(session, viewer, query, on=on, locate=_activities)
    year = query.year or on.year
    hours: tuple[KindHours, ...] = ()
    if not (dossier.current or dossier.past):
        hours = learning_hours(session, viewer.person_id, date(year, 1, 1), date(year, 12, 31))
    return MyDossier(dossier=dossier, hours=hours, year=year)


def _activities(session: Session, attendance_ids: Collection[int]) -> dict[int, Place]:
    rows = read(session, _activities_query(), {"ids": list(attendance_ids)}).all()
    return {attendance_id: Place(activity_id, evidence) for attendance_id, activity_id, evidence in rows}


@cache
def _activities_query() -> Executable:
    """Built once: putting it together costs more than running it."""
    ids: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
    kept = (
        select(func.count(Evidence.id))
        .where(Evidence.activity_id == LearningSession.activity_id, Evidence.removed_at.is_(None))
        .correlate(LearningSession)
        .scalar_subquery()
    )
    return (
        select(Attendance.id, LearningSession.activity_id, kept.label("evidence"))
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(Attendance.id.in_(ids))
    )


def read_claim(session: Session, viewer: Viewer, claim_id: int, *, on: date) -> ClaimLine:
    """Return one line of the viewer's own dossier.

    Raises:
        NotFound: not a claim of this viewer.

    """
    line = read_lines(session, viewer, {claim_id}, on=on, locate=_activities)
    if not line:
        raise NotFound
    return line[0]
