"""How often one address may have a pack checked: reading hundreds of megabytes costs, and the page is open to all."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import func, select

from register.accounts.models import LoginAttempt
from register.db import transaction

MOST = 20
WINDOW = timedelta(minutes=10)


def may_check(address: str, *, pepper: str, at: datetime) -> bool:
    """Count a check of this address, and say whether it is within the limit; keeps no address, only what recognises it.

    Stands in the table of attempts to sign in, under a name of its own: it is forgotten with them after a day.
    """
    who = hmac.new(pepper.encode(), f"bewijs-controleren {address}".encode(), hashlib.sha256).hexdigest()
    with transaction() as session:
        count = session.scalar(
            select(func.count()).where(LoginAttempt.login_hash == who, LoginAttempt.at > at - WINDOW)
        )
        if (count or 0) >= MOST:
            return False
        session.add(LoginAttempt(login_hash=who, address_hash=who, at=at))
    return True
