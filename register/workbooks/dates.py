"""Reads Dutch dates and times: no library guesses, day and month are never swapped (datums en tijden).

Dashes and dots are day-month-year: that is how Dutch people and Dutch Excel write them. With slashes both readings
occur, so the order is proved by the column (any first number above 12) or asked once. Two dashes that can only be
month-day-year make the whole column a question too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from register.workbooks.cells import Cell, Kind
from register.workbooks.problem import Problem, Reading, unusable, wrong

FIRST_YEAR, LAST_YEAR = 1990, 2100
OPEN_YEARS = frozenset({2099, 2199, 9999})
OPEN_YEAR = "9999"
"""Typed as a year alone it says "no end" too: as a day that Excel counts it would be in 1927."""
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan"),
            ("februari", "feb", "febr"),
            ("maart", "mrt", "mar"),
            ("april", "apr"),
            ("mei",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("augustus", "aug"),
            ("september", "sep", "sept"),
            ("oktober", "okt", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
CLOCK = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?: ?uur)?(?:Z|[+-]\d{2}:\d{2})?)?"
WEEKDAY = r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag,? |(?:ma|di|wo|do|vr|za|zo)\.? )?"
NUMERIC = re.compile(r"(\d{1,2})([-./ ])(\d{1,2})\2(\d{4}|\d{2})" + CLOCK, re.ASCII)
ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + CLOCK, re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
WORDS = re.compile(
    WEEKDAY + r"(\d{1,2})[-. ]{1,2}([a-z]{3,9})\.?[-. ]{1,2}'?(\d{4}|\d{2})" + CLOCK, re.ASCII | re.IGNORECASE
)
TIME = re.compile(r"(\d{1,2})[:.u](\d{2})(?::(\d{2}))?(?: ?uur| ?u)?", re.ASCII | re.IGNORECASE)
SERIAL = re.compile(r"\d{4,7}(?:\.\d+)?", re.ASCII)
EPOCH = re.compile(r"(?:/Date\()?(\d{12,13})(?:[+-]\d{4})?(?:\)/)?", re.ASCII)
FIRST_SERIAL, LAST_SERIAL = 32_874, 73_415  # 1-1-1990 and 31-12-2100 as Excel counts days
EXCEL_DAY_ZERO = date(1899, 12, 30)
OPEN_DAYS = frozenset({(12, 31), (1, 1)})
OPEN_SERIALS = frozenset((date(year, *day) - EXCEL_DAY_ZERO).days for year in OPEN_YEARS for day in OPEN_DAYS)
"""The days that mean "no end" as Excel counts them, such as 2958465."""
HERE = ZoneInfo("Europe/Amsterdam")
PIVOT = 70
EXAMPLES = 3
REMEDY = "Schrijf de datum als dag-maand-jaar, bijvoorbeeld 31-12-2026."


class DateChoice(StrEnum):
    """What a person may answer about a column of dates."""

    DAY_MONTH = "dag-maand"
    MONTH_DAY = "maand-dag"
    SERIAL = "excel-getal"


@dataclass(frozen=True, kw_only=True, slots=True)
class DateRule:
    """How one column of dates is read.

    `day_first` is the order with slashes; `any_sign` extends it to dashes and dots; `serial` takes plain numbers as the
    days that Excel counts.
    """

    day_first: bool | None = None
    any_sign: bool = False
    serial: bool = False


def settle_dates(cells: Iterable[Cell], choice: str = "") -> DateRule | Problem:
    """Decide how a whole column of dates is read; what the column itself proves goes before the choice.

    Returns:
        The rule, or a Problem with three examples of each reading (ask once) or about mixed orders.

    """
    found = list(cells)
    serial = choice == DateChoice.SERIAL
    order = infer_day_first(found)
    if not isinstance(order, Problem):
        counted = _counted_days(found) if order is None and not serial else None
        return counted or DateRule(day_first=order, serial=serial)
    if order.code in {"date-ambiguous", "date-mixed"} and choice in {DateChoice.DAY_MONTH, DateChoice.MONTH_DAY}:
        return DateRule(day_first=choice == DateChoice.DAY_MONTH)
    if order.code == "date-month-first" and choice == DateChoice.MONTH_DAY:
        return DateRule(day_first=False, any_sign=True)
    return order


def infer_day_first(cells: Iterable[Cell]) -> bool | Problem | None:
    """Find the order of day and month of a whole column.

    Returns:
        True or False when the column proves the order, None when nothing depends on it, and a Problem with three
        examples when both readings fit (ask once) or when the column mixes both orders.

    """
    parts = [match for cell in cells if cell.kind == Kind.TEXT and (match := NUMERIC.fullmatch(cell.text))]
    slashes = [match for match in parts if match[2] == "/"]
    dashes = [match for match in parts if match[2] != "/"]
    day_first, month_first = _proofs(slashes)
    if day_first and month_first:
        return _mixed(day_first, month_first)
    if month_first:
        return False
    dashed_days, dashed_months = _proofs(dashes)
    if len(dashed_months) > 1 and not dashed_days:
        return _month_first(dashed_months)
    open_ones = [match for match in slashes if match[1] != match[3]]
    if day_first or not open_ones:
        return True if day_first or dashes else None
    return _ambiguous(open_ones)


def _proofs(matches: list[re.Match[str]]) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """Give the dates that can only be day-month, and those that can only be month-day."""
    day_first = [match for match in matches if int(match[1]) > 12]  # noqa: PLR2004
    return day_first, [match for match in matches if int(match[3]) > 12 >= int(match[1])]  # noqa: PLR2004


def parse_date(
    cell: Cell, *, day_first: bool | None = None, open_end: bool = False, rule: DateRule | None = None
) -> date | Problem | None:
    """Read a date.

    Args:
        cell: the cell; a date of Excel itself is taken as it is, and so is a moment in milliseconds since 1970.
        day_first: the order of day and month for slashes, from `infer_day_first` or the person's answer.
        rule: how the whole column is read, from `settle_dates`; goes before `day_first`.
        open_end: whether 31-12-9999, 31-12-2099 and the like mean "no end", read as None.

    Returns:
        The date, None for an empty cell (or an open end), or the Problem.

    """
    if cell.kind == Kind.EMPTY:
        return None
    if problem := unusable(cell):
        return problem
    if cell.kind in {Kind.DATE, Kind.DATETIME}:
        parts = (int(cell.text[:4]), int(cell.text[5:7]), int(cell.text[8:10]))
        return _checked(cell, parts, open_end=open_end)
    if cell.kind not in {Kind.TEXT, Kind.NUMBER}:
        return wrong("date-unreadable", cell, "geen datum", REMEDY)
    if open_end and cell.text.strip() == OPEN_YEAR:
        return None
    found = _parts(cell, rule or DateRule(day_first=day_first))
    return found if isinstance(found, Problem) else _checked(cell, found, open_end=open_end)


def parse_time(cell: Cell) -> time | Problem | None:
    """Read a time of day such as 9:30, 09.30 uur or a time of Excel; None when empty."""
    if cell.kind == Kind.EMPTY:
        return None
    if problem := unusable(cell):
        return problem
    text = cell.text[11:] if cell.kind == Kind.DATETIME else cell.text
    if cell.kind == Kind.DURATION and int(cell.text) < timedelta(days=1).total_seconds():
        minutes, seconds = divmod(int(cell.text), 60)
        return time(minutes // 60, minutes % 60, seconds)
    match = TIME.fullmatch(text) if cell.kind in {Kind.TEXT, Kind.TIME, Kind.DATETIME, Kind.NUMBER} else None
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0)) if match else _no_time(cell)
    except ValueError:
        return _no_time(cell)


def _no_time(cell: Cell) -> Problem:
    return wrong("time-unreadable", cell, "geen tijdstip", "Schrijf het tijdstip als uur:minuten, bijvoorbeeld 09:30.")


def _parts(cell: Cell, rule: DateRule) -> tuple[int, int, int] | Problem:  # noqa: PLR0911 - one line per notation
    text = cell.text.strip()
    if match := ISO.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := WORDS.fullmatch(text):
        month = MONTHS.get(match[2].lower())
        return (
            (_year(match[3]), month, int(match[1])) if month else wrong("date-unreadable", cell, "geen datum", REMEDY)
        )
    if match := NUMERIC.fullmatch(text):
        return _numeric(match, rule)
    if match := EPOCH.fullmatch(text):
        return _day(datetime.fromtimestamp(int(match[1]) / 1000, UTC).astimezone(HERE))
    if rule.serial and _is_counted(text):
        return _day(EXCEL_DAY_ZERO + timedelta(days=int(float(text))))
    if SERIAL.fullmatch(text):
        return wrong("date-number", cell, "een getal en geen datum", "Geef de kolom in Excel de celeigenschap Datum.")
    return wrong("date-unreadable", cell, "geen datum", REMEDY)


def _day(found: date) -> tuple[int, int, int]:
    return found.year, found.month, found.day


def _numeric(match: re.Match[str], rule: DateRule) -> tuple[int, int, int] | Problem:
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    by_sign = match[2] != "/" and not rule.any_sign
    if by_sign or rule.day_first or first == second or first > 12:  # noqa: PLR2004
        return year, second, first
    if rule.day_first is False:
        return year, first, second
    return _ambiguous([match])


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:  # noqa: PLR2004
        return year
    return year + (2000 if year < PIVOT else 1900)


def _checked(cell: Cell, parts: tuple[int, int, int], *, open_end: bool) -> date | Problem | None:
    year, month, day = parts
    try:
        found = date(year, month, day)
    except ValueError:
        return wrong("date-impossible", cell, "een datum die niet bestaat", REMEDY)
    if open_end and year in OPEN_YEARS and (month, day) in OPEN_DAYS:
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        what = f"een datum buiten {FIRST_YEAR} tot en met {LAST_YEAR}"
        return wrong("date-range", cell, what, "Controleer het jaar.")
    return found


def _ambiguous(matches: list[re.Match[str]]) -> Problem:
    different = list({match[0]: match for match in matches}.values())[:EXAMPLES]
    return Problem(
        code="date-ambiguous",
        message=f"We weten niet of eerst de dag of eerst de maand staat: {', '.join(match[0] for match in different)}.",
        remedy="Kies hoe je de datums leest, of schrijf ze als dag-maand-jaar met streepjes (31-12-2026).",
        readings=(
            Reading(DateChoice.DAY_MONTH, tuple(_shown(match, day=1, month=3) for match in different)),
            Reading(DateChoice.MONTH_DAY, tuple(_shown(match, day=3, month=1) for match in different)),
        ),
    )


def _month_first(matches: list[re.Match[str]]) -> Problem:
    different = list({match[0]: match for match in matches}.values())[:EXAMPLES]
    texts = ", ".join(match[0] for match in different)
    return Problem(
        code="date-month-first",
        message=f"Eerst lijkt de maand te staan en dan de dag: {texts}.",
        remedy="Bevestig dat eerst de maand staat, of schrijf de datums als dag-maand-jaar (31-12-2026).",
        readings=(Reading(DateChoice.MONTH_DAY, tuple(_shown(match, day=3, month=1) for match in different)),),
    )


def _shown(match: re.Match[str], *, day: int, month: int) -> str:
    name = next((word for word, number in MONTHS.items() if number == int(match[month])), match[month])
    return f"{match[0]} is {int(match[day])} {name} {_year(match[4])}"


def _mixed(day_first: list[re.Match[str]], month_first: list[re.Match[str]]) -> Problem:
    both = f"{day_first[0][0]} en {month_first[0][0]}"
    return Problem(
        code="date-mixed",
        message=f"Dag en maand staan niet steeds in dezelfde volgorde: {both}. Wat niet past bij wat je "
        "kiest, wordt afgekeurd.",
        remedy="Zet alle datums in de kolom in dezelfde notatie, het liefst dag-maand-jaar.",
        readings=(
            Reading(DateChoice.DAY_MONTH, tuple(_shown(match, day=1, month=3) for match in day_first[:EXAMPLES])),
            Reading(DateChoice.MONTH_DAY, tuple(_shown(match, day=3, month=1) for match in month_first[:EXAMPLES])),
        ),
    )


def _counted_days(cells: Iterable[Cell]) -> Problem | None:
    """Ask about a column that holds nothing but numbers such as Excel counts days with."""
    texts = [cell.text.strip() for cell in cells if cell.kind != Kind.EMPTY]
    if not texts or not all(map(_is_counted, texts)):
        return None
    different = list(dict.fromkeys(texts))[:EXAMPLES]
    examples = (f"{text} is {_in_words(EXCEL_DAY_ZERO + timedelta(days=int(float(text))))}" for text in different)
    return Problem(
        code="date-serial",
        message=f"Hier staan getallen en geen datums: {', '.join(different)}.",
        remedy="Bevestig dat dit de dagen zijn die Excel telt, of geef de kolom in Excel de celeigenschap Datum.",
        readings=(Reading(DateChoice.SERIAL, tuple(examples)),),
    )


def _is_counted(text: str) -> bool:
    """Whether Excel can have counted a day that we know with this number, or the end that never comes."""
    if not SERIAL.fullmatch(text):
        return False
    return FIRST_SERIAL <= float(text) <= LAST_SERIAL or int(float(text)) in OPEN_SERIALS


def _in_words(day: date) -> str:
    return f"{day.day} {next(word for word, number in MONTHS.items() if number == day.month)} {day.year}"
