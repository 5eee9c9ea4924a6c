"""Change an activity: what participants confirmed lapses with it, and everybody is asked again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid
from register.learning.check_in.models import CheckInCode, CheckInRequest
from register.learning.checks import check_entry
from register.learning.claiming import claim_session
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.guarded_texts import refuse_client_data_in
from register.learning.kinds import PRESENT
from register.learning.labels.of_activity import label_activity
from register.learning.log_activity import describe, own_confirmation
from register.learning.mail import ask_to_confirm
from register.learning.models import Activity, Attendance, LearningSession, OutgoingMail, PersonalPart, SignLink
from register.learning.open_activity import changeable_activity
from register.learning.outsiders.there import forget_outsiders
from register.points import claims as points
from register.points.standing import counted_once

OFFICE = frozenset({"in_work_time", "cost_bearer", "mandatory"})
"""Columns that say who pays; nobody confirms these, so a change of them asks nobody again."""
_OF_LISTS = frozenset({"method_id"})
"""Where a name was taken from: participants confirm the name itself."""


_SINCE = (
    "Sinds je deze pagina opende, kwam er iemand bij of is er iets gewijzigd. Er is niets ingetrokken. Kijk of het nog "
    "klopt, en trek de activiteit dan in."
)


class ChangedMeanwhile(Conflict):
    """Somebody else saved a newer version; what was typed is kept on the page beside it (bar CO2)."""


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What a change did."""

    title: str
    asked_again: int
    """How many others are asked to confirm again; 0 when nothing changed that they confirmed."""


def change_activity(
    viewer: Viewer,
    activity_id: int,
    entry: ActivityEntry,
    *,
    version: int,
    at: datetime,
    today: date,
    kept_anyway: str | None = None,
) -> Changed:
    """Replace what is stored of an activity by what was entered; `version` is the one the viewer saw.

    `kept_anyway` as in `log_activity`.

    Raises:
        ClientData: a text that changed may point to a client.
        NotFound: not for this viewer.
        NotAllowed: somebody else entered it.
        ChangedMeanwhile: a newer version was saved in the meantime.
        Conflict: a register already granted points for it.
        Invalid: a value cannot be accepted.

    """
    with transaction() as session:
        activity = changeable_activity(session, viewer, activity_id)
        if activity.version != version:
            raise ChangedMeanwhile("Iemand anders heeft deze activiteit intussen gewijzigd. Vergelijk en kies.")
        check_entry(session, viewer, entry, today=today, changes=activity)
        if kept_anyway is not None:
            refuse_client_data_in(viewer, entry, today=today, kept_anyway=kept_anyway, changes=activity)
        before = _confirmed_content(activity)
        disputes = _disputes(activity)
        _overwrite(session, viewer, activity, entry, at=at)
        asked = 0
        if _confirmed_content(activity) != before:
            asked = ask_again(viewer, activity, at=at)
        _note(
            session,
            viewer,
            activity,
            "activiteit.gewijzigd",
            at,
            content_version=activity.content_version,
            meetings=len(activity.sessions),
            disputes_before=disputes,
        )
        session.flush()
        with counted_once(session, at=at):
            for meeting in activity.sessions:
                claim_session(session, meeting, at=at)
        ask_to_confirm(session, activity, at)
        return Changed(title=activity.title, asked_again=asked)


def withdraw_activity(viewer: Viewer, activity_id: int, *, at: datetime, version: int | None = None) -> str:
    """Take an activity back: its claims vanish, its trail stays. Returns its title.

    Args:
        viewer: who takes it back.
        activity_id: which.
        at: this moment.
        version: the one that the viewer saw; `None`: whatever it is now.

    Raises:
        NotFound: not for this viewer.
        NotAllowed: somebody else entered it.
        ChangedMeanwhile: somebody came in, or something else changed since the viewer looked.
        Conflict: a register already granted points for it.

    """
    with transaction() as session:
        activity = changeable_activity(session, viewer, activity_id)
        if version is not None and activity.version != version:
            raise ChangedMeanwhile(_SINCE)
        activity.withdrawn_at = at
        _note(session, viewer, activity, "activiteit.ingetrokken", at)
        session.flush()
        for meeting in activity.sessions:
            claim_session(session, meeting, at=at)
        return activity.title


def _overwrite(session: Session, viewer: Viewer, activity: Activity, entry: ActivityEntry, *, at: datetime) -> None:
    described, method = describe(session, viewer, entry), activity.method_id
    if described["work_method"] == activity.work_method:
        described["method_id"] = method or described["method_id"]  # the method may be called otherwise since
    for column, value in described.items():
        setattr(activity, column, value)
    if label_activity(session, activity.id, entry.competences):
        flag_modified(activity, "title")  # labels stand in rows of their own: the version goes up for them too
    stored = {one.id: one for one in activity.sessions}
    only = next(iter(stored)) if len(stored) == len(entry.sessions) == 1 else None
    for one in entry.sessions:
        meeting = stored.pop(only or one.session_id or 0, None)
        if meeting is None:
            meeting = LearningSession()
            activity.sessions.append(meeting)
        _overwrite_meeting(session, meeting, one, at=at)
    for meeting in stored.values():
        _take_out(session, activity, meeting, at=at)
    session.flush()


