"""How long something took, anywhere in a line: 2u, 1u30, anderhalf uur, drie kwartier, 3x 90 min (*duur*)."""

from dataclasses import dataclass
from decimal import Decimal

from register.learning.durations import MINUTES_A_DAY
from register.learning.one_line.numbers import Amount, read_amount
from register.learning.one_line.tokens import Line

HOURS = frozenset({"u", "uur", "uren", "uurtje", "uurtjes", "h", "hr", "hrs"})
MINUTES = frozenset({"m", "min", "mins", "minuut", "minuten", "minuutjes", "mn"})
_QUARTERS = frozenset({"kwartier", "kwartiertje", "kwartieren"})
_HALF_HOURS = frozenset({"halfuur", "halfuurtje"})
_TIMES = frozenset({"x", "keer", "maal", "×"})
_AN_HOUR, _HALF, _QUARTER = 60, 30, 15
_MOST_TIMES = 50


@dataclass(frozen=True, kw_only=True)
class Duration:
    """Whole minutes, ending before the token `beyond`."""

    minutes: int
    beyond: int


@dataclass(frozen=True, kw_only=True)
class Times:
    """A number of meetings, ending before the token `beyond`."""

    count: int
    beyond: int


def read_duration(line: Line, place: int) -> Duration | None:
    """Read a duration of at least a minute and at most a day; a number without a unit is none."""
    found = _in_words(line, place) or _in_figures(line, place)
    return found if found and 0 < found.minutes <= MINUTES_A_DAY else None


def read_times(line: Line, place: int) -> Times | None:
    """Read how often: "3x", "drie keer"; only before a duration or at the end."""
    amount = read_amount(line, place)
    if amount is None or not amount.whole or line.word(amount.beyond) not in _TIMES:
        return None
    count = int(amount.value)
    return Times(count=count, beyond=amount.beyond + 1) if 1 <= count <= _MOST_TIMES else None


def _in_words(line: Line, place: int) -> Duration | None:
    start = place + 1 if line.word(place) in {"een", "n"} else place
    word, following = line.word(start), line.word(start + 1)
    if word in _HALF_HOURS:
        return Duration(minutes=_HALF, beyond=start + 1)
    if word in {"half", "halve", "halfe"} and following in HOURS - {"u", "h"}:
        return Duration(minutes=_HALF, beyond=start + 2)
    if word in _QUARTERS:
        return Duration(minutes=_QUARTER, beyond=start + 1)
    if word in {"uurtje", "uur"} and start > place:
        return _with_minutes(line, _AN_HOUR, start + 1)
    return None


def _in_figures(line: Line, place: int) -> Duration | None:
    amount = read_amount(line, place)
    if amount is None:
        return None
    unit = line.word(amount.beyond)
    if unit in HOURS:
        minutes = _minutes(amount, _AN_HOUR)
        return (
            _with_minutes(line, minutes, amount.beyond + 1)
            if amount.whole
            else Duration(minutes=minutes, beyond=amount.beyond + 1)
        )
    if unit in MINUTES or line.at(amount.beyond).written in {"'", "’"}:
        return Duration(minutes=_minutes(amount, 1), beyond=_past_point(line, amount.beyond + 1))
    if unit in _QUARTERS:
        return Duration(minutes=_minutes(amount, _QUARTER), beyond=amount.beyond + 1)
    return _clock(line, place)


def _minutes(amount: Amount, each: int) -> int:
    return int((amount.value * Decimal(each)).to_integral_value())


def _with_minutes(line: Line, minutes: int, place: int) -> Duration:
    """Take along the minutes behind the hours: 1u30, 1 uur en 15 minuten, een uur en een kwartier."""
    start = place + 1 if line.word(place) == "en" else place
    behind = line.at(start)
    if behind.number is not None and behind.number < _AN_HOUR:
        if line.word(start + 1) in MINUTES:
            return Duration(minutes=minutes + behind.number, beyond=_past_point(line, start + 2))
        if behind.glued and len(behind.written) == 2 and line.at(start + 1).written not in {":", "-", "/"}:  # noqa: PLR2004
            return Duration(minutes=minutes + behind.number, beyond=start + 1)
    quarter = _in_words(line, start) if start > place else None
    if quarter and quarter.minutes < _AN_HOUR:
        return Duration(minutes=minutes + quarter.minutes, beyond=quarter.beyond)
    return Duration(minutes=minutes, beyond=_past_point(line, place))


def _past_point(line: Line, place: int) -> int:
    return place + 1 if line.at(place).written == "." and line.at(place).glued else place


def _clock(line: Line, place: int) -> Duration | None:
    """Read "1:30 uur" with less than seven hours as a length; later it is a time of day."""
    hours, sign, minutes = line.at(place), line.at(place + 1), line.at(place + 2)
    if sign.written != ":" or not (sign.glued and minutes.glued) or line.word(place + 3) not in HOURS:
        return None
    if hours.number is None or minutes.number is None or minutes.number >= _AN_HOUR or len(hours.written) > 1:
        return None
    return Duration(minutes=hours.number * _AN_HOUR + minutes.number, beyond=place + 4)
