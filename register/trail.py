"""Walk the trail (*spoor nalopen*): does every line fit its seal and the line before, and is its tail still there."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session

from register.audit import SEALED, AuditEntry, TrailHead, head_seal, moment_text, sealed_content
from register.current import state
from register.seal import SealKey, every_key
from register.settings import Settings

_AT_ONCE = 5_000
_ANCHORS = "trail-anchors.txt"

CHANGED = "gewijzigd"
MISSING = "ontbreekt"
NO_KEY = "sleutel"
TAIL = "staart"
HEAD = "kop"

WHY = {
    CHANGED: "deze regel is niet zoals hij is vastgelegd",
    MISSING: "deze regel ontbreekt, of er staat een andere",
    NO_KEY: "de sleutel waarmee deze regel is verzegeld, staat niet in de map keys",
    TAIL: "vanaf deze regel is er iets weggehaald",
    HEAD: "het zegel op de laatste regel klopt niet",
}
"""What is wrong with a line, in Dutch."""


@dataclass(frozen=True, kw_only=True)
class Walked:
    """What came of walking one trail; `broken` is the first line that does not fit, and `why` a code of `WHY`."""

    lines: int
    broken: int | None = None
    why: str = ""

    @property
    def whole(self) -> bool:
        """Whether all of it is as it was written."""
        return self.broken is None


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """The last line of a trail as it was once, kept outside the database (bar OP15)."""

    organisation_id: int
    seq: int
    digest: str
    at: datetime


def walk(session: Session, organisation_id: int, *, settings: Settings) -> Walked:
    """Walk the trail of an organisation from its first line to its head, and past every anchor."""
    keys = every_key(settings)
    anchors = {one.seq: one.digest for one in anchors_of(settings) if one.organisation_id == organisation_id}
    with _rows(session, organisation_id) as rows:
        lines, previous, why = _walk_lines(rows, keys, anchors)
    if why:
        return Walked(lines=_count(session, organisation_id), broken=lines + 1, why=why)
    why = _wrong_end(session, organisation_id, lines, previous, keys, anchors)
    return Walked(lines=lines, broken=lines + 1 if why else None, why=why)


def first_broken(session: Session, organisation_id: int) -> int | None:
    """Return the first line that does not fit; `None` when all of it holds."""
    return walk(session, organisation_id, settings=state().settings).broken


def anchor(session: Session, *, at: datetime, settings: Settings) -> tuple[Anchor, ...]:
    """Write the head of every trail that moved on to a file beside the database; returns those written."""
    known = {one.organisation_id: one for one in anchors_of(settings)}
    heads = session.execute(
        select(TrailHead.organisation_id, TrailHead.seq, TrailHead.digest).order_by(TrailHead.organisation_id)
    )
    fresh = tuple(
        Anchor(organisation_id=row.organisation_id, seq=row.seq, digest=row.digest, at=at)
        for row in heads
        if row.organisation_id not in known or known[row.organisation_id].seq < row.seq
    )
    if fresh:
        with _file(settings).open("a", encoding="ascii") as out:
            out.writelines(f"{one.at.isoformat()} {one.organisation_id} {one.seq} {one.digest}\n" for one in fresh)
    return fresh


def anchors_of(settings: Settings) -> tuple[Anchor, ...]:
    """Return every anchor that was written, oldest first."""
    place = _file(settings)
    return tuple(_anchors(place.read_text("ascii"))) if place.exists() else ()


def waits_since(session: Session, organisation_id: int, *, settings: Settings) -> datetime | None:
    """Return when the oldest line was written that no anchor covers yet; `None`: none waits (bar OP15)."""
    covered = max((one.seq for one in anchors_of(settings) if one.organisation_id == organisation_id), default=0)
    return session.scalar(
        select(AuditEntry.at).where(AuditEntry.organisation_id == organisation_id, AuditEntry.seq == covered + 1)
    )


def _file(settings: Settings) -> Path:
    return Path(settings.data_folder).absolute() / "keys" / _ANCHORS


def _anchors(text: str) -> Iterator[Anchor]:
    for line in text.splitlines():
        parts = line.split(" ")
        if len(parts) == len(("at", "organisation", "seq", "digest")):
            at, organisation_id, seq, digest = parts
            yield Anchor(
                organisation_id=int(organisation_id), seq=int(seq), digest=digest, at=datetime.fromisoformat(at)
            )


@contextmanager
def _rows(session: Session, organisation_id: int) -> Iterator[Iterator[Sequence[Any]]]:
    """Stream the rows as the driver has them: a trail of years does not fit in the memory of a small server."""
    statement = _TRAIL.where(_TABLE.c.organisation_id == organisation_id)
    found = session.connection().execute(statement, execution_options={"yield_per": _AT_ONCE})
    with closing(found):
        if session.get_bind().dialect.name == "sqlite":
            yield iter(found)
        else:
            yield ((*row[:2], moment_text(row[2].astimezone(UTC)), *row[3:]) for row in found)


def _walk_lines(
    rows: Iterator[Sequence[Any]], keys: Mapping[str, SealKey], anchors: Mapping[int, str]
) -> tuple[int, str, str]:
    """Return how many lines fit, the digest of the last of them, and by code what is wrong with the next."""
    previous, expected = "", 1
    for *content, digest in rows:
        seq, before, key_id = content[1], content[-2], content[-1]
        if seq != expected:
            return expected - 1, previous, MISSING
        key = keys.get(key_id)
        if key is None:
            return expected - 1, previous, NO_KEY
        fits = before == previous and digest == key.seal(sealed_content(tuple(content)))
        if not fits or anchors.get(expected, digest) != digest:
            return expected - 1, previous, CHANGED
        previous, expected = digest, expected + 1
    return expected - 1, previous, ""


def _wrong_end(  # noqa: PLR0917 - what the walk found, and what it is held against
    session: Session,
    organisation_id: int,
    last: int,
    digest: str,
    keys: Mapping[str, SealKey],
    anchors: Mapping[int, str],
) -> str:
    """Say by code what is wrong behind the last line that fits; empty: nothing."""
    head = session.execute(_HEAD.where(_HEADS.c.organisation_id == organisation_id)).first()
    if max(anchors, default=0) > last or (head is None and last) or (head is not None and head.seq > last):
        return TAIL
    if head is None:
        return ""
    key = keys.get(head.key_id)
    if key is None:
        return NO_KEY
    fits = head.seq == last and head.digest == digest
    return "" if fits and head.seal == head_seal(key, organisation_id, head.seq, head.digest) else HEAD


def _count(session: Session, organisation_id: int) -> int:
    counted = select(func.count()).where(AuditEntry.organisation_id == organisation_id)
    return session.scalar(counted) or 0


_TABLE: Any = AuditEntry.__table__
_HEADS: Any = TrailHead.__table__
_TRAIL = select(
    *(type_coerce(_TABLE.c.at, String) if name == "at" else _TABLE.c[name] for name in SEALED), _TABLE.c.digest
).order_by(_TABLE.c.seq)
"""The moment as it is stored, because reading 300,000 of them costs more than judging them."""
_HEAD = select(_HEADS)