def _overwrite_meeting(session: Session, meeting: LearningSession, one: SessionEntry, *, at: datetime) -> None:
    meeting.held_on, meeting.gross_minutes = one.held_on, one.gross_minutes
    meeting.starts_at, meeting.ends_at = one.starts_at, one.ends_at
    meeting.excluded_minutes = {kind: minutes for kind, minutes in one.excluded.items() if minutes}
    _overwrite_people(session, meeting, one, at=at)


def _take_out(session: Session, activity: Activity, meeting: LearningSession, *, at: datetime) -> None:
    """Somebody took a whole meeting away: gone with everybody's part in it."""
    for attendance in list(meeting.attendances):
        take_off(session, meeting, attendance, at=at)
    for table in (CheckInCode, CheckInRequest):
        session.execute(delete(table).where(table.session_id == meeting.id))
    forget_outsiders(session, meeting.id)
    activity.sessions.remove(meeting)
    session.delete(meeting)


def _overwrite_people(session: Session, meeting: LearningSession, one: SessionEntry, *, at: datetime) -> None:
    entered = {participant.person_id: participant for participant in one.participants}
    for attendance in list(meeting.attendances):
        participant = entered.pop(attendance.person_id, None)
        if participant is None:
            take_off(session, meeting, attendance, at=at)
        else:
            _set(attendance, participant)
    for participant in entered.values():
        attendance = Attendance(person_id=participant.person_id)
        _set(attendance, participant)
        meeting.attendances.append(attendance)
    session.flush()


def _set(attendance: Attendance, participant: Participant) -> None:
    attendance.state, attendance.role = participant.state, participant.role
    attendance.minutes_present = participant.minutes_present if participant.state == "deels" else None


def take_off(session: Session, meeting: LearningSession, attendance: Attendance, *, at: datetime) -> None:
    """Take somebody off the list who stood there by mistake: gone with claims and links; the trail keeps that."""
    if session.scalar(select(PersonalPart.id).where(PersonalPart.attendance_id == attendance.id)) is not None:
        name = attendance.person.display_name
        raise Invalid("participants", f"{name} schreef een eigen deel bij deze dag. Zet {name} op afwezig.")
    points.withdraw(session, [attendance.id], at=at)
    session.execute(delete(SignLink).where(SignLink.attendance_id == attendance.id))
    session.execute(delete(OutgoingMail).where(OutgoingMail.attendance_id == attendance.id))
    session.execute(delete(PersonalPart).where(PersonalPart.attendance_id == attendance.id))
    meeting.attendances.remove(attendance)
    session.delete(attendance)


def _confirmed_content(activity: Activity) -> dict[str, Any]:
    """Return what participants put their name to, to see whether it changed."""
    own = {
        column.key: getattr(activity, column.key)
        for column in Activity.__mapper__.column_attrs
        if column.key not in OFFICE | _OF_LISTS | {"version", "content_version"}
    }
    own["sessions"] = [
        (one.held_on, one.starts_at, one.ends_at, one.gross_minutes, dict(one.excluded_minutes), _people(one))
        for one in sorted(activity.sessions, key=lambda one: (one.held_on, one.id))
    ]
    return own


def _disputes(activity: Activity) -> int:
    return sum(one.disputed_at is not None for meeting in activity.sessions for one in meeting.attendances)


def _people(meeting: LearningSession) -> set[tuple[int, str, str, int | None]]:
    return {(one.person_id, one.state, one.role, one.minutes_present) for one in meeting.attendances}


def ask_again(viewer: Viewer, activity: Activity, *, at: datetime) -> int:
    """Raise the version of the content and ask everybody else anew, also who said "klopt niet" of an earlier one.

    Whoever changed it confirms the own part by doing so, unless that very person said "klopt niet" to it.
    """
    activity.content_version += 1
    asked: set[int] = set()
    everybody = [one for meeting in activity.sessions for one in meeting.attendances]
    for attendance in [one for one in everybody if one.state in PRESENT]:
        if attendance.person_id != viewer.person_id:
            attendance.disputed_at, attendance.dispute_reason = None, ""
            asked.add(attendance.person_id)
        elif attendance.disputed_at is None:
            for column, value in own_confirmation(viewer, at, content_version=activity.content_version).items():
                setattr(attendance, column, value)
    for attendance in everybody:
        attendance.lapsed = attendance.confirmed_version not in {None, activity.content_version}
    return len(asked)


def _note(session: Session, viewer: Viewer, activity: Activity, act: str, at: datetime, **details: int) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="activity",
        object_id=activity.id,
        at=at,
        details=details,
    )
