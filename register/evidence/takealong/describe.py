"""Write down somebody's own dossier: registrations, activities, claims, and reflections only when asked for."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from register.evidence.pack.collect import PackContent
from register.evidence.takealong.format import (
    FORMAT,
    VERSION,
    ActivityPart,
    ClaimPart,
    DossierFile,
    EvidencePart,
    MeetingPart,
    OwnPart,
    Pause,
    ReflectionPart,
    RegistrationPart,
)
from register.learning.facts_of import is_confirmed
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession, Reflection
from register.people.models import Registration
from register.points.models import Claim

_OF_ACTIVITY = (
    "kind", "title", "subject", "learning_goal", "work_method", "location", "online_av_confirmed", "facilitator_name",
    "facilitator_kind", "facilitator_register", "facilitator_number", "authority_relation", "accreditation_ids",
    "awarded_points", "provider", "in_work_time", "cost_bearer", "mandatory",
)  # fmt: skip
_OF_CLAIM = (
    "register_id", "track", "points", "granted_points", "state", "filed_on", "decided_on", "rule_version", "rule_digest"
)  # fmt: skip

Paths = Mapping[int, Sequence[tuple[str, str, str]]]
"""By activity: path in the pack, name and SHA-256 of each file."""


def describe(
    session: Session, content: PackContent, paths: Paths, *, at: datetime, with_reflections: bool
) -> DossierFile:
    """Describe what a pack without a register holds; reads only, in a fixed number of queries."""
    person_id = content.what.person_id
    activities = _activities(session, [one.id for one in content.activities])
    mine = [one for found in activities for meeting in found.sessions for one in meeting.attendances]
    claims = _claims(session, [one.id for one in mine if one.person_id == person_id])
    reflections = _reflections(session, person_id) if with_reflections else {}
    return DossierFile(
        format=FORMAT,
        version=VERSION,
        made_at=at,
        organisation=content.organisation,
        person=content.person,
        registrations=tuple(_registrations(session, person_id)),
        activities=tuple(
            _activity(one, content, claims, paths.get(one.id, ()), reflections.get(one.id)) for one in activities
        ),
    )


def _activity(
    activity: Activity,
    content: PackContent,
    claims: Mapping[int, Sequence[Claim]],
    files: Sequence[tuple[str, str, str]],
    reflection: ReflectionPart | None,
) -> ActivityPart:
    meetings = [_meeting(one, content.what.person_id, claims) for one in activity.sessions]
    named = f"{content.organisation}|{activity.id}|{activity.created_at.isoformat()}"
    return ActivityPart(
        key=hashlib.sha256(named.encode()).hexdigest(),
        **_columns(activity, _OF_ACTIVITY),
        online=activity.mode == "online",
        meetings=tuple(one for one in meetings if one is not None),
        evidence=tuple(EvidencePart(path=path, name=name, sha256=sha256) for path, name, sha256 in files),
        reflection=reflection,
    )


def _meeting(meeting: LearningSession, person_id: int, claims: Mapping[int, Sequence[Claim]]) -> MeetingPart | None:
    there = [one for one in meeting.attendances if one.state in PRESENT and one.disputed_at is None]
    own = next((one for one in there if one.person_id == person_id), None)
    if own is None:
        return None
    return MeetingPart(
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        gross_minutes=meeting.gross_minutes,
        excluded_minutes=dict(meeting.excluded_minutes),
        present=len(there),
        all_confirmed=all(is_confirmed(one) for one in there),
        own=_own(own),
        claims=tuple(ClaimPart(**_columns(claim, _OF_CLAIM)) for claim in claims.get(own.id, ())),
    )


def _own(attendance: Attendance) -> OwnPart:
    return OwnPart(
        **_columns(attendance, ("state", "minutes_present", "role")),
        confirmed_at=attendance.confirmed_at if is_confirmed(attendance) else None,
    )


def _columns(row: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _activities(session: Session, ids: Sequence[int]) -> Sequence[Activity]:
    rows = session.scalars(
        select(Activity)
        .where(Activity.id.in_(ids))
        .options(selectinload(Activity.sessions).selectinload(LearningSession.attendances))
    )
    found = {row.id: row for row in rows}
    return [found[one] for one in ids]


def _claims(session: Session, attendance_ids: Sequence[int]) -> Mapping[int, Sequence[Claim]]:
    found: dict[int, list[Claim]] = defaultdict(list)
    query = select(Claim).where(Claim.attendance_id.in_(attendance_ids)).order_by(Claim.register_id, Claim.id)
    for claim in session.scalars(query):
        found[claim.attendance_id].append(claim)
    return found


def _reflections(session: Session, person_id: int) -> Mapping[int, ReflectionPart]:
    rows = session.scalars(select(Reflection).where(Reflection.person_id == person_id))
    return {row.activity_id: ReflectionPart(method=row.method, text=row.text) for row in rows}


def _registrations(session: Session, person_id: int) -> Sequence[RegistrationPart]:
    rows = session.scalars(
        select(Registration)
        .where(Registration.person_id == person_id)
        .options(selectinload(Registration.pauses))
        .order_by(Registration.register_id, Registration.cycle_starts_on)
    )
    return [
        RegistrationPart(
            **_columns(row, ("register_id", "number", "level", "extension_days")),
            starts_on=row.cycle_starts_on,
            ends_on=row.cycle_ends_on,
            pauses=tuple(Pause(starts_on=one.starts_on, ends_on=one.ends_on) for one in row.pauses),
        )
        for row in rows
    ]
