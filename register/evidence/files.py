"""Evidence of an activity (*bewijsstukken*): hand in, read, take away; locked once a register granted points."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, NotAllowed, NotFound
from register.evidence.content import CleanFile, inspect_upload
from register.evidence.models import Evidence, EvidenceFile
from register.evidence.quota import check_quota
from register.evidence.scan import refuse_unscanned, scan
from register.learning.models import Activity, Attendance, LearningSession
from register.once import once
from register.people.models import Person
from register.points.models import Claim
from register.rules.facts import ClaimState
from register.settings import Settings
from register.storage import open_storage

_LOCKED = (
    "De punten van deze activiteit zijn al toegekend. Daarom kan er niets meer aan het bewijs veranderen; "
    "wat er ligt, blijft te lezen."
)


@dataclass(frozen=True, kw_only=True)
class EvidenceLine:
    """A piece of evidence as a list shows it."""

    id: int
    name: str
    size: int
    media_type: str
    uploaded_at: datetime
    uploaded_by: str
    removable: bool


@dataclass(frozen=True, kw_only=True)
class OpenedEvidence:
    """The bytes, checked against what was stored, with the cleaned name."""

    content: BinaryIO
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, kw_only=True)
class KeptEvidence:
    """What became of a file that was handed in: its id as evidence, and its cleaned name."""

    id: int
    name: str


def store_evidence(
    viewer: Viewer,
    activity_id: int,
    stream: BinaryIO,
    filename: str | None,
    *,
    form_key: str,
    at: datetime,
    settings: Settings,
) -> KeptEvidence:
    """Judge and clean a file outside the transaction, and keep it as evidence once per form.

    Raises:
        NotFound: the viewer neither took part in the activity nor entered it.
        Conflict: a register already granted points for it (bar UP11), or the key was used for another form.
        Invalid: the file is not accepted; `TooLarge` where it is a matter of size.

    """
    may_add(current_session(), viewer, activity_id)
    file = inspect_upload(stream, filename, settings=settings)
    file = replace(file, scan=scan(file.content, settings=settings))
    answer, _ = once(
        form_key,
        person_id=viewer.person_id,
        at=at,
        act=lambda session: {"id": attach(session, viewer, activity_id, file, at=at, settings=settings)},
        kind=f"activiteit {activity_id}",
    )
    return KeptEvidence(id=answer["id"], name=file.name)


def attach(
    session: Session, viewer: Viewer, activity_id: int, file: CleanFile, *, at: datetime, settings: Settings
) -> int:
    """Keep an inspected file as evidence, inside the caller's transaction; the bytes are on disk before the row is.

    Raises:
        NotFound, Conflict, TooLarge: as `store_evidence`.

    """
    audit.take_turn(session, viewer.organisation_id)
    activity = may_add(session, viewer, activity_id)
    check_quota(session, viewer, len(file.content), at=at, settings=settings)
    digest = open_storage(settings).put(viewer.organisation_id, file.content)
    row = _file_row(session, viewer.organisation_id, digest, file, at=at)
    same = session.scalar(
        select(Evidence).where(
            Evidence.file_id == row.id, Evidence.activity_id == activity.id, Evidence.removed_at.is_(None)
        )
    )
    if same is not None:
        return same.id
    evidence = Evidence(
        file_id=row.id, activity_id=activity.id, uploaded_by_id=viewer.person_id, name=file.name, uploaded_at=at
    )
    session.add(evidence)
    session.flush()
    _note(session, viewer, evidence, "bewijs.toegevoegd", at=at, details={"sha256": digest, "size": row.size})
    return evidence.id


def open_evidence(session: Session, viewer: Viewer, evidence_id: int, *, settings: Settings) -> OpenedEvidence:
    """Return a piece of evidence to whoever took part in its activity, handed it in, or entered the activity.

    Raises:
        NotFound: not there, taken away, or not for this viewer.
        Damaged: the bytes are no longer those that were stored.
        Unavailable: the virus scanner did not look at it yet.

    """
    return open_file(_visible(session, viewer, evidence_id, granted=True), settings=settings)


def open_file(evidence: Evidence, *, settings: Settings) -> OpenedEvidence:
    """Return the bytes of a piece of evidence, for who was judged to be one that may have them.

    Raises:
        Damaged, Unavailable: as `open_evidence`.

    """
    file = evidence.file
    refuse_unscanned(file)
    content = open_storage(settings).open(file.organisation_id, file.sha256)
    return OpenedEvidence(content=content, name=evidence.name, media_type=file.media_type, size=file.size)


def remove_evidence(viewer: Viewer, evidence_id: int, *, at: datetime) -> Evidence:
    """Take a piece of evidence away; `restore_evidence` puts it back.

    Raises:
        NotFound: not there, or not for this viewer.
        NotAllowed: somebody else handed it in, and the activity is not the viewer's either.
        Conflict: a register already granted points for the activity.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        evidence = _visible(session, viewer, evidence_id)
        _refuse_others(session, viewer, evidence)
        refuse_when_locked(session, evidence.activity_id)
        evidence.removed_at = at
        _note(session, viewer, evidence, "bewijs.weggehaald", at=at)
        return evidence


