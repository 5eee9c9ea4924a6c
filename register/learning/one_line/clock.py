"""Times of the day in a line: 14:00-15:30, van 2 tot half 4, om kwart over 10 (*tijden*)."""

from dataclasses import dataclass

from register.learning.durations import MINUTES_A_DAY
from register.learning.one_line.durations import HOURS
from register.learning.one_line.numbers import WORDS
from register.learning.one_line.tokens import Line

_AN_HOUR, _HALF_A_DAY, _NOON = 60, 720, 12
_LAST_SPOKEN_AFTERNOON, _FIRST_SPOKEN_MORNING = 6, 9
_EVENING, _MORNING, _AFTERNOON = "avond", "ochtend", "middag"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A time of day in minutes after midnight, ending before the token `beyond`."""

    minutes: int
    beyond: int
    spoken: bool
    """Said on a clock of twelve hours: "2", "half 4"."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A start and maybe an end, in minutes after midnight; `other` is a second start that it may be."""

    start: int
    beyond: int
    end: int | None = None
    other: int | None = None


def read_clock(line: Line, place: int, part: str) -> Clock | None:
    """Read a start with or without an end; `part` of the day is "ochtend", "middag", "avond" or empty."""
    led = line.word(place) in {"van", "vanaf", "om", "tussen"}
    first = _moment(line, place + 1 if led else place, led=led)
    if first is None:
        return None
    joint = line.at(first.beyond)
    if joint.folded in {"tot", "en"} if led else joint.folded == "tot":
        upto = first.beyond + (2 if line.word(first.beyond + 1) in {"en", "met"} else 1)
        last = _moment(line, upto, led=True)
    else:
        last = _moment(line, first.beyond + 1, led=True) if joint.written in {"-", "–", "—"} else None
    if last is not None and (led or _is_sure(line, place, first, last)):
        return _range(first, last, part)
    alone = line.word(place) in {"om", "vanaf"} or (not led and not first.spoken)
    return _start(first, part) if alone else None


def _is_sure(line: Line, place: int, first: Moment, last: Moment) -> bool:
    """Tell "14:00-15:30", "14-16 uur" and "2 tot half 4" from "3-11" and "10 - 12 deelnemers"."""
    if not first.spoken or not last.spoken:
        return True
    worded = line.word(first.beyond) == "tot"
    return worded or (line.word(last.beyond - 1) in HOURS and line.at(place).number is not None)


def _moment(line: Line, place: int, *, led: bool) -> Moment | None:
    word = line.word(place)
    if word == "half":
        hour = _hour(line, place + 1)
        return Moment(minutes=hour * _AN_HOUR - 30, beyond=_past_hour(line, place + 2), spoken=True) if hour else None
    if word == "kwart" and line.word(place + 1) in {"over", "voor"}:
        hour, shift = _hour(line, place + 2), 15 if line.word(place + 1) == "over" else -15
        return (
            Moment(minutes=hour * _AN_HOUR + shift, beyond=_past_hour(line, place + 3), spoken=True) if hour else None
        )
    return _written(line, place) or (_whole(line, place) if led or line.at(place).number is not None else None)


def _written(line: Line, place: int) -> Moment | None:
    """Read 14:00, 9.30 and 14u30; a point or a letter needs two figures behind it."""
    hour, sign, minutes = line.at(place), line.at(place + 1), line.at(place + 2)
    if hour.number is None or not (sign.glued and minutes.glued) or sign.written not in {":", ".", "u", "h"}:
        return None
    if minutes.number is None or len(minutes.written) != 2 or len(hour.written) > 2:  # noqa: PLR2004 - hh:mm
        return None
    if hour.number >= 24 or minutes.number >= _AN_HOUR:  # noqa: PLR2004 - hours of a day
        return None
    if (
        sign.written != ":"
        and line.at(place + 3).written == "."
        and line.at(place + 3).glued
        and line.at(place + 4).glued
    ):
        return None
    spoken = len(hour.written) == 1 and hour.number <= _LAST_SPOKEN_AFTERNOON
    return Moment(minutes=hour.number * _AN_HOUR + minutes.number, beyond=_past_hour(line, place + 3), spoken=spoken)


def _whole(line: Line, place: int) -> Moment | None:
    token = line.at(place)
    hour = WORDS.get(token.folded) if token.number is None else token.number
    if hour is None or not 1 <= hour < 24 or (len(token.written) > 2 and token.number is not None):  # noqa: PLR2004
        return None
    return Moment(minutes=hour * _AN_HOUR, beyond=_past_hour(line, place + 1), spoken=hour <= _NOON)


def _hour(line: Line, place: int) -> int | None:
    token = line.at(place)
    hour = WORDS.get(token.folded) if token.number is None else token.number
    return hour if hour is not None and 1 <= hour <= _NOON else None


def _past_hour(line: Line, place: int) -> int:
    return place + 1 if line.word(place) in {"uur", "u", "h"} else place


def _start(first: Moment, part: str) -> Clock:
    start, other = _placed(first, part)
    return Clock(start=start, beyond=first.beyond, other=other)


def _range(first: Moment, last: Moment, part: str) -> Clock:
    start, other = _placed(first, part)
    end = last.minutes
    while last.spoken and end <= start and end + _HALF_A_DAY < MINUTES_A_DAY:
        end += _HALF_A_DAY
    return Clock(start=start, beyond=last.beyond, end=end, other=other)


def _placed(moment: Moment, part: str) -> tuple[int, int | None]:
    """Return the start and maybe another one.

    At 7 and 8 o'clock it can be morning or evening; nobody learns at 3 at night.
    """
    minutes = moment.minutes
    if not moment.spoken or minutes >= _HALF_A_DAY:
        return minutes, None
    later = minutes + _HALF_A_DAY
    if part == _MORNING:
        return minutes, None
    if part in {_AFTERNOON, _EVENING}:
        return (minutes, None) if part == _AFTERNOON and minutes >= 10 * _AN_HOUR else (later, None)
    if minutes < (_LAST_SPOKEN_AFTERNOON + 1) * _AN_HOUR - 30:
        return later, None
    return (minutes, later) if minutes < _FIRST_SPOKEN_MORNING * _AN_HOUR - 30 else (minutes, None)
