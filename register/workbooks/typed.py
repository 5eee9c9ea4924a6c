"""From what a reader hands over to a kind letter and a text; a column at a time, for speed (typeren)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from register.workbooks.cells import Kind
from register.workbooks.clean import clean_cell
from register.workbooks.refused import WorkbookRefused

MAX_CELL_TEXT = 32_767
WHOLE_LIMIT = 10**15

BETWEEN = "\x7f"
"""Between the texts of a column on their way to the parent, as one text: in a cleaned text it never stands."""
SentColumn = tuple[list[str], str]
Rows = Iterator[tuple[int, list[Any]]]
"""Row number in the file (from 1) with the values of its cells."""


class ErrorValue(NamedTuple):
    """A cell that holds an error, such as `#N/A`."""

    error: str


class FormulaValue(NamedTuple):
    """A formula without a stored result."""

    formula: str


def sent_column(values: tuple[Any, ...]) -> SentColumn:
    """Give the texts of a column with one kind letter each."""
    types = set(map(type, values))
    if types == {date}:
        return list(map(date.isoformat, values)), Kind.DATE.value * len(values)
    if types == {str}:
        texts = _clean_texts(values)
        if all(texts):
            return texts, "t" * len(texts)
        return texts, "".join(["t" if text else "-" for text in texts])
    pairs = [typed(value) for value in values]
    return [text for _, text in pairs], "".join([kind for kind, _ in pairs])


def _clean_texts(values: tuple[str, ...]) -> list[str]:
    together = "".join(values)
    texts = list(values)
    if not together:
        return texts
    if not (together.isascii() and together.isprintable()):
        texts = [clean_cell(text) for text in values]
    elif " " in together:
        texts = [text.strip() for text in values]
    if len(together) > MAX_CELL_TEXT and max(map(len, texts)) > MAX_CELL_TEXT:
        raise too_long()
    return texts


@lru_cache(maxsize=8192, typed=True)  # typed: 1, 1.0 and True are equal but not the same cell
def typed(value: object) -> tuple[str, str]:  # noqa: PLR0911 - one line per type of cell
    """Give the kind letter and the text of one value."""
    match value:
        case None:
            return Kind.EMPTY.value, ""
        case ErrorValue(error):
            return Kind.ERROR.value, clean_cell(error)
        case FormulaValue():
            return Kind.FORMULA.value, ""
        case bool():
            return Kind.BOOL.value, "WAAR" if value else "ONWAAR"
        case float() | int():
            return Kind.NUMBER.value, _number(value)
        case datetime():
            return _moment(value)
        case date():
            return Kind.DATE.value, value.isoformat()
        case time():
            return Kind.TIME.value, value.isoformat(timespec="seconds")
        case timedelta():
            return Kind.DURATION.value, str(round(value.total_seconds()))
        case _:
            return _text(str(value))


def too_long() -> WorkbookRefused:
    """Make the refusal for a cell with more text than a workbook can hold."""
    return WorkbookRefused(
        "text-too-long", "Een cel bevat meer tekst dan Excel toestaat.", "Kort de tekst in die cel in."
    )


def _text(value: str) -> tuple[str, str]:
    text = clean_cell(value)
    if len(text) > MAX_CELL_TEXT:
        raise too_long()
    return (Kind.TEXT.value, text) if text else (Kind.EMPTY.value, "")


def _moment(value: datetime) -> tuple[str, str]:
    if value.time() == time():  # readers differ in what they call a date at midnight
        return Kind.DATE.value, value.date().isoformat()
    return Kind.DATETIME.value, value.isoformat(timespec="seconds")


def _number(value: float) -> str:
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - not a number
        return str(value)
    if value == int(value) and abs(value) < WHOLE_LIMIT:
        return str(int(value))
    return format(Decimal(repr(value)), "f")
