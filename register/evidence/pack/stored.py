"""Verify the files that are stored (bar UP10): which of them are no longer what was handed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.evidence.models import Evidence, EvidenceFile
from register.learning.models import Activity, LearningSession
from register.settings import Settings
from register.storage import Damaged, open_storage


@dataclass(frozen=True, kw_only=True)
class BrokenFile:
    """A piece of evidence whose bytes changed or are gone."""

    evidence_id: int
    name: str
    activity: str
    held_on: date | None
    sha256: str


def broken_files(session: Session, organisation_id: int, *, settings: Settings) -> Iterator[BrokenFile]:
    """Read every stored file once and name the evidence that it was."""
    storage = open_storage(settings)
    contents = session.execute(
        select(EvidenceFile.id, EvidenceFile.sha256)
        .where(EvidenceFile.organisation_id == organisation_id)
        .order_by(EvidenceFile.id)
    ).all()
    for content in contents:
        try:
            storage.open(organisation_id, content.sha256).close()
        except Damaged:
            yield from _named(session, content.id, content.sha256)


def _named(session: Session, file_id: int, sha256: str) -> Iterator[BrokenFile]:
    first_day = (
        select(func.min(LearningSession.held_on))
        .where(LearningSession.activity_id == Activity.id)
        .correlate(Activity)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Evidence.id, Evidence.name, Activity.title, first_day.label("held_on"))
        .join(Activity, Activity.id == Evidence.activity_id)
        .where(Evidence.file_id == file_id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    )
    for row in rows:
        yield BrokenFile(evidence_id=row.id, name=row.name, activity=row.title, held_on=row.held_on, sha256=sha256)
