"""Show who you are on the screen of somebody else (*eigen bewijs*): by the password of your own account."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.accounts.attempts import forget_tries, reserve_try
from register.accounts.models import Account
from register.accounts.passwords import fits
from register.db import session as current_session
from register.db import transaction
from register.errors import Invalid

WRONG = "Dit wachtwoord klopt niet. Probeer het opnieuw, of bevestig later zelf op Vandaag."


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A password as somebody typed it, and where; `pepper` is the app's secret."""

    password: str = field(repr=False)
    address: str
    pepper: str = field(repr=False)


def who_can_show(session: Session, person_ids: Collection[int]) -> frozenset[int]:
    """Return who of these people has a password that nobody else knows: chosen by themselves, of an open account."""
    return frozenset(
        session.scalars(
            select(Account.person_id).where(
                Account.person_id.in_(person_ids), Account.disabled_at.is_(None), Account.must_change.is_(False)
            )
        )
    )


def show(person_id: int, typed: Typed, *, at: datetime) -> None:
    """Check that this is the person's own password; wrong tries count as those of signing in do (SE6).

    Raises:
        TooManyTries: see `attempts`.
        Invalid: it is not, or the person has no password of their own.

    """
    account = current_session().scalar(select(Account).where(Account.person_id == person_id))
    if account is None:
        raise Invalid("password", WRONG)
    reserve_try(login=account.login, address=typed.address, pepper=typed.pepper, at=at)
    usable = account.disabled_at is None and not account.must_change
    if not fits(account.password_hash if usable else None, typed.password):
        raise Invalid("password", WRONG)
    with transaction() as session:
        forget_tries(session, login=account.login, pepper=typed.pepper)
