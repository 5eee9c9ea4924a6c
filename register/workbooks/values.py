"""Reads Dutch numbers, hours and texts; each gives the value or says what is wrong (waarden lezen)."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from register.workbooks.cells import Cell, Kind
from register.workbooks.dates import DateRule, infer_day_first, parse_date, parse_time, settle_dates
from register.workbooks.problem import Problem, unusable, wrong

__all__ = [
    "PLAIN_EMAIL",
    "DateRule",
    "Problem",
    "infer_day_first",
    "infer_decimal_sign",
    "parse_date",
    "parse_decimal",
    "parse_email",
    "parse_fte",
    "parse_identifier",
    "parse_minutes",
    "parse_text",
    "parse_time",
    "parse_yes_no",
    "settle_dates",
]

THOUSANDS = re.compile(
    r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+|(?: \d{3})+(?:,\d+)?|(?:\.\d{3}){2,}|(?:,\d{3}){2,})", re.ASCII
)
PLAIN = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,20})?", re.ASCII)
THREE_AFTER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
ONE_SIGN = re.compile(r"[+-]?\d+([.,])\d+", re.ASCII)
BOTH_SIGNS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\d{1,3}(?:,\d{3})+\.\d+", re.ASCII)
HOURS_MINUTES = re.compile(r"(\d{1,4}):(\d{2})(?::\d{2})?(?: ?uur| ?u)?", re.ASCII | re.IGNORECASE)
HOUR_WORDS = re.compile(
    r"(\d{1,4}) ?(?:uur|uren|u)(?: ?(?:en )?(\d{1,2})(?: ?m(?:in(?:uten)?)?)?)?", re.ASCII | re.IGNORECASE
)
MINUTE_WORDS = re.compile(r"(\d{1,5}) ?(?:minuten|minuut|min|m)\.?", re.ASCII | re.IGNORECASE)
UNIT = re.compile(r" ?(?:uur|uren|u)\.?$", re.IGNORECASE)
EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\.]+(?:\.[^\s@<>()\[\],;:\"\\.]+)+")
PLAIN_EMAIL = re.compile(r"[0-9a-z._+-]{1,60}@[0-9a-z-]{1,60}(?:\.[0-9a-z-]{1,60}){1,2}")
"""The shape of a text that `parse_email` gives back as it is."""
YES = frozenset({"ja", "j", "yes", "y", "true", "waar", "1", "x"})
NO = frozenset({"nee", "n", "no", "false", "onwaar", "0"})
MAX_EMAIL = 254
MAX_IDENTIFIER = 64
MAX_FIGURES = 15
"""Excel keeps so many figures of a number; what stands behind them became a 0."""
MAX_MINUTES = 100_000
FULL_TIME = Decimal("1.5")
REMEDY_NUMBER = "Schrijf een getal met een komma, bijvoorbeeld 2,5."
REMEDY_AS_TEXT = "Zet de kolom als tekst in Excel en typ het nummer opnieuw, of lever een csv-bestand."
REMEDY_HOURS = "Schrijf de uren als 1:30 of 1,5."


def parse_text(cell: Cell) -> str | Problem | None:
    """Read a text as it stands; `NA`, `None` and `1e5` are names like any other. None when empty."""
    if cell.kind == Kind.EMPTY:
        return None
    return unusable(cell) or cell.text


def parse_identifier(cell: Cell) -> str | Problem | None:
    """Read a personnel or register number as text: leading zeros stay, spaces inside go. None when empty."""
    if cell.kind == Kind.EMPTY:
        return None
    if problem := unusable(cell):
        return problem
    text = "".join(cell.text.split())
    if cell.kind == Kind.NUMBER and len(text) > MAX_FIGURES:
        return wrong("number-too-long", cell, "te lang voor een getal: Excel bewaart er 15 cijfers van", REMEDY_AS_TEXT)
    whole = cell.kind == Kind.TEXT or (cell.kind == Kind.NUMBER and text.isascii() and text.isdigit())
    if not whole or len(text) > MAX_IDENTIFIER:
        return wrong("number-unreadable", cell, "geen nummer", "Zet het nummer als tekst in de cel.")
    return text


def infer_decimal_sign(cells: Iterable[Cell]) -> str:
    """Give the decimal sign that a whole column proves, `,` or `.`; empty when it proves nothing or both."""
    texts = [UNIT.sub("", cell.text.strip()) for cell in cells if cell.kind == Kind.TEXT]
    signs = {match[1] for text in texts if (match := ONE_SIGN.fullmatch(text)) and not THREE_AFTER.fullmatch(text)}
    signs |= {"," if text.rfind(",") > text.rfind(".") else "." for text in texts if BOTH_SIGNS.fullmatch(text)}
    return signs.pop() if len(signs) == 1 else ""


def parse_decimal(cell: Cell, *, places: int = 2, sign: str = "") -> Decimal | Problem | None:
    """Read a number with comma or point, rounded half up.

    `1.000` may be one or a thousand: `sign`, what the column proved, decides; without it the value is asked back.
    """
    if cell.kind == Kind.EMPTY:
        return None
    if problem := unusable(cell):
        return problem
    if cell.kind == Kind.NUMBER:
        return _rounded(Decimal(cell.text), places)
    return _decimal_text(cell, cell.text.strip(), places, sign)


def parse_minutes(cell: Cell, *, sign: str = "") -> int | Problem | None:
    """Read a length of time in whole minutes: `[h]:mm`, 1:30, 1,5 (hours), 1 uur 30, 90 min. None when empty.

    `1.500` may be an hour and a half: `sign`, what the column proved, decides; without it the value is asked back.
    """
    if cell.kind == Kind.EMPTY:
        return None
    if problem := unusable(cell):
        return problem
    found = _minutes(cell, sign)
    if isinstance(found, int) and not 0 <= found <= MAX_MINUTES:
        return wrong("hours-range", cell, "geen mogelijk aantal uren", REMEDY_HOURS)
    return found


def parse_fte(cell: Cell) -> Decimal | Problem | None:
    """Read a part-time factor as a share of full time; above 1.5 it is a percentage, so 89 is 0.89."""
    stripped = cell._replace(text=cell.text.rstrip("% ")) if cell.kind == Kind.TEXT else cell
    found = parse_decimal(stripped, places=4)
    if not isinstance(found, Decimal):
        return found
    share = found / 100 if found > FULL_TIME or cell.text.endswith("%") else found
    if not 0 <= share <= FULL_TIME:
        return wrong("fte-range", cell, "geen mogelijke deeltijdfactor", "Schrijf 0,89 of 89.")
    return _rounded(share, 4)


def parse_email(cell: Cell) -> str | Problem | None:
    """Read an e-mail address, in lower case. None when empty."""
    if cell.kind == Kind.EMPTY:
        return None
    if problem := unusable(cell):
        return problem
    text = cell.text.strip().removeprefix("mailto:").lower()
    if cell.kind != Kind.TEXT or len(text) > MAX_EMAIL or not EMAIL.fullmatch(text):
        return wrong(
            "email-unreadable",
            cell,
            "geen e-mailadres",
            "Schrijf één adres, zoals naam@organisatie.nl, of laat de cel leeg.",
        )
    return text


def parse_yes_no(cell: Cell) -> bool | Problem | None:
    """Read ja or nee. None when empty."""
    if cell.kind == Kind.EMPTY:
        return None
    if problem := unusable(cell):
        return problem
    text = cell.text.strip().casefold()
    if text in YES or text in NO:
        return text in YES
    return wrong("yes-no", cell, "geen ja of nee", "Vul ja of nee in.")


def _minutes(cell: Cell, sign: str) -> int | Problem:  # noqa: PLR0911 - one line per notation
    text = cell.text.strip()
    if cell.kind == Kind.DURATION:
        return int(Decimal(int(text) / 60).quantize(Decimal(1), ROUND_HALF_UP))
    if cell.kind == Kind.TIME or (cell.kind == Kind.TEXT and HOURS_MINUTES.fullmatch(text)):
        hours, minutes = text.split(":")[:2]
        if int(minutes[:2]) > 59:  # noqa: PLR2004
            return wrong("hours-unreadable", cell, "geen aantal uren", REMEDY_HOURS)
        return int(hours) * 60 + int(minutes[:2])
    if match := HOUR_WORDS.fullmatch(text):
        return int(match[1]) * 60 + int(match[2] or 0)
    if match := MINUTE_WORDS.fullmatch(text):
        return int(match[1])
    if cell.kind not in {Kind.TEXT, Kind.NUMBER}:
        return wrong("hours-unreadable", cell, "geen aantal uren", REMEDY_HOURS)
    hours_found = Decimal(text) if cell.kind == Kind.NUMBER else _decimal_text(cell, UNIT.sub("", text), 6, sign)
    if isinstance(hours_found, Problem):
        return (
            hours_found
            if hours_found.code == "number-thousand"
            else wrong("hours-unreadable", cell, "geen aantal uren", REMEDY_HOURS)
        )
    return int((hours_found * 60).quantize(Decimal(1), ROUND_HALF_UP))


def _decimal_text(cell: Cell, text: str, places: int, sign: str) -> Decimal | Problem:
    if cell.kind != Kind.TEXT:
        return wrong("number-unreadable", cell, "geen getal", REMEDY_NUMBER)
    if THREE_AFTER.fullmatch(text):
        return _three_after(cell, text, places, sign)
    if PLAIN.fullmatch(text):
        return _rounded(Decimal(text.replace(",", ".")), places)
    if THOUSANDS.fullmatch(text):
        return _rounded(_without_thousands(text), places)
    return wrong("number-unreadable", cell, "geen getal", REMEDY_NUMBER)


def _three_after(cell: Cell, text: str, places: int, sign: str) -> Decimal | Problem:
    """Read `1.500` as the column proved; else name both that it can be."""
    small, large = text.replace(".", ","), text.replace(".", "").replace(",", "")
    if not sign:
        short = small.rstrip("0").rstrip(",")
        what = f"niet duidelijk: {large} of {short}, want de kolom bewijst niet of dit een komma is"
        return wrong("number-thousand", cell, what, f"Schrijf {large} of {short}{'' if ',' in short else ',0'}.")
    return _rounded(Decimal(small.replace(",", ".") if sign in text else large), places)


def _without_thousands(text: str) -> Decimal:
    """Read the last of two different signs as the decimal one; a sign that comes twice separates thousands."""
    signs = [sign for sign in text if sign in ".,"]
    last = signs[-1] if signs and signs.count(signs[-1]) == 1 else ""
    whole, _, part = text.rpartition(last) if last else (text, "", "")
    digits = re.sub(r"[., ]", "", whole)
    return Decimal(f"{digits}.{part or 0}")


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
