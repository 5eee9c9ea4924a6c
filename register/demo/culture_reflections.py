"""What people of the demo wrote beside their last intervisie: an own part, and a reflection that is theirs alone."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.demo.learning import Cast
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.personal_part import TypedPart, save_personal_parts
from register.learning.reflection_forms import Written
from register.learning.reflections import keep_draft

_OWN_PARTS = (
    "Ik merkte dat ik snel een oplossing geef. Ik oefen met één vraag meer.",
    "Stil blijven werkte. De ander kwam zelf met een volgende stap.",
)
_REFLECTION = {
    "starr-situatie": "Een gesprek aan de balie dat vastliep.",
    "starr-actie": "Ik benoemde wat ik zag en wachtte.",
    "starr-resultaat": "Het werd rustig en we maakten een afspraak.",
    "starr-reflectie": "Wachten is ook iets doen. Dat wil ik vaker durven.",
}


def write_down(session: Session, cast: Cast) -> None:
    """Let the first two of every team write about the last meeting that they were at."""
    for team in cast.by_team.values():
        for place, viewer in enumerate(team[:2]):
            _write(session, viewer, _OWN_PARTS[place])


def _write(session: Session, viewer: Viewer, text: str) -> None:
    last = session.execute(
        select(LearningSession.activity_id, LearningSession.held_on, Attendance.id)
        .join(Attendance, Attendance.session_id == LearningSession.id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            Attendance.person_id == viewer.person_id,
            Attendance.state.in_(PRESENT),
            Activity.group_id.is_not(None),
            Activity.withdrawn_at.is_(None),
        )
        .order_by(LearningSession.held_on.desc(), Attendance.id)
        .limit(1)
    ).first()
    if last is None:
        return
    at = datetime.combine(last.held_on + timedelta(days=1), time(9), UTC)
    typed = {last.id: TypedPart(text=text, version=0)}
    save_personal_parts(viewer, last.activity_id, typed, at=at, today=last.held_on)
    keep_draft(viewer, last.activity_id, Written(method="starr", answers=_REFLECTION), version=0, at=at)
