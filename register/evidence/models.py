"""Tables of evidence: files by their content, and what they prove."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from register.db import Base, UtcDateTime
from register.learning.models import Activity
from register.people.models import Organisation, Person


class EvidenceFile(Base):
    """A stored file, known by the SHA-256 of its bytes; stored once per organisation (bar UP9)."""

    __tablename__ = "register_evidence_file"
    __table_args__ = (UniqueConstraint("organisation_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Evidence(Base):
    """A file as evidence of an activity (*bewijsstuk*), with the cleaned name under which it was handed in."""

    __tablename__ = "register_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(EvidenceFile.id), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), index=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    name: Mapped[str] = mapped_column(String(150))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[EvidenceFile] = relationship()
