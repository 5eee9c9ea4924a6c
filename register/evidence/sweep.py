"""Sweep up bytes that nothing points to (*opruimen*): of uploads that were broken off, or of forms never sent."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register import audit
from register.evidence.models import Evidence, EvidenceFile
from register.people.models import Organisation
from register.settings import Settings
from register.storage import open_storage

KEPT = timedelta(days=2)
"""A file chosen in a form that had an error is kept for a day; what is younger than this stays."""

UNDO = timedelta(days=1)
"""So long somebody can put back what was taken away; then the row goes, and with the last one the bytes."""


def forget_removed(session: Session, *, at: datetime) -> int:
    """Forget evidence that was taken away a day ago, inside the caller's transaction (bar UP9).

    The bytes go in a `sweep` after this was committed: whatever happens in between, no row is without its file.

    Returns:
        How many contents no evidence has any more.

    """
    for organisation_id in session.scalars(select(Organisation.id).order_by(Organisation.id)).all():
        audit.take_turn(session, organisation_id)
    old = Evidence.removed_at.is_not(None) & (Evidence.removed_at < at - UNDO) & Evidence.granted_version.is_(None)
    touched = set(session.scalars(select(Evidence.file_id).where(old)))
    session.execute(delete(Evidence).where(old))
    held = select(Evidence.id).where(Evidence.file_id == EvidenceFile.id).exists()
    loose = set(session.scalars(select(EvidenceFile.id).where(EvidenceFile.id.in_(touched), ~held)))
    session.execute(delete(EvidenceFile).where(EvidenceFile.id.in_(loose)))
    return len(loose)


def sweep(session: Session, *, at: datetime, settings: Settings) -> int:
    """Delete stored bytes without a row, inside the caller's transaction; what has a row stays (bars UP9 and DU7).

    Uploads wait meanwhile, so that nobody attaches what is just being deleted.

    Returns:
        How many files went.

    """
    known: dict[int, set[str]] = {}
    for organisation_id in session.scalars(select(Organisation.id).order_by(Organisation.id)).all():
        audit.take_turn(session, organisation_id)
        rows = select(EvidenceFile.sha256).where(EvidenceFile.organisation_id == organisation_id)
        known[organisation_id] = set(session.scalars(rows))
    storage = open_storage(settings)
    gone = [(space, digest) for space, digest in storage.older_than(at - KEPT) if digest not in known.get(space, ())]
    for space, digest in gone:
        storage.remove(space, digest)
    return len(gone)
