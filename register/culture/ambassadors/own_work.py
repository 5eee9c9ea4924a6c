"""What an ambassador did for a method (*ambassadeurswerk*): the ways to log it, and one's own sessions of a period."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from register.access import Viewer
from register.culture.ambassadors.models import Ambassador
from register.errors import NotFound
from register.learning.facts_of import is_confirmed
from register.learning.hours import net_minutes
from register.learning.kinds import PRESENT, ROLE_NAMES, kinds
from register.learning.labels.methods import find_method
from register.learning.models import Activity, Attendance, LearningSession


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way in which an ambassador works with a method: the kind and role that the form opens with."""

    code: str
    label: str
    kind: str
    role: str
    others: str = ""
    """The role of everybody of the own team, where the form opens with them."""


WAYS = {
    way.code: way
    for way in (
        Way(code="sessie", label="Sessie", kind="ambassadeurswerk", role="ambassadeur"),
        Way(
            code="met-team",
            label="Sessie met mijn team",
            kind="ambassadeurswerk",
            role="ambassadeur",
            others="deelnemer",
        ),
        Way(code="presentatie", label="Presentatie", kind="presentatie", role="begeleider"),
        Way(code="coaching", label="Coaching", kind="collegiale_coaching", role="gever"),
        Way(code="zelfstudie", label="Eigen studie", kind="zelfstudie", role="deelnemer"),
    )
}
"""What an ambassador does: the kind can still be changed on the form, and what it gives, the rules say."""


@dataclass(frozen=True, kw_only=True)
class OwnSession:
    """One session of the ambassador with the method."""

    activity_id: int
    title: str
    kind_name: str
    role_name: str
    held_on: date
    net_minutes: int | None
    """`None` where a kind is counted and not timed."""
    others: int
    """How many others took part."""
    confirmed: bool
    """The ambassador confirmed the own part."""


@dataclass(frozen=True, kw_only=True)
class OwnWork:
    """One's own work for one method, the newest session first."""

    method_id: int
    method: str
    periods: tuple[tuple[date, date | None], ...]
    """When the viewer was ambassador."""
    sessions: tuple[OwnSession, ...]


def own_work(
    session: Session, viewer: Viewer, method_id: int, *, first: date | None = None, last: date | None = None
) -> OwnWork:
    """Return what the viewer did with a method, as ambassador or before; of a period, or ever.

    Raises:
        NotFound: there is no such method, or the viewer never was its ambassador.

    """
    method = find_method(session, viewer, method_id)
    periods = session.execute(
        select(Ambassador.starts_on, Ambassador.ends_on)
        .where(Ambassador.method_id == method_id, Ambassador.person_id == viewer.person_id)
        .order_by(Ambassador.starts_on)
    ).all()
    if not periods:
        raise NotFound
    return OwnWork(
        method_id=method_id,
        method=method.name,
        periods=tuple((row.starts_on, row.ends_on) for row in periods),
        sessions=_sessions(session, viewer, method_id, first or date.min, last or date.max),
    )


def _sessions(session: Session, viewer: Viewer, method_id: int, first: date, last: date) -> tuple[OwnSession, ...]:
    other = aliased(Attendance)
    others = (
        select(func.count(other.id))
        .where(
            other.session_id == LearningSession.id,
            other.person_id != viewer.person_id,
            other.state.in_(sorted(PRESENT)),
            other.disputed_at.is_(None),
        )
        .correlate(LearningSession)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Attendance, LearningSession, Activity, others.label("others"))
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            Attendance.person_id == viewer.person_id,
            Attendance.state.in_(sorted(PRESENT)),
            Attendance.disputed_at.is_(None),
            Activity.method_id == method_id,
            Activity.withdrawn_at.is_(None),
            LearningSession.held_on.between(first, last),
        )
        .order_by(LearningSession.held_on.desc(), LearningSession.id.desc())
    )
    return tuple(_session(*row) for row in rows)


def _session(attendance: Attendance, meeting: LearningSession, activity: Activity, others: int) -> OwnSession:
    kind = kinds()[activity.kind]
    part = attendance.minutes_present if attendance.state == "deels" else None
    return OwnSession(
        activity_id=activity.id,
        title=activity.title,
        kind_name=kind.name,
        role_name=ROLE_NAMES[attendance.role],
        held_on=meeting.held_on,
        net_minutes=net_minutes(meeting.gross_minutes, meeting.excluded_minutes, part) if kind.timed else None,
        others=others,
        confirmed=is_confirmed(attendance),
    )
