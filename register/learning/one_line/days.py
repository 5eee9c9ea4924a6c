"""Days in a line: gisteren, afgelopen dinsdag, ma 3 nov, 3-11, week 45 (*dagen*); a day that can be two stays two."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from register.learning.one_line.numbers import WORDS
from register.learning.one_line.tokens import Line

PARTS = {
    "ochtend": "ochtend", "morgen": "ochtend", "middag": "middag", "namiddag": "middag", "avond": "avond",
    "nacht": "avond",
}  # fmt: skip
_RELATIVE = {
    "vandaag": 0, "vanochtend": 0, "vanmorgen": 0, "vanmiddag": 0, "vanavond": 0, "zonet": 0, "zojuist": 0,
    "gisteren": -1, "gister": -1, "gisterochtend": -1, "gistermorgen": -1, "gistermiddag": -1, "gisteravond": -1,
    "eergisteren": -2, "eergister": -2, "morgen": 1, "morgenochtend": 1, "morgenmiddag": 1, "morgenavond": 1,
    "overmorgen": 2,
}  # fmt: skip
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_SHORT = {"ma": 0, "di": 1, "woe": 2, "wo": 2, "do": 3, "don": 3, "vr": 4, "vrij": 4, "za": 5, "zat": 5, "zo": 6}
_ALSO_WORDS = frozenset({"ma", "do", "zo", "vrij", "don", "zat"})
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb febr", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
            "september sep sept", "oktober okt", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_PAST = frozenset({"afgelopen", "laatste", "laatst"})
_BEFORE = frozenset({"vorige", "vorig"})
_COMING = frozenset({"komende", "aanstaande", "volgende", "aankomende"})
_ORDINALS = frozenset({"e", "de", "ste"})
_WEEK, _CLOSE_BY = 7, 92
_CENTURY, _SHORTEST_YEAR = 2000, 2


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day, or the days that it can be, ending before the token `beyond`."""

    days: tuple[date, ...]
    beyond: int
    part: str = ""
    """The part of the day that was said: "ochtend", "middag" or "avond"."""


def read_day(line: Line, place: int, today: date) -> Day | None:
    """Read a day at a place."""
    start = place + 1 if line.word(place) in {"op", "van"} else place
    try:
        found = _relative(line, start, today) or _weekday(line, start, today) or _date(line, start, today)
        found = found or _week(line, start, today) or _ago(line, start, today)
    except (OverflowError, ValueError):
        return None
    return _with_part(line, found) if found else None


def part_of(word: str) -> str:
    """Return the part of the day at the end of a word: "vanavond", "dinsdagmiddag"."""
    return next((part for ending, part in PARTS.items() if word.endswith(ending) and word != "morgen"), "")


def _with_part(line: Line, found: Day) -> Day:
    beyond = found.beyond + 1 if line.word(found.beyond) in {"in", "s"} else found.beyond
    beyond = beyond + 1 if beyond > found.beyond and line.word(beyond) == "de" else beyond
    part = (
        PARTS.get(line.word(beyond).removesuffix("s"), "")
        if line.word(beyond) != "morgen" or beyond == found.beyond
        else ""
    )
    return Day(days=found.days, beyond=beyond + 1, part=part) if part else found


def _relative(line: Line, place: int, today: date) -> Day | None:
    word = line.word(place)
    if word not in _RELATIVE:
        return None
    return Day(days=(today + timedelta(days=_RELATIVE[word]),), beyond=place + 1, part=part_of(word))


def _weekday(line: Line, place: int, today: date) -> Day | None:
    led, start, weeks = _led(line, place)
    weekday, part = _named_weekday(line.word(start))
    short = line.word(start) in _ALSO_WORDS
    if weekday is None or (short and not led and not _starts_date(line, start + 1)):
        return _loose_week(led, start, weeks, today)
    beyond = start + 2 if line.word(start) in _SHORT and line.at(start + 1).written == "." else start + 1
    if not led and (dated := _date(line, beyond, today)):
        return Day(days=_agreeing(dated.days, weekday), beyond=dated.beyond, part=part)
    behind, after, weeks_after = _led(line, beyond)
    if not led and weeks_after is not None:
        led, weeks, beyond = behind, weeks_after, after
    if weeks is not None:
        return Day(days=(_monday(today) + timedelta(days=_WEEK * weeks + weekday),), beyond=beyond, part=part)
    return Day(days=_nearest(led, weekday, today), beyond=beyond, part=part)


def _led(line: Line, place: int) -> tuple[str, int, int | None]:
    """Read what leads a weekday: the word, where it ends, and how many weeks away when it names a week."""
    word, following = line.word(place), line.word(place + 1)
    if word in _BEFORE | _PAST and following == "week":
        return word, place + 2, -1
    if word == "deze" and following == "week":
        return word, place + 2, 0
    if word in _COMING and following == "week":
        return word, place + 2, 1
    if word in _PAST | _BEFORE | _COMING:
        return word, place + 1, None
    return "", place, None


def _loose_week(led: str, beyond: int, weeks: int | None, today: date) -> Day | None:
    if not led or weeks is None:
        return None
    first = _monday(today) + timedelta(days=_WEEK * weeks)
    days = tuple(first + timedelta(days=ahead) for ahead in range(_WEEK))
    return Day(days=tuple(day for day in days if day <= today) or days, beyond=beyond)


def _named_weekday(word: str) -> tuple[int | None, str]:
    if word in _SHORT:
        return _SHORT[word], ""
    for number, name in enumerate(WEEKDAYS):
        if word.startswith(name) and (word == name or word[len(name) :] in PARTS):
            return number, PARTS.get(word[len(name) :], "")
    return None, ""


