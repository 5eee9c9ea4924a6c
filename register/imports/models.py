"""Tables of imports: which file, what it changed, row by row."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, Versioned
from register.people.models import Organisation, Person


class ImportBatch(Base):
    """One file that was offered (*import*): its rows while it waits, whether it was applied, and whether undone."""

    __tablename__ = "register_import_batch"
    __table_args__ = (
        CheckConstraint("state IN ('voorbeeld', 'toegepast', 'vervallen', 'teruggedraaid')", name="state"),
        CheckConstraint("kind IN ('mensen', 'scholing', 'aanwezigheid', 'registernummers')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    kind: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(150))
    sha256: Mapped[str] = mapped_column(String(64))
    system: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16), default="voorbeeld")
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    plan_digest: Mapped[str] = mapped_column(String(64))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What came of undoing it: how many rows, and per row that was left alone why; no names."""
    has_errors: Mapped[bool] = mapped_column(default=False)
    errors: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The rows that were rejected, as they stood in the file, with why: kept for seven days (G4)."""


class ImportPreset(Versioned, Base):
    """A mapping of columns that HR adjusted and saved under a name (*eigen indeling*), used again for such a file."""

    __tablename__ = "register_import_preset"
    __table_args__ = (UniqueConstraint("organisation_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    title: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(20))
    base: Mapped[str] = mapped_column(String(40))
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    """Per field of ours the header in their file; an empty header: not read."""
    name_use: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    dates: Mapped[str] = mapped_column(String(12), default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ImportChange(Base):
    """What one row of an applied import changed: old and new values, so that it can be undone row by row."""

    __tablename__ = "register_import_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey(ImportBatch.id), index=True)
    row_number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)
