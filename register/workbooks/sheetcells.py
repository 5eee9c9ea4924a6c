"""Turns one column of values into the XML of its cells, many at a time (cellen schrijven).

A column of a slice is joined, cleaned and escaped as one text and split again: what C does once, Python need not do a
thousand times. Whatever is out of the ordinary goes the slow way, cell by cell.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from math import ceil

from register.workbooks.clean import clean_for_xml
from register.workbooks.write import FORMATS, LIVE, MARK, MAX_TEXT, Column, Kind, Value

STYLES: dict[str, int] = {kind: place for place, kind in enumerate(FORMATS, start=2)}
"""The place of each kind's style in the style sheet; 0 is the default and 1 the header."""
QUOTED = len(FORMATS) + 2
"""The style of a text that would otherwise be taken for a formula."""
EMPTY = "/>"
_EPOCH = date(1899, 12, 30).toordinal()
_DAY = 86_400
_LINE, _MOST_LINES = 15, 27
"""The points of a line, and how many lines a row of Excel can be high."""
_WORDS_BREAK = 1.15
"""A line of words is not filled to its end."""
_BETWEEN = "\x00"
_STARTS_LIVE = re.compile("(?:^|\x00)[=+\\-@\t]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TEXT_END = "</t></is></c>"


def _text_start(style: int) -> str:
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">'


_QUOTED = _text_start(QUOTED)
HEADER_START = _text_start(1)


class CellWriter:
    """Makes the cells of one column; `shortened` counts the texts that a cell could not hold."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._start = f' s="{STYLES[kind]}"><v>'
        self._plain = _text_start(STYLES["note" if kind == "note" else "text"])
        self.shortened = 0

    def cells(self, values: Sequence[Value]) -> list[str]:
        """Return of each value what follows `<c r="A2"`."""
        if self._kind in {"text", "note"}:
            return self._texts(values)
        if self._kind in {"integer", "decimal"}:
            return [
                f"{self._start}{value}</v></c>" if type(value) in {int, Decimal} else self._other(value)
                for value in values
            ]
        if self._kind == "date":
            return [
                f"{self._start}{value.toordinal() - _EPOCH}</v></c>" if type(value) is date else self._other(value)
                for value in values
            ]
        return [self._other(value) for value in values]

    def _texts(self, values: Sequence[Value]) -> list[str]:
        texts = [value if type(value) is str else _word(value) for value in values]
        joined = _BETWEEN.join(texts)
        if not _is_plain(joined, len(texts)) or max(map(len, texts)) > MAX_TEXT:
            return [self._text(text) for text in texts]
        return [f"{self._plain}{text}{_TEXT_END}" if text else EMPTY for text in _escape(joined).split(_BETWEEN)]

    def _text(self, text: str) -> str:
        clean = clean_for_xml(text)
        if len(clean) > MAX_TEXT:
            clean = clean[: MAX_TEXT - len(MARK)] + MARK
            self.shortened += 1
        if not clean:
            return EMPTY
        start = _QUOTED if clean.startswith(LIVE) else self._plain
        return f"{start}{_escape(_ESCAPED.sub('_x005F_', clean))}{_TEXT_END}"

    def _other(self, value: Value) -> str:
        """Write what is less usual in a column that is not text: nothing, a moment, a fraction, a word."""
        if isinstance(value, (str, bool)) or value is None:
            return self._text(_word(value))
        return f"{self._start}{_number(value)}</v></c>"


def header_cell(text: str) -> str:
    """Return what follows `<c r="A1"` in the header."""
    return f"{HEADER_START}{_escape(_ESCAPED.sub('_x005F_', clean_for_xml(text)))}{_TEXT_END}"


def escape_attribute(text: str) -> str:
    """Make a cleaned text fit between quotation marks in XML."""
    return _escape(text).replace('"', "&quot;")


def _is_plain(joined: str, values: int) -> bool:
    """Whether nothing in these texts asks for care: no live start, no control sign, no escape of a workbook's own."""
    bare = joined.replace(_BETWEEN, "")
    return (
        len(joined) - len(bare) == values - 1
        and clean_for_xml(bare) == bare
        and "_x" not in bare
        and not _STARTS_LIVE.search(joined)
    )


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _word(value: Value) -> str:
    if value is None:
        return ""
    return ("nee", "ja")[value] if isinstance(value, bool) else str(value)


def _number(value: float | Decimal | date | time | datetime) -> str:
    """Write a number as a workbook stores it: days since 1900 for a date, a part of a day for a time."""
    if isinstance(value, datetime):
        return _fraction(value.toordinal() - _EPOCH, value.time())
    if isinstance(value, date):
        return str(value.toordinal() - _EPOCH)
    if isinstance(value, time):
        return _fraction(0, value)
    return str(value)


def _fraction(days: int, moment: time) -> str:
    """Write all the figures that a double has: with fewer, LibreOffice shows 9:30 as 9:29."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return repr(days + seconds / _DAY).removesuffix(".0")


def rows_of(
    columns: Sequence[Iterable[str]], first: int, references: str, *, lines: Sequence[int] | None = None
) -> str:
    """Put the columns of a slice side by side; `references` is one row with `§` for its number and `%s` for a cell.

    `lines` is how high each row is, where that is not one line.
    """
    numbered = enumerate(zip(*columns, strict=True), start=first)
    if lines is None:
        return "".join(references.replace("§", str(place)) % cells for place, cells in numbered)
    return "".join(
        references.replace("§", f'{place}" ht="{_LINE * high}" customHeight="1', 1).replace("§", str(place)) % cells
        for (place, cells), high in zip(numbered, lines, strict=True)
    )


def lines_of(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> list[int] | None:
    """Return how many lines each row takes by its notes; `None` without notes. LibreOffice does not work it out."""
    notes = [(place, column.width) for place, column in enumerate(columns) if column.kind == "note"]
    if not notes:
        return None
    return [
        min(_MOST_LINES, max(ceil(_WORDS_BREAK * len(_word(row[place])) / width) or 1 for place, width in notes))
        for row in rows
    ]
