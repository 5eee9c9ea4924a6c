"""Confirm that you were there (B5), or say that it is not right (B7): by the person concerned and nobody else."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, NotFound
from register.learning.claiming import claim_attendance, claim_session
from register.learning.facts_of import is_confirmed
from register.learning.kinds import PRESENT
from register.learning.models import Attendance, LearningSession
from register.points.claims import claims_of, refuse_when_granted


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What a confirmation gave: points per register id, `None` where the figure is not known."""

    activity_id: int
    title: str
    points: dict[str, Decimal | None]


def confirm(viewer: Viewer, attendance_id: int, *, content_version: int, method: str, at: datetime) -> Confirmed:
    """Confirm the own presence for one version of the content; a second time changes nothing.

    Raises:
        NotFound: not an attendance of this viewer.
        Conflict: the activity changed since the viewer saw it.

    """
    with transaction() as session:
        attendance = own_attendance(session, viewer.person_id, attendance_id)
        activity = attendance.session.activity
        if activity.content_version != content_version:
            raise Conflict("Deze activiteit is intussen gewijzigd. Bekijk haar opnieuw en bevestig dan.")
        if attendance.state not in PRESENT:
            raise Conflict("Er staat dat je er niet was. Vraag wie het vastlegde om dat aan te passen.")
        if not is_confirmed(attendance):
            attendance.disputed_at, attendance.dispute_reason = None, ""
            attendance.confirmed_at, attendance.confirmed_by_id = at, viewer.person_id
            attendance.confirmed_version, attendance.confirmation_method = content_version, method
            _note(
                session,
                viewer,
                attendance,
                "deelname.bevestigd",
                at,
                {"method": method, "content_version": content_version},
            )
        claimed = _claim_again(session, attendance, at=at)
        return Confirmed(activity_id=activity.id, title=activity.title, points=claimed)


def dispute(viewer: Viewer, attendance_id: int, *, reason: str, at: datetime) -> str:
    """Say "klopt niet": the points vanish, the trail stays. Confirming later undoes it.

    Returns:
        The title of the activity.

    Raises:
        NotFound: not an attendance of this viewer.
        Conflict: a register already granted points for it.

    """
    with transaction() as session:
        attendance = own_attendance(session, viewer.person_id, attendance_id)
        refuse_when_granted(claims_of(session, attendance.id))
        if attendance.disputed_at is None:
            attendance.confirmed_at = attendance.confirmed_by_id = None
            attendance.confirmed_version = attendance.confirmation_method = None
            attendance.disputed_at, attendance.dispute_reason = at, reason.strip()
            _note(session, viewer, attendance, "deelname.klopt-niet", at, {})
        session.flush()
        claim_attendance(session, attendance, at=at)
        return attendance.session.activity.title


def own_attendance(session: Session, person_id: int, attendance_id: int) -> Attendance:
    """Load an attendance of this person with its session, its activity and who else was there.

    Raises:
        NotFound: it does not exist, is somebody else's, or its activity was withdrawn.

    """
    attendance = session.scalar(
        select(Attendance)
        .where(Attendance.id == attendance_id, Attendance.person_id == person_id)
        .options(
            joinedload(Attendance.session).joinedload(LearningSession.activity),
            joinedload(Attendance.session).selectinload(LearningSession.attendances),
        )
    )
    if attendance is None or attendance.session.activity.withdrawn_at is not None:
        raise NotFound
    return attendance


def _claim_again(session: Session, attendance: Attendance, *, at: datetime) -> dict[str, Decimal | None]:
    """Judge this person again, and the others too once the list is complete."""
    session.flush()
    everybody = [one for one in attendance.session.attendances if one.state in PRESENT]
    if all(is_confirmed(one) for one in everybody):
        lines = claim_session(session, attendance.session, at=at)
    else:
        lines = claim_attendance(session, attendance, at=at)
    return {register: points for attendance_id, register, points in lines if attendance_id == attendance.id}


def _note(
    session: Session,
    viewer: Viewer,
    attendance: Attendance,
    act: str,
    at: datetime,
    details: dict[str, str | int | bool | None],
) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="attendance",
        object_id=attendance.id,
        at=at,
        details=details,
    )
