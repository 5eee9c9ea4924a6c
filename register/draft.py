"""What somebody typed when the session had ended (*concept*): kept for an hour, for that person (bar SE14)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, session, transaction

KEPT_FOR = timedelta(hours=1)
MOST = 500
"""So many at once, so that nobody fills the disk with them."""

LONGEST = 200_000
"""So many characters in one of them."""


class FormDraft(Base):
    """The fields of a form that could not be handled yet, found by the hash of a random key in the browser."""

    __tablename__ = "register_form_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None]
    path: Mapped[str] = mapped_column(String(500))
    page: Mapped[str] = mapped_column(String(500))
    fields: Mapped[list[Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A kept form: where it was sent to, the page it stood on, and its fields in order."""

    path: str
    page: str
    fields: tuple[tuple[str, str], ...]


def keep(draft: Draft, *, person_id: int | None, at: datetime) -> str | None:
    """Store a draft and return its key; `None` when it is too long or there are too many."""
    if sum(len(name) + len(value) for name, value in draft.fields) > LONGEST or len(draft.path + draft.page) > LONGEST:
        return None
    key = secrets.token_urlsafe(32)
    with transaction() as current:
        current.execute(delete(FormDraft).where(FormDraft.made_at <= at - KEPT_FOR))
        if current.scalar(select(func.count()).select_from(FormDraft)) >= MOST:  # type: ignore[operator]
            return None
        current.add(
            FormDraft(
                key_hash=_hash(key),
                person_id=person_id,
                path=_storable(draft.path)[:500],
                page=_storable(draft.page)[:500],
                fields=[[_storable(name), _storable(value)] for name, value in draft.fields],
                made_at=at,
            )
        )
    return key


def find(key: str, *, person_id: int, at: datetime) -> Draft | None:
    """Return the draft with this key, for the one who typed it only."""
    row = session().scalar(select(FormDraft).where(FormDraft.key_hash == _hash(key)))
    if row is None or row.person_id not in {None, person_id} or row.made_at <= at - KEPT_FOR:
        return None
    return Draft(path=row.path, page=row.page, fields=tuple((name, value) for name, value in row.fields))


def forget(key: str) -> None:
    """Throw a draft away: the form was handled after all."""
    with transaction() as current:
        current.execute(delete(FormDraft).where(FormDraft.key_hash == _hash(key)))


def _storable(text: str) -> str:
    """Return the text without what PostgreSQL has no place for."""
    return text.replace("\x00", "")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
