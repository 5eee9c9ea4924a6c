"""Days and lengths as a question says them (*in woorden*)."""

from datetime import date

from register.learning.one_line.days import WEEKDAYS

_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
_AN_HOUR = 60


def day_in_words(day: date) -> str:
    """Write a day: "dinsdag 3 november 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def minutes_in_words(minutes: int) -> str:
    """Write a length: "2 uur", "1 uur en 30 minuten", "45 minuten"."""
    hours, rest = divmod(minutes, _AN_HOUR)
    if not hours:
        return f"{rest} minuten"
    return f"{hours} uur en {rest} minuten" if rest else f"{hours} uur"


def clock_in_words(minutes: int) -> str:
    """Write a time of day: "14:00"."""
    return f"{minutes // _AN_HOUR:02d}:{minutes % _AN_HOUR:02d}"
