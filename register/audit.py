"""The trail of what was done (*spoor*): append-only, chained by hash, without personal text."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.db import Base, UtcDateTime


class AuditEntry(Base):
    """One act on one object. `details` holds codes, ids and counts: never a name, text or number of a person."""

    __tablename__ = "register_audit_entry"
    __table_args__ = (
        UniqueConstraint("organisation_id", "seq"),
        CheckConstraint("seq > 0", name="seq_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("register_organisation.id"))
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    act: Mapped[str] = mapped_column(String(60), index=True)
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int | None]
    details: Mapped[str] = mapped_column(String(2000), default="{}")
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


def record(
    session: Session,
    *,
    organisation_id: int,
    actor_id: int | None,
    act: str,
    object_kind: str,
    object_id: int | None,
    at: datetime,
    details: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    """Add one line to the organisation's trail, in the caller's own transaction."""
    take_turn(session, organisation_id)
    last = session.execute(
        select(AuditEntry.seq, AuditEntry.digest)
        .where(AuditEntry.organisation_id == organisation_id)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).first()
    entry = AuditEntry(
        organisation_id=organisation_id,
        seq=(last.seq if last else 0) + 1,
        at=at,
        actor_id=actor_id,
        act=act,
        object_kind=object_kind,
        object_id=object_id,
        details=json.dumps(dict(details or {}), sort_keys=True),
        previous=last.digest if last else "",
    )
    entry.digest = digest_of(entry)
    session.add(entry)
    session.flush()


def digest_of(entry: AuditEntry) -> str:
    """Hash of the entry's content and of the entry before it (SHA-256, hex)."""
    content = [
        entry.organisation_id,
        entry.seq,
        entry.at.isoformat(),
        entry.actor_id,
        entry.act,
        entry.object_kind,
        entry.object_id,
        entry.details,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def first_broken(session: Session, organisation_id: int) -> int | None:
    """Return the `seq` of the first entry that does not fit the chain; `None` when all of it holds."""
    previous, expected = "", 1
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.organisation_id == organisation_id).order_by(AuditEntry.seq)
    )
    for entry in entries:
        if entry.seq != expected or entry.previous != previous or entry.digest != digest_of(entry):
            return expected
        previous, expected = entry.digest, expected + 1
    return None


def take_turn(session: Session, organisation_id: int) -> None:
    """Wait until nobody else writes in this organisation, until the end of the transaction.

    Comes before any row is locked that another use case locks too: in one order, so that no two wait for each other.
    PostgreSQL lets two writers in; SQLite has one by nature.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(:space, :organisation)"),
            {"space": 7305, "organisation": organisation_id},
        )
