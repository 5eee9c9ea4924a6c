"""How Dutch people write dates, numbers and durations; the template filters `rg_…`."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from register.current import AMSTERDAM, day_here

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def day(value: date | None) -> str:
    """Write a day: "5 maart 2026"."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = day_here(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime | None) -> str:
    """Write a moment on the Dutch clock: "5 maart 2026, 14:05"."""
    if value is None:
        return ""
    local = value.astimezone(AMSTERDAM)
    return f"{day(local.date())}, {local:%H:%M}"


@lru_cache(maxsize=4096)
def number(value: Decimal | int | None) -> str:
    """Write a number of points: at most two decimals, a comma; "niet vastgesteld" where it is not known."""
    if value is None:
        return "niet vastgesteld"
    rounded = Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{rounded:f}".rstrip("0").rstrip(".") if rounded % 1 else f"{int(rounded)}"
    return text.replace(".", ",")


def duration(minutes: int | None) -> str:
    """Write minutes as people say them: "2 uur en 15 minuten"."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours} uur"] if hours else []) + ([f"{rest} {'minuut' if rest == 1 else 'minuten'}"] if rest else [])
    return " en ".join(parts) or "0 minuten"


def clock(value: Any) -> str:  # noqa: ANN401 - a time or nothing
    """Write a time: "14:05"."""
    return value.strftime("%H:%M") if value else ""


def count(value: int, one: str, more: str) -> str:
    """Write a count with its noun: "1 punt", "3 punten"."""
    return f"{value} {one if value == 1 else more}"


def size(value: int) -> str:
    """Write the size of a file: "340 kB", "1,2 MB"."""
    if value < 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{max(1, round(value / 1000))} kB"
    return f"{number(Decimal(value) / 1_000_000)} MB"


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "moment": moment,
    "number": number,
    "duration": duration,
    "clock": clock,
    "count": count,
    "size": size,
}
