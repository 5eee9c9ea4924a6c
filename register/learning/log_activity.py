"""Log an activity (A1, B1): one transaction with its sessions, attendance, claims and trail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import transaction
from register.learning.checks import check_entry
from register.learning.claiming import claim_session, summed
from register.learning.entry import ActivityEntry, SessionEntry
from register.learning.guarded_texts import refuse_client_data_in
from register.learning.kinds import PRESENT, kinds
from register.learning.labels.methods import method_named
from register.learning.labels.of_activity import label_activity
from register.learning.mail import ask_to_confirm
from register.learning.models import Activity, Attendance, Group, LearningSession, Reflection
from register.once import once
from register.people.managing import manages_one_of
from register.points.standing import counted_once

AndThen = Callable[[Session, int], None]
"""What else belongs to the same transaction; gets the session and the activity's id."""


@dataclass(frozen=True, kw_only=True)
class Logged:
    """What was stored, and what it gave the viewer: points per register id, `None` where not known."""

    activity_id: int
    points: dict[str, Decimal | None]
    to_confirm: int
    """How many others are asked to confirm."""


def log_activity(
    viewer: Viewer,
    entry: ActivityEntry,
    *,
    at: datetime,
    today: date,
    form_key: str | None = None,
    form: str = "",
    and_then: AndThen | None = None,
    kept_anyway: str | None = None,
) -> Logged:
    """Store an activity that the viewer took part in or organised.

    With a `form_key` the same form is handled once, however often it arrives: the answer is the first one's. `form`
    says which form that is where it is another than the one to log with, and about what: a key is good for one.
    `kept_anyway` is what a form's tick "Toch bewaren" carried; `None`: nobody typed these texts just now, or they were
    looked at where they were typed.

    Raises:
        ClientData: a text may point to a client.
        Conflict: the key was used for another form.
        Invalid: a value cannot be accepted; `field` is the name in `ActivityEntry` or `SessionEntry`.
        NotFound: a participant or group is not of this organisation.

    """
    if kept_anyway is not None:
        refuse_client_data_in(viewer, entry, today=today, kept_anyway=kept_anyway)
    if form_key is None:
        with transaction() as session:
            return _log(session, viewer, entry, at=at, today=today, and_then=and_then)
    answer, _ = once(
        form_key,
        person_id=viewer.person_id,
        at=at,
        act=lambda session: _to_json(_log(session, viewer, entry, at=at, today=today, and_then=and_then)),
        kind=form,
    )
    return _from_json(answer)


def _log(
    session: Session, viewer: Viewer, entry: ActivityEntry, *, at: datetime, today: date, and_then: AndThen | None
) -> Logged:
    audit.take_turn(session, viewer.organisation_id)
    activity = add_activity(session, viewer, entry, at=at, today=today)
    with counted_once(session, at=at):
        claims = [claim for one in activity.sessions for claim in claim_session(session, one, at=at)]
    everybody = [one for meeting in activity.sessions for one in meeting.attendances]
    own = {one.id for one in everybody if one.person_id == viewer.person_id}
    ask_to_confirm(session, activity, at)
    if and_then is not None:
        and_then(session, activity.id)
    return Logged(
        activity_id=activity.id,
        points=summed((register, value) for attendance_id, register, value in claims if attendance_id in own),
        to_confirm=len({one.person_id for one in everybody if one.state in PRESENT} - {viewer.person_id}),
    )


def add_activity(session: Session, viewer: Viewer, entry: ActivityEntry, *, at: datetime, today: date) -> Activity:
    """Check and add the rows of an activity, without claims, inside the caller's transaction."""
    check_entry(session, viewer, entry, today=today)
    activity = build_activity(session, viewer, entry, at=at)
    session.add(activity)
    session.flush()
    if entry.competences:
        label_activity(session, activity.id, entry.competences)
    if entry.reflection.strip():
        session.add(
            Reflection(
                activity_id=activity.id, person_id=viewer.person_id, text=entry.reflection.strip(), updated_at=at
            )
        )
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act="activiteit.vastgelegd",
        object_kind="activity",
        object_id=activity.id,
        at=at,
        details={"kind": entry.kind, "participants": sum(len(one.participants) for one in entry.sessions)},
    )
    return activity


