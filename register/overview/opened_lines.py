"""Which lines of a dossier are open: those of registrations that were opened, and those that count for no register."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from register.learning.hours import net_minutes
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.points.models import Claim
from register.privacy.layers import Layer, Opened

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class OpenLines:
    """What is open at least so far: these registrations, and what counts for none."""

    registrations: frozenset[int]
    loose: bool

    @classmethod
    def of(cls, registration_ids: Iterable[int], may: Opened, *, least: Layer) -> "OpenLines":
        """Choose what is open at least as far as this layer."""
        return cls(
            registrations=frozenset(one for one in registration_ids if may.of(one).depth >= least.depth),
            loose=may.everything.depth >= least.depth,
        )

    @property
    def nothing(self) -> bool:
        """Whether no line can be open."""
        return not (self.registrations or self.loose)


def lines_query(person_id: int, wanted: OpenLines) -> Select[*tuple[Any, ...]]:
    """Return every open line of somebody, the newest first: one for each registration that it counts for."""
    counted = and_(Claim.attendance_id == Attendance.id, Claim.registration_id.in_(sorted(wanted.registrations)))
    of_no_register = ~select(Claim.id).where(Claim.attendance_id == Attendance.id).correlate(Attendance).exists()
    return (
        select(
            Attendance.id.label("attendance_id"),
            Attendance.state.label("attendance_state"),
            Attendance.minutes_present,
            LearningSession.held_on,
            LearningSession.gross_minutes,
            LearningSession.excluded_minutes,
            Activity.id.label("activity_id"),
            Activity.title,
            Activity.kind,
            Claim.registration_id,
            Claim.register_id,
            Claim.points,
            Claim.granted_points,
            Claim.net_minutes,
            Claim.state.label("claim_state"),
        )
        .select_from(Attendance)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .outerjoin(Claim, counted)
        .where(
            Attendance.person_id == person_id,
            Attendance.disputed_at.is_(None),
            Attendance.state.in_(sorted(PRESENT)),
            Activity.withdrawn_at.is_(None),
            or_(Claim.id.is_not(None), of_no_register) if wanted.loose else Claim.id.is_not(None),
        )
        .order_by(LearningSession.held_on.desc(), Attendance.id.desc(), Claim.register_id)
    )


def is_open(session: Session, person_id: int, wanted: OpenLines, activity_id: int) -> bool:
    """Whether some line of this activity is open."""
    if wanted.nothing:
        return False
    return (
        session.execute(lines_query(person_id, wanted).where(Activity.id == activity_id).limit(1)).first() is not None
    )


def minutes_of(row: Row[Any]) -> int:
    """Return the net minutes of a line, as the register counted them or as they were logged."""
    if row.net_minutes is not None:
        return int(row.net_minutes)
    present = row.minutes_present if row.attendance_state == "deels" else None
    return net_minutes(row.gross_minutes, row.excluded_minutes, present)
