"""Handle a form once: the same key again gets the same answer, however many times it is sent (bar CO3)."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.db import Base, UtcDateTime, session, transaction
from register.errors import Conflict

_FORM, _ANSWER = "form", "answer"


class FormKey(Base):
    """A form that was handled (*formuliersleutel*), with what handled it and its answer; kept for seven days."""

    __tablename__ = "register_form_key"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)


def as_form_key(written: str) -> str:
    """Return the key that a form carried; a new one where it carried none that can be ours."""
    return written if re.fullmatch(r"[A-Za-z0-9_-]{16,64}", written) else secrets.token_urlsafe(24)


def once(
    key: str, *, person_id: int | None, at: datetime, act: Callable[[Session], dict[str, Any]], kind: str = ""
) -> tuple[dict[str, Any], bool]:
    """Run `act` in a transaction, or return what it answered the first time.

    A key is good for one kind of form: the use case that `act` is of, or `kind` where one use case serves several.

    Returns:
        The answer (plain JSON values) and whether this call did the work.

    Raises:
        Conflict: the key belongs to somebody else, or was used for another kind of form; nothing is written.

    """
    form = f"{act.__module__}.{act.__qualname__} {kind}".strip()
    if (known := _known(session(), key, person_id, form)) is not None:
        return known, False
    try:
        with transaction() as current:
            current.add(FormKey(key=key, person_id=person_id, made_at=at, answer={}))
            current.flush()
            answer = act(current)
            row = current.get_one(FormKey, key)
            row.answer = {_FORM: form, _ANSWER: answer}
            return answer, True
    except IntegrityError:
        if (known := _known(session(), key, person_id, form)) is None:
            raise
        return known, False


def _known(current: Session, key: str, person_id: int | None, form: str) -> dict[str, Any] | None:
    row = current.get(FormKey, key)
    if row is None:
        return None
    if row.person_id != person_id:
        raise Conflict("Dit formulier hoort bij iemand anders. Open de pagina opnieuw.")
    if row.answer.get(_FORM) != form:
        raise Conflict("Dit formulier is al gebruikt voor iets anders. Er is niets opgeslagen. Open de pagina opnieuw.")
    return dict(row.answer[_ANSWER])
