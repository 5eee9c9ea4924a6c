"""The limiter of signing in: five wrong tries a quarter of an hour per account, twenty a minute per address (SE6)."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from register.accounts.models import LoginAttempt
from register.db import transaction
from register.errors import RegisterError

PER_ACCOUNT = 5
ACCOUNT_WINDOW = timedelta(minutes=15)
PER_ADDRESS = 20
ADDRESS_WINDOW = timedelta(minutes=1)
_FORGET_AFTER = timedelta(days=1)


class TooManyTries(RegisterError):
    """Too often wrong; `retry_after` is when a next try is looked at, in seconds."""

    def __init__(self, retry_after: int) -> None:
        minutes = -(-retry_after // 60)
        super().__init__(
            f"Er is te vaak een verkeerd wachtwoord ingevuld. Probeer het over {minutes} "
            f"{'minuut' if minutes == 1 else 'minuten'} opnieuw, of vraag de beheerder om een nieuw wachtwoord."
        )
        self.retry_after = retry_after


def reserve_try(*, login: str, address: str, pepper: str, at: datetime) -> int:
    """Count a try before its password is looked at, so that many at once cannot slip through; return its id.

    A refused try is not counted: nobody can stretch another's waiting time (at most 15 minutes from the first).

    Raises:
        TooManyTries: the account or the address has no tries left.

    """
    login_hash, address_hash = _hidden(login, pepper), _hidden(address, pepper)
    with transaction() as session:
        _one_at_a_time(session, login_hash)
        session.execute(delete(LoginAttempt).where(LoginAttempt.at < at - _FORGET_AFTER))
        _refuse(session, LoginAttempt.login_hash == login_hash, most=PER_ACCOUNT, window=ACCOUNT_WINDOW, at=at)
        _refuse(session, LoginAttempt.address_hash == address_hash, most=PER_ADDRESS, window=ADDRESS_WINDOW, at=at)
        attempt = LoginAttempt(login_hash=login_hash, address_hash=address_hash, at=at)
        session.add(attempt)
        session.flush()
        return attempt.id


def refuse_when_out(session: Session, *, login: str, pepper: str, at: datetime) -> None:
    """Refuse before anything is looked at; writes nothing.

    Raises:
        TooManyTries: the account has no tries left.

    """
    login_hash = _hidden(login, pepper)
    _refuse(session, LoginAttempt.login_hash == login_hash, most=PER_ACCOUNT, window=ACCOUNT_WINDOW, at=at)


def forget_tries(session: Session, *, login: str, pepper: str) -> None:
    """After the right password the earlier wrong ones no longer count."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.login_hash == _hidden(login, pepper)))


def _refuse(session: Session, which: object, *, most: int, window: timedelta, at: datetime) -> None:
    count, oldest = session.execute(
        select(func.count(), func.min(LoginAttempt.at)).where(which, LoginAttempt.at > at - window)  # type: ignore[arg-type]
    ).one()
    if count >= most:
        raise TooManyTries(max(1, int((oldest + window - at).total_seconds())))


def _hidden(value: str, pepper: str) -> str:
    """No name or address in the database, only what recognises it."""
    return hmac.new(pepper.encode(), value.encode(), hashlib.sha256).hexdigest()


def _one_at_a_time(session: Session, login_hash: str) -> None:
    """Let tries on one account queue up; SQLite has one writer by nature."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(:space, :who)"), {"space": 7306, "who": int(login_hash[:7], 16)}
        )
