"""How long something took (*duur*), as people type it: "2", "2,5", "2:30", "2u15", "150 min"."""

import re
from datetime import time

from register.errors import Invalid

MINUTES_A_DAY = 1440
_REMEDY = 'Schrijf bijvoorbeeld "2", "2,5", "2:30", "2u15" of "150 min".'
_HOURS = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:u|uur|uren|h)?\.?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?:\s*(?:u|uur))?")
_MINUTES = re.compile(r"(\d{1,4})\s*(?:m|min|minuut|minuten)\.?")
_BOTH = re.compile(r"(\d{1,2})\s*(?:u|uur|h)\s*(?:en\s*)?(\d{1,2})\s*(?:m|min|minuut|minuten)?\.?")


def parse_duration(text: str) -> int:
    """Read a duration in whole minutes; a bare number is hours.

    Raises:
        Invalid: it cannot be read, is 0, or is longer than a day.

    """
    written = " ".join(text.split()).casefold()
    minutes = _read(written)
    if minutes is None:
        raise Invalid("duration", f"De duur “{text.strip()}” is niet te lezen. {_REMEDY}")
    if minutes == 0:
        raise Invalid("duration", f"De duur is 0. Vul in hoe lang het duurde. {_REMEDY}")
    if minutes > MINUTES_A_DAY:
        hint = f'Bedoel je {written} minuten? Schrijf dan "{written} min".' if written.isdigit() else _REMEDY
        raise Invalid("duration", f"De duur “{text.strip()}” is langer dan een dag. {hint}")
    return minutes


def _read(written: str) -> int | None:
    if match := _MINUTES.fullmatch(written):
        return int(match[1])
    if (match := _CLOCK.fullmatch(written) or _BOTH.fullmatch(written)) and int(match[2]) < 60:  # noqa: PLR2004
        return int(match[1]) * 60 + int(match[2])
    if match := _HOURS.fullmatch(written):
        return int(match[1]) * 60 + round(int((match[2] or "0").ljust(2, "0")) * 60 / 100)
    return None


def minutes_between(starts_at: time, ends_at: time) -> int:
    """Return the whole minutes from start to end on one day.

    Raises:
        Invalid: the end is not after the start.

    """
    minutes = (ends_at.hour - starts_at.hour) * 60 + ends_at.minute - starts_at.minute
    if minutes <= 0:
        raise Invalid(
            "ends_at",
            f"De eindtijd {ends_at:%H:%M} is niet later dan de begintijd {starts_at:%H:%M}. Kijk beide tijden na.",
        )
    return minutes


def as_typed(minutes: int) -> str:
    """Write minutes the shortest way that `parse_duration` reads back: "2", "2:30", "45 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours}:{rest:02d}" if rest else str(hours)
