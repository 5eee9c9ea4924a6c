"""Confirm that you were there (B5), or say that it is not right (B7): by the person concerned and nobody else."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.claiming import claim_attendance, claim_session
from register.learning.facts_of import is_confirmed
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.points.claims import claims_of, refuse_when_granted

LONGEST_REASON = 500
"""Characters of the reason with "klopt niet"."""


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
        Conflict: the activity changed since the viewer saw it, or says that the viewer was not there.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        attendance = own_attendance(session, viewer.person_id, attendance_id)
        activity = attendance.session.activity
        if activity.content_version != content_version:
            raise Conflict("Deze activiteit is intussen gewijzigd. Bekijk haar opnieuw en bevestig dan.")
        if attendance.state not in PRESENT:
            raise Conflict("Er staat dat je er niet was. Vraag wie het vastlegde om dat aan te passen.")
        if not is_confirmed(attendance):
            refuse_when_granted(claims_of(session, attendance.id))
            disputed = attendance.disputed_at is not None
            attendance.disputed_at, attendance.dispute_reason = None, ""
            attendance.confirmed_at, attendance.confirmed_by_id = at, viewer.person_id
            attendance.confirmed_version, attendance.confirmation_method = content_version, method
            attendance.lapsed = False
            details: dict[str, str | int | bool | None] = {"method": method, "content_version": content_version}
            _note(session, viewer, attendance, act="deelname.bevestigd", at=at, details=details)
            _judge_again(session, attendance, at=at, everybody=disputed)
        points = {claim.register_id: claim.points for claim in claims_of(session, attendance.id)}
        return Confirmed(activity_id=activity.id, title=activity.title, points=points)


def dispute(viewer: Viewer, attendance_id: int, *, reason: str, at: datetime) -> str:
    """Say "klopt niet": the points vanish, the trail stays. Confirming later undoes it; a second time changes nothing.

    Returns:
        The title of the activity.

    Raises:
        NotFound: not an attendance of this viewer.
        Invalid: the reason is too long.
        Conflict: a register already granted points for it.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        attendance = own_attendance(session, viewer.person_id, attendance_id)
        if len(reason.strip()) > LONGEST_REASON:
            raise Invalid("reason", "Houd het bij 500 tekens: kort is genoeg.")
        refuse_when_granted(claims_of(session, attendance.id))
        if attendance.disputed_at is None:
            _forget_confirmation(attendance)
            attendance.disputed_at, attendance.dispute_reason = at, reason.strip()
            _note(session, viewer, attendance, act="deelname.klopt-niet", at=at, details={})
            _judge_again(session, attendance, at=at, everybody=True)
        return attendance.session.activity.title


def reopen(viewer: Viewer, attendance_id: int, *, at: datetime) -> str:
    """Take back the own answer ("toch niet"): neither confirmed nor disputed, the question is asked again.

    Returns:
        The title of the activity.

    Raises:
        NotFound: not an attendance of this viewer.
        Conflict: a register already granted points for it.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        attendance = own_attendance(session, viewer.person_id, attendance_id)
        refuse_when_granted(claims_of(session, attendance.id))
        if attendance.confirmed_at is not None or attendance.disputed_at is not None:
            mattered = attendance.disputed_at is not None or _is_complete(attendance)
            _forget_confirmation(attendance)
            attendance.disputed_at, attendance.dispute_reason = None, ""
            _note(session, viewer, attendance, act="deelname.antwoord-teruggenomen", at=at, details={})
            _judge_again(session, attendance, at=at, everybody=mattered)
        return attendance.session.activity.title


def own_attendance(session: Session, person_id: int, attendance_id: int) -> Attendance:
    """Load an attendance of this person as it is now, with its session, its activity and who else was there.

    The activity is locked first, by an update that changes nothing: whoever answers at the same moment waits, and then
    sees this answer. Without it three people who confirm at once would each see a list that is not complete (CO7).

    Raises:
        NotFound: it does not exist, is somebody else's, or its activity was withdrawn.

    """
    meeting = select(Attendance.session_id).where(Attendance.id == attendance_id, Attendance.person_id == person_id)
    activity_id = select(LearningSession.activity_id).where(LearningSession.id.in_(meeting)).scalar_subquery()
    session.execute(
        update(Activity)
        .where(Activity.id == activity_id)
        .values(version=Activity.version)
        .execution_options(synchronize_session=False)
    )
    attendance = session.scalar(
        select(Attendance)
        .where(Attendance.id == attendance_id, Attendance.person_id == person_id)
        .options(
            joinedload(Attendance.session).joinedload(LearningSession.activity),
            joinedload(Attendance.session).selectinload(LearningSession.attendances),
        )
        .execution_options(populate_existing=True)
    )
    if attendance is None or attendance.session.activity.withdrawn_at is not None:
        raise NotFound
    return attendance


def _forget_confirmation(attendance: Attendance) -> None:
    attendance.confirmed_at = attendance.confirmed_by_id = None
    attendance.confirmed_version = attendance.confirmation_method = None
    attendance.lapsed = False


def _is_complete(attendance: Attendance) -> bool:
    return all(is_confirmed(one) for one in attendance.session.attendances if one.state in PRESENT)


def _judge_again(session: Session, attendance: Attendance, *, at: datetime, everybody: bool = False) -> None:
    """Judge this person again, and the others too when it changes how many took part or whether the list is complete.

    Comes after the line in the trail: on PostgreSQL that line lets one writer through at a time per organisation, so
    that nobody counts a standing while somebody else does.
    """
    session.flush()
    if everybody or _is_complete(attendance):
        claim_session(session, attendance.session, at=at)
    else:
        claim_attendance(session, attendance, at=at)


def _note(
    session: Session,
    viewer: Viewer,
    attendance: Attendance,
    *,
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
