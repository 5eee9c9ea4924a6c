"""The code that a session shows (*inchecken*): in the QR as a signed link, on the screen as eight signs to type.

Of what is typed only a digest is kept. The code itself follows from its row and the secret of the app, so that the
screen can show it again; who has the database alone cannot.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.access import Viewer
from register.accounts.attempts import refuse_when_out, reserve_try
from register.db import session as current_session
from register.db import transaction
from register.errors import NotFound
from register.learning.check_in.models import CheckInCode
from register.learning.check_in.screen import led_meeting
from register.learning.models import Activity, LearningSession

LASTS = timedelta(minutes=15)
_PURPOSE = "leerregister.inchecken"
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Nothing that looks like something else: no 0 and O, no 1, I and L."""
_LENGTH = 8


@dataclass(frozen=True, kw_only=True)
class ShownCode:
    """A code as the screen shows it."""

    token: str
    """For the address in the QR."""
    typed: str
    """For who types it: "K7QM 2XVA"."""
    expires_at: datetime


def show_new_code(viewer: Viewer, session_id: int, *, at: datetime) -> None:
    """Make a code for a session of today; the one before goes out.

    Raises:
        NotFound, NotAllowed, Conflict: as `led_meeting`.

    """
    with transaction() as session:
        meeting = led_meeting(session, viewer, session_id, at=at)
        session.execute(
            update(CheckInCode)
            .where(CheckInCode.session_id == meeting.id, CheckInCode.closed_at.is_(None))
            .values(closed_at=at)
        )
        _add(session, viewer, meeting.id, at=at)


def _add(session: Session, viewer: Viewer, session_id: int, *, at: datetime) -> None:
    """Add a row whose code nobody had before."""
    while True:
        row = CheckInCode(
            session_id=session_id, digest=secrets.token_hex(32), made_by_id=viewer.person_id, made_at=at,
            expires_at=at + LASTS,
        )  # fmt: skip
        session.add(row)
        session.flush()
        digest = _digest(_typed(row))
        if session.scalar(select(CheckInCode.id).where(CheckInCode.digest == digest)) is None:
            row.digest = digest
            session.flush()
            return
        session.delete(row)


def open_code(session: Session, session_id: int, *, at: datetime) -> ShownCode | None:
    """Return the code that holds now; none after another secret of the app."""
    row = session.scalar(
        select(CheckInCode)
        .where(CheckInCode.session_id == session_id, CheckInCode.closed_at.is_(None), CheckInCode.expires_at > at)
        .order_by(CheckInCode.id.desc())
        .limit(1)
    )
    if row is None or _digest(_typed(row)) != row.digest:
        return None
    typed = _typed(row)
    return ShownCode(token=_token(row), typed=f"{typed[:4]} {typed[4:]}", expires_at=row.expires_at)


def read_token(session: Session, viewer: Viewer, token: str) -> CheckInCode:
    """Return the code of a link, gone out or not; a code carries its session, so nobody lands at another one.

    Raises:
        NotFound: no link of ours, or of another organisation.

    """
    try:
        row_id = int(_serializer().loads(token))
    except (BadData, TypeError, ValueError):
        raise NotFound from None
    return _own(session, viewer, session.get(CheckInCode, row_id))


def token_of_typed(viewer: Viewer, written: str, *, at: datetime) -> str:
    """Return the link that belongs to a typed code; wrong ones are counted per person, so that nobody guesses.

    Raises:
        NotFound: no such code.
        TooManyTries: five wrong ones in a quarter of an hour.

    """
    who, pepper = f"inchecken {viewer.person_id}", str(current_app.secret_key)
    refuse_when_out(current_session(), login=who, pepper=pepper, at=at)
    typed = re.sub(r"[\s-]", "", written).upper()
    found = current_session().scalar(select(CheckInCode).where(CheckInCode.digest == _digest(typed)))
    try:
        return _token(_own(current_session(), viewer, found))
    except NotFound:
        reserve_try(login=who, address=who, pepper=pepper, at=at)
        raise


def _own(session: Session, viewer: Viewer, row: CheckInCode | None) -> CheckInCode:
    if row is None:
        raise NotFound
    organisation_id = session.scalar(
        select(Activity.organisation_id)
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .where(LearningSession.id == row.session_id, Activity.withdrawn_at.is_(None))
    )
    if organisation_id != viewer.organisation_id:
        raise NotFound
    return row


def _typed(row: CheckInCode) -> str:
    number = int.from_bytes(_hmac(f"code {row.id} {row.session_id} {row.made_at.timestamp()}"), "big")
    signs = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[place])
    return "".join(signs)


def _digest(typed: str) -> str:
    return _hmac(f"digest {typed}").hex()


def _hmac(said: str) -> bytes:
    return hmac.new(f"{_PURPOSE} {current_app.secret_key!r}".encode(), said.encode(), hashlib.sha256).digest()


def _token(row: CheckInCode) -> str:
    return str(_serializer().dumps(row.id))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=_PURPOSE)
