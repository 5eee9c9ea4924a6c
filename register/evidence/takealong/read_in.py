"""Read a brought dossier in (E5): each activity once, judged by the rules here, labelled as brought along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import session as current_session
from register.db import transaction
from register.errors import Invalid
from register.evidence.content import CleanFile, inspect_upload
from register.evidence.files import attach
from register.evidence.takealong.format import ActivityPart, EvidencePart, MeetingPart
from register.evidence.takealong.models import BroughtActivity, BroughtDossier
from register.evidence.takealong.opening import OpenedDossier
from register.evidence.takealong.preview import Refusal, import_key, look_at
from register.learning.models import Activity, Attendance, LearningSession, Reflection
from register.points.claims import Attended, claim
from register.points.models import Claim
from register.points.standing import refresh_standings
from register.rules.facts import ClaimState, Facts
from register.settings import Settings

METHOD = "meegebracht"
"""How a brought attendance was confirmed: at the former employer."""

_SAME = (
    "kind", "title", "subject", "learning_goal", "work_method", "location", "online_av_confirmed", "facilitator_name",
    "facilitator_kind", "facilitator_register", "facilitator_number", "authority_relation", "accreditation_ids",
    "awarded_points", "provider", "in_work_time", "cost_bearer", "mandatory",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ReadIn:
    """What came in."""

    new: int
    there: int
    files: int
    refused: tuple[Refusal, ...]
    files_refused: tuple[str, ...]
    """Files that are not accepted here, each with why."""


@dataclass(frozen=True, kw_only=True)
class _Reading:
    viewer: Viewer
    dossier: OpenedDossier
    dossier_id: int
    at: datetime
    settings: Settings


def read_in(viewer: Viewer, dossier: OpenedDossier, *, at: datetime, today: date, settings: Settings) -> ReadIn:
    """Store what is new in the dossier, activity by activity; broken off, it is finished by reading it in again."""
    seen = look_at(current_session(), viewer, dossier, today=today)
    reading = _Reading(viewer=viewer, dossier=dossier, dossier_id=_note(viewer, dossier, at), at=at, settings=settings)
    files, refused = 0, []
    for part in seen.new:
        accepted, not_accepted = _inspect(reading, part.evidence)
        _store(reading, part, accepted)
        files += len(accepted)
        refused.extend(not_accepted)
    return ReadIn(new=len(seen.new), there=seen.there, files=files, refused=seen.refused, files_refused=tuple(refused))


def brought_label(session: Session, activity_id: int) -> str:
    """Say where a brought activity came from; empty for one that was logged here."""
    row = session.execute(
        select(BroughtDossier.made_by, BroughtDossier.known_key)
        .join(BroughtActivity, BroughtActivity.dossier_id == BroughtDossier.id)
        .where(BroughtActivity.activity_id == activity_id)
    ).first()
    if row is None:
        return ""
    return f"Meegebracht van {row.made_by}" if row.known_key else "Meegebracht, herkomst onbekend"


def _note(viewer: Viewer, dossier: OpenedDossier, at: datetime) -> int:
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        row = session.scalar(
            select(BroughtDossier).where(
                BroughtDossier.person_id == viewer.person_id,
                BroughtDossier.manifest_sha256 == dossier.manifest_sha256,
            )
        )
        if row is not None:
            return row.id
        row = BroughtDossier(
            organisation_id=viewer.organisation_id,
            person_id=viewer.person_id,
            manifest_sha256=dossier.manifest_sha256,
            made_by=dossier.file.organisation,
            key_id=dossier.key_id,
            known_key=dossier.known,
            read_at=at,
        )
        session.add(row)
        session.flush()
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="dossier.ingelezen",
            object_kind="person",
            object_id=viewer.person_id,
            at=at,
            details={"key": dossier.key_id, "known": dossier.known, "activities": len(dossier.file.activities)},
        )
        return row.id


def _inspect(reading: _Reading, files: Iterable[EvidencePart]) -> tuple[list[CleanFile], list[str]]:
    """Judge files from elsewhere as any upload: what came out of another installation is not trusted more."""
    accepted, refused = [], []
    for one in files:
        try:
            with reading.dossier.read(one.path) as stream:
                accepted.append(inspect_upload(stream, one.name, settings=reading.settings))  # type: ignore[arg-type]
        except (Invalid, KeyError) as wrong:
            why = wrong.message if isinstance(wrong, Invalid) else "het bestand zit niet in het dossier."
            refused.append(f"{one.name}: {why}")
    return accepted, refused


def _store(reading: _Reading, part: ActivityPart, files: Sequence[CleanFile]) -> None:
    viewer, at = reading.viewer, reading.at
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        key = import_key(viewer.person_id, part)
        if session.scalar(select(Activity.id).where(Activity.import_key == key)) is not None:
            return
        activity = _activity(reading, part, key)
        session.add(activity)
        session.flush()
        session.add(BroughtActivity(activity_id=activity.id, dossier_id=reading.dossier_id))
        if part.reflection is not None:
            session.add(
                Reflection(
                    activity_id=activity.id,
                    person_id=viewer.person_id,
                    method=part.reflection.method,
                    text=part.reflection.text,
                    updated_at=at,
                )
            )
        for file in files:
            attach(session, viewer, activity.id, file, at=at, settings=_without_quota(reading.settings))
        _claim(session, reading, activity, part)


def _activity(reading: _Reading, part: ActivityPart, key: str) -> Activity:
    return Activity(
        organisation_id=reading.viewer.organisation_id,
        **{name: getattr(part, name) for name in _SAME},
        mode="online" if part.online else "fysiek",
        origin="meegebracht",
        import_key=key,
        created_by_id=reading.viewer.person_id,
        created_at=reading.at,
        content_version=1,
        sessions=[_meeting(reading, one) for one in part.meetings],
    )


def _meeting(reading: _Reading, part: MeetingPart) -> LearningSession:
    confirmed = part.own.confirmed_at
    own = Attendance(
        person_id=reading.viewer.person_id,
        state=part.own.state,
        minutes_present=part.own.minutes_present,
        role=part.own.role,
        confirmed_at=confirmed,
        confirmed_by_id=reading.viewer.person_id if confirmed else None,
        confirmed_version=1 if confirmed else None,
        confirmation_method=METHOD if confirmed else None,
    )
    return LearningSession(
        held_on=part.held_on,
        starts_at=part.starts_at,
        ends_at=part.ends_at,
        gross_minutes=part.gross_minutes,
        excluded_minutes=dict(part.excluded_minutes),
        attendances=[own],
    )


def _claim(session: Session, reading: _Reading, activity: Activity, part: ActivityPart) -> None:
    """Judge by the rules here; what the register said before counts only from a key that is known here."""
    by_day = {(one.held_on, one.starts_at, one.gross_minutes): one for one in part.meetings}
    said: dict[tuple[int, str], Any] = {}
    attended = []
    for meeting in activity.sessions:
        one = by_day[meeting.held_on, meeting.starts_at, meeting.gross_minutes]
        own = meeting.attendances[0]
        said |= {(own.id, claimed.register_id): claimed for claimed in one.claims}
        attended.append(
            Attended(
                attendance_id=own.id,
                person_id=own.person_id,
                title=part.title,
                facts=_facts(part, one, trusted=reading.dossier.known),
                confirmed=one.own.confirmed_at is not None,
            )
        )
    rows = claim(session, activity.organisation_id, attended, at=reading.at)
    if reading.dossier.known:
        for row in rows:
            _keep_what_the_register_said(row, said.get((row.attendance_id, row.register_id)), reading.at)
        session.flush()
        refresh_standings(session, {row.registration_id for row in rows}, at=reading.at)


def _keep_what_the_register_said(row: Claim, said: Any, at: datetime) -> None:  # noqa: ANN401 - a part or nothing
    decided = {"ingevoerd", "afgewezen", "toegekend"}
    if said is None or row.state != ClaimState.READY or said.state not in decided:
        return
    if said.state == ClaimState.GRANTED and said.granted_points is None:
        return
    row.state, row.filed_on, row.decided_on, row.state_changed_at = said.state, said.filed_on, said.decided_on, at
    row.granted_points = said.granted_points if said.state == ClaimState.GRANTED else None


def _facts(part: ActivityPart, meeting: MeetingPart, *, trusted: bool) -> Facts:
    """Return what the rules may look at; how many others were there is what the dossier says of it."""
    return Facts(
        kind=part.kind,
        completed_on=meeting.held_on,
        gross_minutes=meeting.gross_minutes,
        excluded=dict(meeting.excluded_minutes),
        minutes_present=meeting.own.minutes_present if meeting.own.state == "deels" else None,
        role=meeting.own.role,
        online=part.online or meeting.own.state == "online",
        online_av_confirmed=part.online_av_confirmed,
        present=meeting.present,
        authority_relation=part.authority_relation,
        facilitator_kind=part.facilitator_kind,
        facilitator_register=part.facilitator_register,
        accreditation_ids=dict(part.accreditation_ids),
        awarded_points=part.awarded_points,
        setting="team" if part.kind == "teamoverleg_leermoment" else None,
        signed_list=meeting.all_confirmed if trusted else None,
    )


def _without_quota(settings: Settings) -> Settings:
    """Let the evidence of years in on one day: how large a dossier may be is checked where it is handed in."""
    return replace(settings, upload_quota_mb=1_000_000)