def restore_evidence(viewer: Viewer, evidence_id: int, *, at: datetime) -> Evidence:
    """Put back what was taken away.

    Raises:
        NotFound, NotAllowed, Conflict: as `remove_evidence`.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        evidence = _visible(session, viewer, evidence_id, removed=True)
        _refuse_others(session, viewer, evidence)
        refuse_when_locked(session, evidence.activity_id)
        evidence.removed_at = None
        _note(session, viewer, evidence, "bewijs.teruggezet", at=at)
        return evidence


def evidence_of(session: Session, viewer: Viewer, activity_id: int) -> Sequence[EvidenceLine]:
    """List the evidence of an activity, for whoever may see it; nothing for others."""
    rows = session.execute(
        select(
            Evidence.id,
            Evidence.name,
            Evidence.uploaded_at,
            Evidence.uploaded_by_id,
            EvidenceFile.size,
            EvidenceFile.media_type,
            Person.display_name,
            Activity.created_by_id,
        )
        .join(EvidenceFile, EvidenceFile.id == Evidence.file_id)
        .join(Person, Person.id == Evidence.uploaded_by_id)
        .join(Activity, Activity.id == Evidence.activity_id)
        .where(Evidence.activity_id == activity_id, Evidence.removed_at.is_(None), open_to(viewer))
        .order_by(Evidence.id)
    )
    return tuple(
        EvidenceLine(
            id=row.id,
            name=row.name,
            size=row.size,
            media_type=row.media_type,
            uploaded_at=row.uploaded_at,
            uploaded_by=row.display_name,
            removable=viewer.person_id in {row.uploaded_by_id, row.created_by_id},
        )
        for row in rows
    )


def may_add(session: Session, viewer: Viewer, activity_id: int) -> Activity:
    """Return the activity when the viewer may add evidence to it now.

    Raises:
        NotFound: the viewer neither took part in it nor entered it.
        Conflict: a register already granted points for it.

    """
    activity = session.scalar(select(Activity).where(Activity.id == activity_id, open_to(viewer)))
    if activity is None:
        raise NotFound
    refuse_when_locked(session, activity_id)
    return activity


def is_locked(session: Session, activity_id: int) -> bool:
    """Whether a register granted points for this activity."""
    found = session.scalar(
        select(Claim.id)
        .where(
            Claim.state == ClaimState.GRANTED,
            Claim.attendance_id.in_(
                select(Attendance.id)
                .join(LearningSession, LearningSession.id == Attendance.session_id)
                .where(LearningSession.activity_id == activity_id)
            ),
        )
        .limit(1)
    )
    return found is not None


def refuse_when_locked(session: Session, activity_id: int) -> None:
    """Refuse a change of evidence that already counted (bar UP11).

    Raises:
        Conflict: a register granted points for the activity.

    """
    if is_locked(session, activity_id):
        raise Conflict(_LOCKED)


def open_to(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on `Activity`: the viewer entered it, or took part and did not say "klopt niet"."""
    took_part = (
        select(Attendance.id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(
            LearningSession.activity_id == Activity.id,
            Attendance.person_id == viewer.person_id,
            Attendance.disputed_at.is_(None),
        )
        .exists()
    )
    return (
        (Activity.organisation_id == viewer.organisation_id)
        & Activity.withdrawn_at.is_(None)
        & or_(Activity.created_by_id == viewer.person_id, took_part)
    )


def _visible(
    session: Session, viewer: Viewer, evidence_id: int, *, removed: bool = False, granted: bool = False
) -> Evidence:
    """Load what a viewer may see; with `granted` also what was taken away later than a register granted points."""
    there: ColumnElement[bool] = Evidence.removed_at.is_not(None) if removed else Evidence.removed_at.is_(None)
    if granted:
        there |= Evidence.granted_version.is_not(None)
    evidence = session.scalar(
        select(Evidence)
        .join(Activity, Activity.id == Evidence.activity_id)
        .where(
            Evidence.id == evidence_id,
            there,
            open_to(viewer),
        )
    )
    if evidence is None:
        raise NotFound
    return evidence


def _refuse_others(session: Session, viewer: Viewer, evidence: Evidence) -> None:
    owner = session.scalar(select(Activity.created_by_id).where(Activity.id == evidence.activity_id))
    if viewer.person_id not in {evidence.uploaded_by_id, owner}:
        raise NotAllowed("Iemand anders heeft dit bewijsstuk toegevoegd. Vraag diegene om het weg te halen.")


def _file_row(session: Session, organisation_id: int, digest: str, file: CleanFile, *, at: datetime) -> EvidenceFile:
    """One row per content and organisation (bar UP9)."""
    row = session.scalar(
        select(EvidenceFile).where(EvidenceFile.organisation_id == organisation_id, EvidenceFile.sha256 == digest)
    )
    if row is None:
        row = EvidenceFile(
            organisation_id=organisation_id,
            sha256=digest,
            media_type=file.media_type,
            size=len(file.content),
            stored_at=at,
            scan=file.scan,
        )
        session.add(row)
        session.flush()
    elif file.scan == "schoon":
        row.scan = file.scan
    return row


def _note(
    session: Session,
    viewer: Viewer,
    evidence: Evidence,
    act: str,
    *,
    at: datetime,
    details: dict[str, str | int | bool | None] | None = None,
) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="evidence",
        object_id=evidence.id,
        at=at,
        details={"activity_id": evidence.activity_id, **(details or {})},
    )
