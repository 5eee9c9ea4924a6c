"""How a registration is doing, in one word with a sign: the rule behind the team page, in one place.

The rule compares two shares: what was made of the points, and what has passed of the period.

1. The period is over: *periode voorbij*.
2. It ends within six months: *verloopt binnenkort*, whatever was made, because the request takes time.
3. How many points are needed is not known: *niet vastgesteld*. An unknown figure is never taken for zero.
4. Nothing is needed any more: *op koers*.
5. More than a tenth of the whole behind the calendar: *gesprek nodig*. In five years a tenth is half a year, so nobody
   is called in the first months, and one missed course does no harm.
6. Else: *op koers*.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

BEHIND = Decimal("0.1")
"""How far, as a share of the whole, somebody may be behind the calendar."""
SOON_MONTHS = 6
_ALL = Decimal(1)


class Status(StrEnum):
    """How a registration is doing (*status*), in the order in which a manager wants to see them."""

    OVER = "periode voorbij"
    SOON = "verloopt binnenkort"
    TALK = "gesprek nodig"
    UNKNOWN = "niet vastgesteld"
    ON_COURSE = "op koers"
    NONE = "geen registratie"


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Where a registration stands as a whole. `needed` is `None` when the norm is not known."""

    countable: Decimal
    needed: Decimal | None
    starts_on: date
    ends_on: date

    @property
    def share(self) -> Decimal | None:
        """Which part of it was made, 0 to 1; `None` when that is not known."""
        if self.needed is None:
            return None
        return self.countable / (self.countable + self.needed) if self.needed else _ALL


def status_of(stand: Stand | None, *, on: date) -> Status:
    """Say how a registration is doing on a day; `None` stands for no registration."""
    if stand is None:
        return Status.NONE
    if stand.ends_on < on:
        return Status.OVER
    if stand.ends_on < months_later(on, SOON_MONTHS):
        return Status.SOON
    if stand.share is None:
        return Status.UNKNOWN
    behind = share_passed(stand, on=on) - stand.share
    return Status.TALK if stand.needed and behind > BEHIND else Status.ON_COURSE


def share_passed(stand: Stand, *, on: date) -> Decimal:
    """Return which part of the period has passed on a day, 0 to 1; both its first and its last day belong to it."""
    days = (stand.ends_on - stand.starts_on).days + 1
    passed = min(max((on - stand.starts_on).days, 0), days)
    return Decimal(passed) / days


@lru_cache(maxsize=64)
def months_later(day: date, months: int) -> date:
    """Return the same day some months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)
