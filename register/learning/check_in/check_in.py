"""Check in (B11): the person who scans signs the own presence; who was not on the list comes on it.

The list is being made at that moment, so nobody else's confirmation lapses when somebody is added. Everybody is judged
again, because how many there were counts.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import flag_modified

from register import audit
from register.access import Viewer
from register.current import day_here
from register.db import transaction
from register.errors import Conflict
from register.learning.check_in.codes import read_token
from register.learning.check_in.models import CheckInCode, CheckInRequest
from register.learning.check_in.screen import METHOD
from register.learning.checks import MOST_PARTICIPANTS
from register.learning.claiming import claim_session
from register.learning.confirm import Signature, sign_days
from register.learning.facts_of import is_confirmed
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.open_activity import LOCKED
from register.people.managing import manages_one_of
from register.points.claims import granted_attendances


class CodeGone(Conflict):
    """The code went out; the page then offers to ask the facilitator."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What somebody checks in to, and how far that is."""

    attendance_id: int | None
    activity_id: int
    content_version: int
    title: str
    location: str
    held_on: date
    starts_at: time | None
    ends_at: time | None
    logged_by: str
    holds: bool
    """The code did not go out."""
    is_today: bool
    confirmed: bool
    listed: bool
    """The person stands on the list as present."""
    asked: str
    """What came of asking the facilitator: "gevraagd", "toegelaten", "afgewezen"; empty: not asked."""


@dataclass(frozen=True, kw_only=True)
class CheckedIn:
    """What was signed."""

    attendance_id: int
    title: str


def invitation(session: Session, viewer: Viewer, token: str, *, at: datetime) -> Invitation:
    """Show what a code is for; changes nothing.

    Raises:
        NotFound: no code of ours, or of another organisation.

    """
    code = read_token(session, viewer, token)
    meeting = _meeting(session, code.session_id)
    own = _own_part(meeting, viewer)
    request = _request(session, code.session_id, viewer)
    return Invitation(
        attendance_id=own.id if own else None,
        activity_id=meeting.activity_id,
        content_version=meeting.activity.content_version,
        title=meeting.activity.title,
        location=meeting.activity.location,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        logged_by=meeting.activity.created_by.display_name,
        holds=_holds(code, at),
        is_today=_is_today(meeting, at),
        confirmed=own is not None and is_confirmed(own) and own.disputed_at is None,
        listed=own is not None and own.state in PRESENT,
        asked="" if request is None else request.answer or "gevraagd",
    )


def check_in(viewer: Viewer, token: str, *, content_version: int, at: datetime) -> CheckedIn:
    """Sign the own presence by a code that holds; a second time changes nothing.

    Raises:
        NotFound: as `invitation`.
        CodeGone: the code went out.
        Conflict: the activity changed since it was shown, or points were granted for it.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        code = read_token(session, viewer, token)
        if not _holds(code, at):
            raise CodeGone("Deze code is verlopen. Vraag de begeleider om een nieuwe.")
        meeting = _meeting(session, code.session_id)
        if meeting.activity.content_version != content_version:
            raise Conflict("Deze activiteit is intussen gewijzigd. Scan de code opnieuw.")
        part = put_on_list(session, viewer, meeting, viewer.person_id, at=at)
        signature = Signature(content_version=content_version, method=METHOD, actor_id=viewer.person_id)
        sign_days(session, viewer.person_id, [part.id], signature, at=at)
        claim_session(session, meeting, at=at)
        return CheckedIn(attendance_id=part.id, title=meeting.activity.title)


def ask_to_be_let_in(viewer: Viewer, token: str, *, at: datetime) -> None:
    """Ask the facilitator, with a code that went out; asking twice is asking once.

    Raises:
        NotFound: as `invitation`.
        Conflict: it was on another day, or the code still holds.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        code = read_token(session, viewer, token)
        meeting = _meeting(session, code.session_id)
        if _holds(code, at):
            raise Conflict("Deze code werkt nog: check gewoon in.")
        if not _is_today(meeting, at):
            raise Conflict("Deze bijeenkomst was op een andere dag. Vraag wie haar vastlegde om je erbij te zetten.")
        own = _own_part(meeting, viewer)
        if _request(session, meeting.id, viewer) is None and not (own and own.state in PRESENT):
            session.add(CheckInRequest(session_id=meeting.id, person_id=viewer.person_id, asked_at=at))


def put_on_list(
    session: Session, viewer: Viewer, meeting: LearningSession, person_id: int, *, at: datetime
) -> Attendance:
    """Make sure that somebody stands on the list as present, in the caller's transaction.

    Raises:
        Conflict: points were granted for the activity, or the list is full.

    """
    part = next((one for one in meeting.attendances if one.person_id == person_id), None)
    if part is not None and part.state in PRESENT:
        return part
    if granted_attendances(session, [one.id for one in meeting.attendances]):
        raise Conflict(LOCKED)
    if part is None:
        if len(meeting.attendances) >= MOST_PARTICIPANTS:
            raise Conflict(f"Op de lijst staan al {MOST_PARTICIPANTS} mensen. Meer passen er niet op.")
        part = Attendance(person_id=person_id)
        meeting.attendances.append(part)
    part.state, part.minutes_present = "aanwezig", None
    flag_modified(meeting.activity, "title")  # who was there is part of it: the version goes up, no confirmation lapses
    session.flush()
    _see_authority(session, meeting)
    audit.record(
        session, organisation_id=viewer.organisation_id, actor_id=viewer.person_id, act="deelname.ingecheckt",
        object_kind="attendance", object_id=part.id, at=at,
    )  # fmt: skip
    return part


def _see_authority(session: Session, meeting: LearningSession) -> None:
    """Somebody who manages another of them may have come in (B8)."""
    present = [one.person_id for one in meeting.attendances if one.state in PRESENT]
    if manages_one_of(session, present, on=meeting.held_on):
        meeting.activity.authority_relation = True
        session.flush()


def _meeting(session: Session, session_id: int) -> LearningSession:
    return session.scalars(
        select(LearningSession)
        .where(LearningSession.id == session_id)
        .options(
            joinedload(LearningSession.activity).joinedload(Activity.created_by),
            selectinload(LearningSession.attendances).joinedload(Attendance.person),
        )
        .execution_options(populate_existing=True)
    ).one()


def _own_part(meeting: LearningSession, viewer: Viewer) -> Attendance | None:
    return next((one for one in meeting.attendances if one.person_id == viewer.person_id), None)


def _request(session: Session, session_id: int, viewer: Viewer) -> CheckInRequest | None:
    return session.scalar(
        select(CheckInRequest).where(
            CheckInRequest.session_id == session_id, CheckInRequest.person_id == viewer.person_id
        )
    )


def _holds(code: CheckInCode, at: datetime) -> bool:
    return code.closed_at is None and code.expires_at > at


def _is_today(meeting: LearningSession, at: datetime) -> bool:
    return meeting.held_on == day_here(at)
