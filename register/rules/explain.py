"""Plain Dutch for numbers, durations and days, as the explanation of a point uses them (C10)."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
)
_CENT = Decimal("0.01")
_NOISE = Decimal("0.000000001")


@lru_cache(maxsize=4096)
def number(value: Decimal) -> str:
    """Write a number with a comma, at most two decimals, rounded half up: 2.25 becomes "2,25", 3.00 becomes "3"."""
    text = f"{value.quantize(_CENT, rounding=ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".").replace(".", ",")


def points(value: Decimal) -> str:
    """Write points: "1 punt", "2,5 punten"."""
    return f"{number(value)} {'punt' if value == 1 else 'punten'}"


@lru_cache(maxsize=4096)
def duration(minutes: int) -> str:
    """Write a duration: 150 becomes "2 uur en 30 minuten"."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} uur"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} {'minuut' if rest == 1 else 'minuten'}")
    return " en ".join(parts)


def day(value: date) -> str:
    """Write a day: "5 maart 2026"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def net_time(gross: int, excluded: Mapping[str, int], net: int) -> str:
    """Explain net time: "2 uur en 30 minuten, min 15 minuten pauze = 2 uur en 15 minuten netto"."""
    off = [f"{duration(minutes)} {kind.replace('_', ' ')}" for kind, minutes in excluded.items() if minutes > 0]
    if not off:
        return f"{duration(net)} netto"
    return f"{duration(gross)}, min {' en '.join(off)} = {duration(net)} netto"


def tidy(value: Decimal) -> Decimal:
    """Take the noise of a third of an hour out of a sum, and the zeros behind the comma."""
    clean = value.quantize(_NOISE, rounding=ROUND_HALF_UP).normalize()
    return clean.quantize(Decimal(1)) if clean == clean.to_integral_value() else clean