def _nearest(led: str, weekday: int, today: date) -> tuple[date, ...]:
    back = (today.weekday() - weekday) % _WEEK
    last = today - timedelta(days=back or _WEEK)
    if led in _COMING:
        return (last + timedelta(days=_WEEK * (1 if back else 2)),)
    if led in _BEFORE:
        return tuple(dict.fromkeys((last, _monday(today) + timedelta(days=weekday - _WEEK))))
    return (last,) if led or back else (today, last)


def _agreeing(days: tuple[date, ...], weekday: int) -> tuple[date, ...]:
    """Return the days that are that weekday; where none is, the day as dated and the nearest such weekday."""
    fitting = tuple(day for day in days if day.weekday() == weekday)
    if fitting:
        return fitting
    first = days[0]
    ahead = (weekday - first.weekday()) % _WEEK
    near = first + timedelta(days=ahead if ahead <= _WEEK // 2 else ahead - _WEEK)
    return (first, near)


def _starts_date(line: Line, place: int) -> bool:
    return line.at(place).number is not None or (
        line.at(place).written == "." and line.at(place + 1).number is not None
    )


def _date(line: Line, place: int, today: date) -> Day | None:
    day = line.at(place).number
    if day is None:
        return None
    if len(line.at(place).written) == 4 and line.at(place + 1).written == "-":  # noqa: PLR2004 - a year first
        return _year_first(line, place)
    ahead = place + 2 if line.at(place + 1).glued and line.word(place + 1) in _ORDINALS else place + 1
    if month := _MONTHS.get(line.word(ahead)):
        beyond = ahead + 2 if line.at(ahead + 1).written == "." and line.at(ahead + 1).glued else ahead + 1
        year = line.at(beyond).number if len(line.at(beyond).written) == 4 else None  # noqa: PLR2004
        return Day(days=_in_year(year, month, day, today), beyond=beyond + 1 if year else beyond)
    return _with_signs(line, place, day, today)


def _with_signs(line: Line, place: int, day: int, today: date) -> Day | None:
    sign, month = line.at(place + 1), line.at(place + 2)
    if sign.written not in {"-", "/", "."} or not (sign.glued and month.glued) or month.number is None:
        return None
    again, year = line.at(place + 3), line.at(place + 4)
    if again.written == sign.written and again.glued and year.glued and year.number is not None:
        if len(year.written) not in {2, 4}:
            return None
        whole = year.number + (_CENTURY if len(year.written) == _SHORTEST_YEAR else 0)
        return Day(days=_in_year(whole, month.number, day, today), beyond=place + 5)
    clock = again.written in {":", "u", "-", "/", "."} and again.glued and line.at(place + 4).glued
    if sign.written == "." or clock or len(month.written) > 2 or line.word(place + 3) in {"uur", "u", "min"}:  # noqa: PLR2004
        return None
    return Day(days=_in_year(None, month.number, day, today), beyond=place + 3)


def _year_first(line: Line, place: int) -> Day | None:
    parts = [line.at(place + ahead) for ahead in range(5)]
    numbers = [parts[at].number for at in (0, 2, 4)]
    if parts[3].written != "-" or not all(part.glued for part in parts[1:]) or None in numbers:
        return None
    year, month, day = (number or 0 for number in numbers)
    return Day(days=(date(year, month, day),), beyond=place + 5)


def _in_year(year: int | None, month: int, day: int, today: date) -> tuple[date, ...]:
    """Return the day; without a year that of this year, or two when this year's is still to come."""
    if year is not None:
        if not MINYEAR <= year <= MAXYEAR:
            raise ValueError
        return (date(year, month, day),)
    here = _valid(today.year, month, day)
    before = _valid(today.year - 1, month, day)
    if here and here <= today:
        return (here,)
    if before and (here is None or (today - before).days <= _CLOSE_BY):
        return (before,)
    days = tuple(found for found in (before, here) if found)
    if not days:
        raise ValueError
    return days


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _week(line: Line, place: int, today: date) -> Day | None:
    number = line.at(place + 1).number
    if line.word(place) not in {"week", "wk"} or number is None:
        return None
    year, week, _ = today.isocalendar()
    first = date.fromisocalendar(year if number <= week else year - 1, number, 1)
    weekday, part = _named_weekday(line.word(place + 2))
    if weekday is not None and line.word(place + 2) not in _ALSO_WORDS:
        return Day(days=(first + timedelta(days=weekday),), beyond=place + 3, part=part)
    days = tuple(first + timedelta(days=ahead) for ahead in range(_WEEK))
    return Day(days=tuple(day for day in days if day <= today), beyond=place + 2)


def _ago(line: Line, place: int, today: date) -> Day | None:
    token, unit = line.at(place), line.word(place + 1)
    count = WORDS.get(token.folded) if token.number is None else token.number
    if count is None or line.word(place + 2) != "geleden" or unit not in {"dag", "dagen", "week", "weken"}:
        return None
    if unit.startswith("dag"):
        return Day(days=(today - timedelta(days=count),), beyond=place + 3)
    first = _monday(today) - timedelta(days=_WEEK * count)
    days = tuple(first + timedelta(days=ahead) for ahead in range(_WEEK))
    return Day(days=tuple(day for day in days if day <= today), beyond=place + 3)


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def is_month(word: str) -> bool:
    """Tell whether a word names a month."""
    return word in _MONTHS
