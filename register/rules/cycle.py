"""The personal period (*registratieperiode*): length, pauses, extension, filing, and what carries over (C7, C8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from register.rules.facts import Cycle

_ZERO = Decimal(0)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Days on which the period stands still (*pauze*); both days belong to it."""

    starts_on: date
    ends_on: date


def add_years(day: date, years: int) -> date:
    """Go some years on; 29 February becomes 1 March where that year has none, so that no year is short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def cycle_of(
    starts_on: date, years: int, pauses: Iterable[Pause] = (), extension_days: int = 0, *, phase: str | None = None
) -> Cycle:
    """Make the period that starts here. Its last day is the day before the *herregistratiedatum*.

    Every paused day inside the period moves its end one day on; a pause that falls in those added days counts too.
    Raises ValueError (Dutch) for a length, pause or extension that cannot be.
    """
    if years < 1 or extension_days < 0:
        raise ValueError("De periode duurt minstens 1 jaar en een verlenging is nooit minder dan 0 dagen.")
    ends_on = add_years(starts_on, years) - _DAY
    paused_until = starts_on - _DAY
    for pause in sorted(pauses, key=lambda pause: pause.starts_on):
        if pause.ends_on < pause.starts_on:
            raise ValueError(
                f"De pauze eindigt ({pause.ends_on}) voordat hij begint ({pause.starts_on}). Draai de datums om."
            )
        first = max(pause.starts_on, paused_until + _DAY)
        if first > ends_on:
            break
        if pause.ends_on >= first:
            ends_on += pause.ends_on - first + _DAY
            paused_until = pause.ends_on
    return Cycle(starts_on=starts_on, ends_on=ends_on + timedelta(days=extension_days), phase=phase)


def renewal_date(cycle: Cycle) -> date:
    """Name the *herregistratiedatum*: the day after the last day of the period."""
    return cycle.ends_on + _DAY


def filing_deadline(cycle: Cycle, *, days_before: int = 1) -> date:
    """Name the last day to file the *herregistratie*: some days before the herregistratiedatum."""
    return renewal_date(cycle) - timedelta(days=days_before)


def ended_by_filing(cycle: Cycle, filed_on: date) -> Cycle:
    """Cut the period off by early filing: what is done from the filing day on belongs to the next one."""
    if filed_on <= cycle.starts_on or filed_on > cycle.ends_on:
        return cycle
    return replace(cycle, ends_on=filed_on - _DAY)


def next_cycle(cycle: Cycle, *, years: int, filed_on: date | None = None, early_filing_restarts: bool = False) -> Cycle:
    """Make the period after this one; early filing lets it start on the filing day where the register has that rule."""
    start = renewal_date(cycle)
    if early_filing_restarts and filed_on is not None and cycle.starts_on < filed_on < start:
        start = filed_on
    return cycle_of(start, years, phase="herregistratie")


@dataclass(frozen=True, kw_only=True)
class Carried:
    """One year (or period) with what came in from the one before (*overdracht*)."""

    made: Decimal
    surplus_in: Decimal
    deficit_in: Decimal
    minimum: Decimal
    """What had to be made, the deficit of before included."""
    needed: Decimal


def carry_over(
    made: Sequence[Decimal], *, minimum: Decimal, surplus_max: Decimal = _ZERO, make_up_deficit: bool = True
) -> tuple[Carried, ...]:
    """Walk the years in order: a surplus goes on up to its maximum, a deficit must be made up (C8)."""
    years: list[Carried] = []
    surplus = deficit = _ZERO
    for points in made:
        asked = minimum + deficit
        balance = points + surplus - asked
        needed = max(-balance, _ZERO)
        years.append(Carried(made=points, surplus_in=surplus, deficit_in=deficit, minimum=asked, needed=needed))
        surplus = min(max(balance, _ZERO), surplus_max)
        deficit = needed if make_up_deficit else _ZERO
    return tuple(years)
