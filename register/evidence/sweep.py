"""Sweep up bytes that nothing points to (*opruimen*): of uploads that were broken off, or of forms never sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from register import audit
from register.current import state
from register.db import session as current_session
from register.db import transaction
from register.evidence.models import Evidence, EvidenceFile
from register.people.models import Organisation
from register.settings import Settings
from register.storage import open_storage

KEPT = timedelta(days=2)
"""A file chosen in a form that had an error is kept for a day; what is younger than this stays."""

UNDO = timedelta(days=1)
"""So long somebody can put back what was taken away; then the row goes, and with the last one the bytes."""
_AT_ONCE = 500


def forget_removed(session: Session, *, at: datetime) -> int:
    """Forget evidence that was taken away a day ago, inside the caller's transaction (bar UP9).

    The bytes go in a `sweep` after this was committed: whatever happens in between, no row is without its file.

    Returns:
        How many contents no evidence has any more.

    """
    for organisation_id in session.scalars(select(Organisation.id).order_by(Organisation.id)).all():
        audit.take_turn(session, organisation_id)
    old = _long_removed(at)
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
    for organisation_id in session.scalars(select(Organisation.id).order_by(Organisation.id)).all():
        audit.take_turn(session, organisation_id)
    storage = open_storage(settings)
    gone = list(_without_row(session, storage.older_than(at - KEPT)))
    for space, digest in gone:
        storage.remove(space, digest)
    return len(gone)


def sweep_by_itself(*, at: datetime) -> int:
    """Do both as a chore, so that bytes of what was erased go too when that was broken off; returns how many files.

    Nobody waits for it where there is nothing to do.
    """
    session, settings = current_session(), state().settings
    if session.scalar(select(Evidence.id).where(_long_removed(at)).limit(1)) is not None:
        with transaction() as current:
            forget_removed(current, at=at)
    if next(_without_row(session, open_storage(settings).older_than(at - KEPT)), None) is None:
        return 0
    with transaction() as current:
        return sweep(current, at=at, settings=settings)


def _long_removed(at: datetime) -> ColumnElement[bool]:
    return Evidence.removed_at.is_not(None) & (Evidence.removed_at < at - UNDO) & Evidence.granted_version.is_(None)


def _without_row(session: Session, stored: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Return which of these bytes no row points to; as many as are stored, only some are in memory at once."""
    while some := list(islice(stored, _AT_ONCE)):
        rows = session.execute(
            select(EvidenceFile.organisation_id, EvidenceFile.sha256).where(
                EvidenceFile.sha256.in_({digest for _, digest in some})
            )
        )
        known = {(row.organisation_id, row.sha256) for row in rows}
        yield from (one for one in some if one not in known)