def build_activity(session: Session, viewer: Viewer, entry: ActivityEntry, *, at: datetime) -> Activity:
    """Make the rows of an activity without adding them: a preview judges these and lets them go."""
    return Activity(
        organisation_id=viewer.organisation_id,
        created_by_id=viewer.person_id,
        created_at=at,
        content_version=1,
        group_id=entry.group_id,
        sessions=[build_session(viewer, one, at) for one in entry.sessions],
        **describe(session, viewer, entry),
    )


def describe(session: Session, viewer: Viewer, entry: ActivityEntry) -> dict[str, Any]:
    """Return the columns of an activity that an entry says something about, apart from its group and sessions."""
    return {
        "kind": entry.kind,
        "title": entry.title.strip() or default_title(session, entry),
        "subject": entry.subject.strip(),
        "learning_goal": entry.learning_goal.strip(),
        "work_method": entry.work_method.strip(),
        "report": entry.report.strip(),
        "method_id": method_named(session, viewer.organisation_id, entry.work_method),
        "location": entry.location.strip(),
        "mode": "online" if entry.online else "fysiek",
        "online_av_confirmed": entry.online_av_confirmed if entry.online else None,
        "facilitator_name": entry.facilitator_name.strip(),
        "facilitator_kind": entry.facilitator_kind,
        "facilitator_register": entry.facilitator_register,
        "facilitator_number": entry.facilitator_number,
        "authority_relation": bool(entry.authority_relation)
        or any(_has_manager_among(session, one) for one in entry.sessions),
        "accreditation_ids": {
            body: number.strip() for body, number in entry.accreditation_ids.items() if number.strip()
        },
        "awarded_points": entry.awarded_points,
        "provider": entry.provider.strip(),
        "in_work_time": entry.in_work_time,
        "cost_bearer": entry.cost_bearer,
        "mandatory": entry.mandatory,
    }


def default_title(session: Session, entry: ActivityEntry) -> str:
    """Name an activity that got no title: its kind, and its group where it has one."""
    name = kinds()[entry.kind].name
    group = session.scalar(select(Group.name).where(Group.id == entry.group_id)) if entry.group_id else None
    if group is None:
        return name
    return group if name.casefold() in group.casefold() else f"{name} {group}"


def build_session(viewer: Viewer, one: SessionEntry, at: datetime) -> LearningSession:
    """Make a meeting (*bijeenkomst*); whoever logs confirms the own part by doing so, everybody else is asked."""
    return LearningSession(
        held_on=one.held_on,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        gross_minutes=one.gross_minutes,
        excluded_minutes={kind: minutes for kind, minutes in one.excluded.items() if minutes},
        attendances=[
            Attendance(
                person_id=participant.person_id,
                state=participant.state,
                minutes_present=participant.minutes_present if participant.state == "deels" else None,
                role=participant.role,
                **(
                    own_confirmation(viewer, at)
                    if participant.person_id == viewer.person_id and participant.state in PRESENT
                    else {}
                ),
            )
            for participant in one.participants
        ],
    )


def own_confirmation(viewer: Viewer, at: datetime, *, content_version: int = 1) -> dict[str, Any]:
    """Return the columns of a confirmation by the person who entered this version of the activity."""
    return {
        "confirmed_at": at,
        "confirmed_by_id": viewer.person_id,
        "confirmed_version": content_version,
        "confirmation_method": "eigen invoer",
        "witness_id": None,
    }


def _has_manager_among(session: Session, one: SessionEntry) -> bool:
    """Whether somebody in the session manages somebody else in it on that day (B8, trap 7)."""
    present = [participant.person_id for participant in one.participants if participant.state in PRESENT]
    return manages_one_of(session, present, on=one.held_on)


def _to_json(logged: Logged) -> dict[str, Any]:
    points = {register: None if value is None else str(value) for register, value in logged.points.items()}
    return {"activity_id": logged.activity_id, "points": points, "to_confirm": logged.to_confirm}


def _from_json(answer: dict[str, Any]) -> Logged:
    points = {register: None if value is None else Decimal(value) for register, value in answer["points"].items()}
    return Logged(activity_id=answer["activity_id"], points=points, to_confirm=answer["to_confirm"])
