"""What was imported before, and throwing away what need not be kept (*importgeschiedenis*)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, func, null, select, update
from sqlalchemy.orm import Session, aliased

from register.access import Viewer
from register.db import transaction
from register.errors import NotFound
from register.imports.models import ImportBatch, ImportChange
from register.imports.people_plan import Outcome
from register.imports.people_report import SAID
from register.imports.undo import KEPT as UNDO_KEPT
from register.people.models import Person

STAGED_KEPT = timedelta(days=7)
STATE_NAMES = {
    "voorbeeld": "Voorbeeld",
    "toegepast": "Geïmporteerd",
    "vervallen": "Vervallen",
    "teruggedraaid": "Teruggedraaid",
}
KIND_NAMES = {
    "mensen": "Medewerkers",
    "scholing": "Scholing",
    "aanwezigheid": "Presentielijst",
    "registernummers": "Registernummers",
}


@dataclass(frozen=True, kw_only=True)
class Import:
    """One file in the history: who, when, which file and what came of it."""

    id: int
    kind: str
    file_name: str
    sha256: str
    state: str
    counts: Mapping[str, int]
    made_by: str
    """Empty where it was a command."""
    made_at: datetime
    applied_at: datetime | None
    undone_by: str
    undone_at: datetime | None
    has_errors: bool
    """Whether the rejected rows can still be had as a workbook."""
    undone: Mapping[str, Any] | None
    """What came of undoing it, as `register.imports.undo` wrote it."""

    @property
    def short_sha256(self) -> str:
        """Enough of the digest to tell two files apart."""
        return self.sha256[:12]


def history(session: Session, organisation_id: int, *, most: int = 50) -> tuple[Import, ...]:
    """Return the last uploads and imports of an organisation, newest first."""
    query = _IMPORTS.where(ImportBatch.organisation_id == organisation_id).order_by(ImportBatch.id.desc()).limit(most)
    return tuple(_import(row) for row in session.execute(query).mappings())


def find_import(session: Session, organisation_id: int, batch_id: int) -> Import:
    """Return one import of this organisation.

    Raises:
        NotFound: somebody else's, or not there.

    """
    query = _IMPORTS.where(ImportBatch.organisation_id == organisation_id, ImportBatch.id == batch_id)
    row = session.execute(query).mappings().first()
    if row is None:
        raise NotFound
    return _import(row)


def history_for(session: Session, viewer: Viewer) -> tuple[Import, ...]:
    """Return the history of the viewer's own organisation."""
    return history(session, viewer.organisation_id)


def forget_old(session: Session, *, at: datetime) -> int:
    """Throw away staged rows older than seven days (bar PR12), and old values that nothing can be undone by any more.

    Returns:
        How many uploads lapsed. The files themselves are never kept.

    """
    lapsed = session.execute(
        update(ImportBatch)
        .where(ImportBatch.state == "voorbeeld", ImportBatch.made_at < at - STAGED_KEPT)
        .values(state="vervallen", plan=None)
    )
    week_ago = ImportBatch.made_at < at - STAGED_KEPT
    session.execute(update(ImportBatch).where(week_ago, ImportBatch.has_errors).values(errors=null(), has_errors=False))
    too_long_ago = select(ImportBatch.id).where(ImportBatch.applied_at < at - UNDO_KEPT)
    session.execute(delete(ImportChange).where(ImportChange.batch_id.in_(too_long_ago)))
    return int(lapsed.rowcount)  # type: ignore[attr-defined]


def sweep(*, at: datetime) -> int:
    """Throw away what need not be kept; returns how many uploads lapsed."""
    with transaction() as session:
        return forget_old(session, at=at)


_MAKER, _UNDOER = aliased(Person), aliased(Person)
_IMPORTS = (
    select(
        ImportBatch.id,
        ImportBatch.kind,
        ImportBatch.file_name,
        ImportBatch.sha256,
        ImportBatch.state,
        ImportBatch.counts,
        ImportBatch.made_at,
        ImportBatch.applied_at,
        ImportBatch.undone_at,
        ImportBatch.undone,
        ImportBatch.has_errors,
        func.coalesce(_MAKER.display_name, "").label("made_by"),
        func.coalesce(_UNDOER.display_name, "").label("undone_by"),
    )
    .outerjoin(_MAKER, _MAKER.id == ImportBatch.made_by_id)
    .outerjoin(_UNDOER, _UNDOER.id == ImportBatch.undone_by_id)
)


def _import(row: RowMapping) -> Import:
    return Import(**{name: row[name] for name in Import.__dataclass_fields__})


def report_lines(imports: Sequence[Import]) -> Iterator[str]:
    """Write the history for a terminal, one import a line."""
    for one in imports:
        counts = ", ".join(f"{count} {SAID[Outcome(name)]}" for name, count in one.counts.items() if count)
        when = f"{one.applied_at or one.made_at:%Y-%m-%d %H:%M} UTC"
        who = one.made_by or "opdrachtregel"
        state = STATE_NAMES[one.state].lower()
        said = (when, KIND_NAMES[one.kind], state, one.file_name, one.short_sha256, who, counts)
        yield "  ".join((f"{one.id:>5}", *said))
