"""Tables of evidence: files by their content, what they prove, versions that were granted, notices that went."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from register.db import Base, UtcDateTime
from register.learning.models import Activity
from register.people.models import Organisation, Person


class EvidenceFile(Base):
    """A stored file, known by the SHA-256 of its bytes; stored once per organisation (bar UP9).

    `scan` says what the virus scanner made of it: none was asked, clean, or still to be scanned (*quarantaine*).
    """

    __tablename__ = "register_evidence_file"
    __table_args__ = (
        UniqueConstraint("organisation_id", "sha256"),
        CheckConstraint("scan IN ('geen', 'schoon', 'wacht')", name="scan"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    scan: Mapped[str] = mapped_column(String(8), default="geen")


class Evidence(Base):
    """A file as evidence of an activity (*bewijsstuk*), with the cleaned name under which it was handed in.

    `granted_version` is the last version of the activity that a register granted with this file beside it: taken away
    or not, its bytes stay.
    """

    __tablename__ = "register_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(EvidenceFile.id), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), index=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    name: Mapped[str] = mapped_column(String(150))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    granted_version: Mapped[int | None]

    file: Mapped[EvidenceFile] = relationship()


class GrantedVersion(Base):
    """An activity as it was when a register granted points for it, kept when it was reopened (*eerdere versie*, D4).

    `content` holds what people confirmed: fields, meetings, people with their confirmations, claims, evidence.
    """

    __tablename__ = "register_granted_version"
    __table_args__ = (UniqueConstraint("activity_id", "content_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id))
    content_version: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    reopened_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    reopened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Notice(Base):
    """A notice that was given to somebody once (*melding*): the key says about what; it never goes twice."""

    __tablename__ = "register_notice"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    key: Mapped[str] = mapped_column(String(120))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
