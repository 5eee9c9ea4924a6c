"""The trail of what was done (*spoor*): append-only, chained and sealed, without personal text."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import CheckConstraint, ForeignKey, String, Table, bindparam, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.current import state
from register.db import Base, UtcDateTime
from register.seal import SealKey, every_key, sealing_key


class AuditEntry(Base):
    """One act on one object. `details` holds codes, ids and counts: never a name, text or number of a person.

    Every column is under the seal, so that there is none that can be changed unseen.
    """

    __tablename__ = "register_audit_entry"
    __table_args__ = (CheckConstraint("seq > 0", name="seq_positive"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("register_organisation.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    act: Mapped[str] = mapped_column(String(60), index=True)
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int | None]
    details: Mapped[str] = mapped_column(String(2000), default="{}")
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))


class TrailHead(Base):
    """The last line of an organisation's trail (*kop*), under a seal: a tail that was cut off does not fit it."""

    __tablename__ = "register_trail_head"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("register_organisation.id"), primary_key=True)
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))
    seal: Mapped[str] = mapped_column(String(64))


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
    """Add one line to the organisation's trail, in the caller's own transaction.

    It goes on from the head. Where somebody tampered with the head it goes on all the same, with a line that fits
    nothing before it: what was done to the trail is never covered up by what comes after.
    """
    take_turn(session, organisation_id)
    key = sealing_key(state().settings)
    head = session.execute(_HEAD, {"organisation": organisation_id}).first()
    seq, previous = _next(session, organisation_id, head, key)
    line: dict[str, Any] = {
        "organisation_id": organisation_id,
        "seq": seq,
        "at": at.astimezone(UTC),
        "actor_id": actor_id,
        "act": act,
        "object_kind": object_kind,
        "object_id": object_id,
        "details": json.dumps(dict(details or {}), sort_keys=True),
        "previous": previous,
        "key_id": key.id,
    }
    digest = key.seal(sealed_content(tuple({**line, "at": moment_text(line["at"])}[name] for name in SEALED)))
    session.flush()
    session.execute(_ADD, {**line, "digest": digest})
    values = {"seq": seq, "digest": digest, "key_id": key.id}
    values["seal"] = head_seal(key, organisation_id, seq, digest)
    if head is None:
        session.execute(insert(_HEADS), {"organisation_id": organisation_id, **values})
    else:
        moved = {f"new_{name}": one for name, one in values.items()}
        session.execute(_MOVE, {"organisation": organisation_id, **moved})


def content_of(entry: Any) -> bytes:  # noqa: ANN401 - an entry, or a row with the same columns
    """Return what the seal of a line is under: every column of it, and the line before through `previous`."""
    return sealed_content(
        (
            entry.organisation_id,
            entry.seq,
            moment_text(entry.at),
            entry.actor_id,
            entry.act,
            entry.object_kind,
            entry.object_id,
            entry.details,
            entry.previous,
            entry.key_id,
        )
    )


SEALED = (
    "organisation_id",
    "seq",
    "at",
    "actor_id",
    "act",
    "object_kind",
    "object_id",
    "details",
    "previous",
    "key_id",
)
"""The columns under the seal, in their order; all but the seal itself."""


def sealed_content(values: tuple[Any, ...]) -> bytes:
    """Write the values of `SEALED` so that no two different lines are written alike, on any Python the same."""
    return ascii(values).encode()


def moment_text(moment: datetime) -> str:
    """Write a moment as SQLite keeps it: UTC, with microseconds."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def head_seal(key: SealKey, organisation_id: int, seq: int, digest: str) -> str:
    """Return the seal of the head of a trail."""
    return key.seal(sealed_content(("kop", organisation_id, seq, digest, key.id)))


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


def _next(session: Session, organisation_id: int, head: Any, key: SealKey) -> tuple[int, str]:  # noqa: ANN401 - a row
    """Return where to go on: behind the head, or with a gap when that is not what was sealed here."""
    if head is not None:
        sealed_by = key if head.key_id == key.id else every_key(state().settings).get(head.key_id)
        if sealed_by is not None and head.seal == head_seal(sealed_by, organisation_id, head.seq, head.digest):
            return head.seq + 1, head.digest
    last = session.scalar(_LAST, {"organisation": organisation_id})
    if head is None and last is None:
        return 1, ""
    return max(last or 0, head.seq if head else 0) + 2, ""


_HEADS: Any = TrailHead.__table__
_ADD = insert(cast("Table", AuditEntry.__table__))
_HEAD = select(_HEADS.c.seq, _HEADS.c.digest, _HEADS.c.key_id, _HEADS.c.seal).where(
    _HEADS.c.organisation_id == bindparam("organisation")
)
_LAST = (
    select(AuditEntry.seq)
    .where(AuditEntry.organisation_id == bindparam("organisation"))
    .order_by(AuditEntry.seq.desc())
    .limit(1)
)
_MOVE = (
    update(_HEADS)
    .where(_HEADS.c.organisation_id == bindparam("organisation"))
    .values({name: bindparam(f"new_{name}") for name in ("seq", "digest", "key_id", "seal")})
)
"""Built once: these come with every change."""
