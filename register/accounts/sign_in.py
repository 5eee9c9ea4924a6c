"""Sign in with a local account (*aanmelden*)."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from register.accounts import sessions
from register.accounts.attempts import forget_tries, reserve_try
from register.accounts.models import Account
from register.accounts.passwords import fits, hash_password, is_outdated
from register.db import session, transaction
from register.errors import Invalid
from register.people.models import Person

WRONG = "Deze aanmeldnaam en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw."
"""The one answer to a wrong password, an unknown name and a closed account (bar SE7)."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a try comes from; `trusted_for` names the account that signed in on this browser before."""

    address: str
    browser: str = ""
    trusted_for: str = ""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A new session: its key for the cookie, and whether the password has to be changed first."""

    key: str
    login: str
    person_id: int
    must_change: bool


def sign_in(*, login: str, password: str, source: Source, at: datetime, terms: sessions.Terms, pepper: str) -> Opened:
    """Check the password and open a session.

    A browser that its owner used before has tries of its own, so that a stranger who keeps guessing cannot lock
    the owner out.

    Raises:
        TooManyTries: see `attempts`.
        Invalid: the name and the password do not belong together.

    """
    name = written_alike(login)
    counted = f"{name}|{source.trusted_for}" if source.trusted_for == name else name
    reserve_try(login=counted, address=source.address, pepper=pepper, at=at)
    found = (
        session()
        .execute(
            select(Account.id, Account.password_hash, Account.disabled_at, Person.deactivated_at)
            .join(Person, Person.id == Account.person_id)
            .where(Account.login == name)
        )
        .first()
    )
    is_open = found is not None and found.disabled_at is None and found.deactivated_at is None
    if not fits(found.password_hash if found and is_open else None, password) or found is None:
        raise Invalid("password", WRONG)
    with transaction() as current:
        account = current.get_one(Account, found.id)
        if is_outdated(account.password_hash):
            account.password_hash = hash_password(password)
        forget_tries(current, login=counted, pepper=pepper)
        sessions.sweep(current, at=at, terms=terms)
        key = sessions.start(current, account, browser=source.browser, at=at)
        return Opened(key=key, login=name, person_id=account.person_id, must_change=account.must_change)


def written_alike(login: str) -> str:
    """Return the name to sign in with, however somebody types it."""
    return unicodedata.normalize("NFC", login).strip().casefold()[:254]
