"""Confirm that you were there (B5), or say that it is not right (B7): by the person concerned and nobody else.

A training of several days is answered at once; each day keeps an answer of its own, for the evidence.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.claiming import claim_attendance, claim_session, summed
from register.learning.facts_of import is_confirmed
from register.learning.kinds import PRESENT
from register.learning.models import ON_SCREEN, Activity, Attendance, LearningSession
from register.points.claims import claims_of, refuse_when_granted
from register.points.standing import counted_once

LONGEST_REASON = 500
"""Characters of the reason with "klopt niet"."""
NOT_THAT_DAY = "Ik was er deze dag niet."
"""The reason of somebody who confirms a training but for one day of it."""


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What a confirmation gave: points per register id, `None` where the figure is not known."""

    activity_id: int
    title: str
    points: dict[str, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Signature:
    """How somebody puts a name to it: to which version of the content, by which way, and who sits at the screen."""

    content_version: int
    method: str
    actor_id: int
    witness_id: int | None = None
    """On whose screen, where that is somebody else's."""


def confirm(viewer: Viewer, attendance_id: int, *, content_version: int, method: str, at: datetime) -> Confirmed:
    """Confirm the own presence for one version of the content; a second time changes nothing.

    Raises:
        NotFound: not an attendance of this viewer.
        Conflict: the activity changed since the viewer saw it, or says that the viewer was not there.

    """
    return confirm_days(viewer, [attendance_id], content_version=content_version, method=method, at=at)


def confirm_days(
    viewer: Viewer,
    attendance_ids: Sequence[int],
    *,
    content_version: int,
    method: str,
    at: datetime,
    absent: Collection[int] = (),
) -> Confirmed:
    """Confirm the own presence at meetings of one activity, and say of those in `absent` not to have been there.

    Raises:
        NotFound: not attendances of this viewer in one activity.
        Conflict: as `confirm`.

    """
    signature = Signature(content_version=content_version, method=method, actor_id=viewer.person_id)
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        return sign_days(session, viewer.person_id, attendance_ids, signature, absent=absent, at=at)


def sign_days(
    session: Session,
    person_id: int,
    attendance_ids: Sequence[int],
    signature: Signature,
    *,
    absent: Collection[int] = (),
    at: datetime,
) -> Confirmed:
    """Put somebody's name to meetings of one activity, in the caller's transaction, whose turn it is.

    Raises:
        NotFound, Conflict: as `confirm_days`.

    """
    parts = own_parts(session, person_id, attendance_ids)
    activity = parts[0].session.activity
    if activity.content_version != signature.content_version:
        raise Conflict("Deze activiteit is intussen gewijzigd. Bekijk haar opnieuw en bevestig dan.")
    with counted_once(session, at=at):
        for part in parts:
            if part.id in absent:
                _dispute(session, part, actor_id=signature.actor_id, reason=NOT_THAT_DAY, at=at)
            else:
                _sign(session, part, signature, at=at)
    claims = [claim for part in parts for claim in claims_of(session, part.id)]
    points = summed((claim.register_id, claim.points) for claim in claims)
    return Confirmed(activity_id=activity.id, title=activity.title, points=points)


def _sign(session: Session, attendance: Attendance, signature: Signature, *, at: datetime) -> None:
    if attendance.state not in PRESENT:
        raise Conflict("Er staat dat je er niet was. Vraag wie het vastlegde om dat aan te passen.")
    on_screen = attendance.confirmation_method == ON_SCREEN
    if is_confirmed(attendance) and not (on_screen and signature.witness_id is None):
        return
    refuse_when_granted(claims_of(session, attendance.id))
    disputed = attendance.disputed_at is not None
    attendance.disputed_at, attendance.dispute_reason = None, ""
    attendance.confirmed_at, attendance.confirmed_by_id = at, attendance.person_id
    attendance.confirmed_version, attendance.confirmation_method = signature.content_version, signature.method
    attendance.witness_id = signature.witness_id
    attendance.lapsed = False
    details: dict[str, str | int] = {"method": signature.method, "content_version": signature.content_version}
    _note(session, attendance, actor_id=signature.actor_id, act="deelname.bevestigd", at=at, details=details)
    _judge_again(session, attendance, at=at, everybody=disputed or on_screen)


def dispute(viewer: Viewer, attendance_id: int, *, reason: str, at: datetime) -> str:
    """Say "klopt niet" of one meeting; see `dispute_days`."""
    return dispute_days(viewer, [attendance_id], reason=reason, at=at)


def dispute_days(viewer: Viewer, attendance_ids: Sequence[int], *, reason: str, at: datetime) -> str:
    """Say "klopt niet": the points vanish, the trail stays. Confirming later undoes it; a second time changes nothing.

    Returns:
        The title of the activity.

    Raises:
        NotFound: not attendances of this viewer in one activity.
        Invalid: the reason is too long.
        Conflict: a register already granted points for it.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        parts = own_parts(session, viewer.person_id, attendance_ids)
        if len(reason.strip()) > LONGEST_REASON:
            raise Invalid("reason", "Houd het bij 500 tekens: kort is genoeg.")
        with counted_once(session, at=at):
            for part in parts:
                _dispute(session, part, actor_id=viewer.person_id, reason=reason.strip(), at=at)
        return parts[0].session.activity.title


def _dispute(session: Session, attendance: Attendance, *, actor_id: int, reason: str, at: datetime) -> None:
    refuse_when_granted(claims_of(session, attendance.id))
    if attendance.disputed_at is None:
        _forget_confirmation(attendance)
        attendance.disputed_at, attendance.dispute_reason = at, reason
        _note(session, attendance, actor_id=actor_id, act="deelname.klopt-niet", at=at, details={})
        _judge_again(session, attendance, at=at, everybody=True)


def reopen(viewer: Viewer, attendance_id: int, *, at: datetime) -> str:
    """Take back the own answer ("toch niet") to all of an activity: the question is asked again, for each meeting.

    Returns:
        The title of the activity.

    Raises:
        NotFound: not an attendance of this viewer.
        Conflict: a register already granted points for it.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        ids = ids_beside(session, viewer.person_id, attendance_id)
        parts = own_parts(session, viewer.person_id, ids or [attendance_id])
        with counted_once(session, at=at):
            for part in parts:
                _reopen(session, part, actor_id=viewer.person_id, at=at)
        return parts[0].session.activity.title


def _reopen(session: Session, attendance: Attendance, *, actor_id: int, at: datetime) -> None:
    refuse_when_granted(claims_of(session, attendance.id))
    if attendance.confirmed_at is not None or attendance.disputed_at is not None:
        mattered = attendance.disputed_at is not None or _is_complete(attendance)
        _forget_confirmation(attendance)
        attendance.disputed_at, attendance.dispute_reason = None, ""
        _note(session, attendance, actor_id=actor_id, act="deelname.antwoord-teruggenomen", at=at, details={})
        _judge_again(session, attendance, at=at, everybody=mattered)


def own_parts(session: Session, person_id: int, attendance_ids: Sequence[int]) -> list[Attendance]:
    """Load meetings of one activity as this person took part in them.

    Raises:
        NotFound: one does not exist, is somebody else's or of another activity, or the activity was withdrawn.

    """
    parts = [own_attendance(session, person_id, one) for one in dict.fromkeys(attendance_ids)]
    if not parts or len({part.session.activity_id for part in parts}) > 1:
        raise NotFound
    return parts


def ids_beside(session: Session, person_id: int, attendance_id: int) -> Sequence[int]:
    """Return the attendances of this person in the activity of this one, itself among them, in the order of days."""
    meeting = select(Attendance.session_id).where(Attendance.id == attendance_id, Attendance.person_id == person_id)
    activity_id = select(LearningSession.activity_id).where(LearningSession.id.in_(meeting)).scalar_subquery()
    return session.scalars(
        select(Attendance.id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(LearningSession.activity_id == activity_id, Attendance.person_id == person_id)
        .order_by(LearningSession.held_on, Attendance.id)
    ).all()


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
    attendance.confirmed_version = attendance.confirmation_method = attendance.witness_id = None
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
    attendance: Attendance,
    *,
    actor_id: int,
    act: str,
    at: datetime,
    details: Mapping[str, str | int],
) -> None:
    audit.record(
        session,
        organisation_id=attendance.session.activity.organisation_id,
        actor_id=actor_id,
        act=act,
        object_kind="attendance",
        object_id=attendance.id,
        at=at,
        details=details,
    )
