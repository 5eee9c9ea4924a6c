"""Server-side sessions (*sessies*): the browser holds a random key, the server says whether it still counts."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from register.accounts.models import Account, LoginSession
from register.db import session as current_session
from register.db import transaction
from register.errors import NotFound, Unavailable
from register.people.models import Person

_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who sits behind a session key at this moment."""

    session_id: int
    account_id: int
    person_id: int
    subject: str
    name: str
    login: str
    must_change: bool


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """One line of "waar je aangemeld bent"."""

    id: int
    browser: str
    started_at: datetime
    seen_at: datetime
    this_one: bool


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How long a session lasts: without a click, and at most."""

    idle: timedelta
    longest: timedelta


def start(session: Session, account: Account, *, browser: str, at: datetime) -> str:
    """Open a session in the caller's transaction and return its key, which is stored nowhere."""
    key = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            account_id=account.id,
            key_hash=_hash(key),
            epoch=account.epoch,
            started_at=at,
            seen_at=at,
            browser=browser[:120],
        )
    )
    session.flush()
    return key


def find(key: str, *, at: datetime, terms: Terms) -> SignedIn | None:
    """Return who is signed in with this key; `None` when the session ended, for whatever reason."""
    row = (
        current_session()
        .execute(
            select(LoginSession, Account, Person)
            .join(Account, Account.id == LoginSession.account_id)
            .join(Person, Person.id == Account.person_id)
            .where(LoginSession.key_hash == _hash(key))
        )
        .first()
    )
    if row is None:
        return None
    login, account, person = row
    over = at - login.seen_at >= terms.idle or at - login.started_at >= terms.longest or login.epoch != account.epoch
    if over or account.disabled_at is not None or person.deactivated_at is not None:
        return None
    found = SignedIn(
        session_id=login.id,
        account_id=account.id,
        person_id=person.id,
        subject=person.subject or "",
        name=person.display_name,
        login=account.login,
        must_change=account.must_change,
    )
    if at - login.seen_at >= _SEEN_EVERY:
        _note_seen(login.id, at)
    return found


def end(*, session_id: int, account_id: int) -> None:
    """End one session of an account.

    Raises:
        NotFound: no such session, or somebody else's.

    """
    with transaction() as session:
        owned = (LoginSession.id == session_id, LoginSession.account_id == account_id)
        if session.scalar(select(LoginSession.id).where(*owned)) is None:
            raise NotFound
        session.execute(delete(LoginSession).where(*owned))


def end_others(*, session_id: int, account_id: int) -> None:
    """End every session of an account but this one."""
    with transaction() as session:
        session.execute(
            delete(LoginSession).where(LoginSession.account_id == account_id, LoginSession.id != session_id)
        )


def end_all(session: Session, account: Account) -> None:
    """End every session of an account, in the caller's transaction; keys of old backups die with the epoch."""
    account.epoch += 1
    session.execute(delete(LoginSession).where(LoginSession.account_id == account.id))


def open_sessions(session: Session, *, account_id: int, this: int, at: datetime, terms: Terms) -> Sequence[OpenSession]:
    """Return where somebody is signed in now, the latest first."""
    rows = session.scalars(
        select(LoginSession)
        .where(
            LoginSession.account_id == account_id,
            LoginSession.seen_at > at - terms.idle,
            LoginSession.started_at > at - terms.longest,
        )
        .order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())
    )
    return tuple(
        OpenSession(
            id=row.id, browser=row.browser, started_at=row.started_at, seen_at=row.seen_at, this_one=row.id == this
        )
        for row in rows
    )


def sweep(session: Session, *, at: datetime, terms: Terms) -> None:
    """Throw away what can no longer be used, in the caller's transaction."""
    session.execute(
        delete(LoginSession).where(
            (LoginSession.seen_at <= at - terms.idle) | (LoginSession.started_at <= at - terms.longest)
        )
    )


def _note_seen(session_id: int, at: datetime) -> None:
    """Once a minute is often enough; a database that cannot be written keeps the pages readable."""
    try:
        with transaction() as session:
            session.execute(update(LoginSession).where(LoginSession.id == session_id).values(seen_at=at))
    except Unavailable:
        return


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
