"""Sweep up bytes that nothing points to (*opruimen*): of uploads that were broken off, or of forms never sent."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.evidence.models import EvidenceFile
from register.people.models import Organisation
from register.settings import Settings
from register.storage import open_storage

KEPT = timedelta(days=2)
"""A file chosen in a form that had an error is kept for a day; what is younger than this stays."""


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
