"""The one writer of workbooks: typed cells, text that stays text, equal bytes for equal data (werkmap schrijven).

It writes the sheets' XML itself, in slices of rows, column by column (docs/adr/0008):
memory does not grow with the rows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from register.workbooks.clean import clean_for_xml

if TYPE_CHECKING:
    from register.workbooks.sheetfile import SheetFile

MAX_ROWS = 1_048_575
MAX_TEXT = 32_767
MARK = " [ingekort]"
LIVE = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
MAX_TITLE = 31
HEADER_FILL = "FF1F4E5F"
WHEN = datetime(2020, 1, 1, tzinfo=UTC)

Kind = Literal["text", "integer", "decimal", "date", "time", "datetime", "note"]
Value = str | int | Decimal | float | date | time | datetime | bool | None
FORMATS: dict[str, str] = {
    "text": "@",
    "integer": "0",
    "decimal": "0.00",
    "date": "dd-mm-yyyy",
    "time": "hh:mm",
    "datetime": "dd-mm-yyyy hh:mm",
    "note": "@",
}
"""How each kind of cell is shown. A note is a text that goes on below itself: nobody reads it cut off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column: its Dutch header, how its cells are typed, and its width in characters."""

    header: str
    kind: Kind = "text"
    width: float = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetSpec:
    """A sheet to write; `rows` is read once, each row as long as `columns`."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


@dataclass(kw_only=True, slots=True)
class Written:
    """What was written: rows and sheets, and how many texts were longer than a cell holds and were marked."""

    rows: int = 0
    sheets: list[str] = field(default_factory=list)
    shortened: int = 0


def write_workbook(
    out: Path | BinaryIO, sheets: Sequence[SheetSpec], *, made_at: datetime = WHEN, max_rows: int = MAX_ROWS
) -> Written:
    """Write sheets to an .xlsx.

    Args:
        out: a path, or a file opened for binary writing.
        sheets: at least one; a sheet with more than `max_rows` rows goes on in "Title (2)" and so on.
        made_at: the moment stated in the file; the same data and moment give the same bytes.
        max_rows: rows per sheet below the header.

    Returns:
        What was written, with the number of shortened texts: tell the person when it is not 0.

    """
    from register.workbooks.sheetfile import SheetFile

    written = Written()
    with SheetFile(out, made_at=made_at) as book:
        for spec in sheets:
            _write_spec(book, spec, written, max_rows)
    written.shortened = book.shortened
    return written


def _write_spec(book: "SheetFile", spec: SheetSpec, written: Written, max_rows: int) -> None:
    rows = iter(spec.rows)
    part = 1
    while True:
        first = list(islice(rows, 1))
        if part > 1 and not first:
            return
        title = _title(spec.title, part, written.sheets)
        written.sheets.append(title)
        left: Iterator[Sequence[Value]] = chain(first, islice(rows, max_rows - 1))
        written.rows += book.write_sheet(title, spec.columns, left)
        part += 1


def _title(title: str, part: int, taken: list[str]) -> str:
    name = NOT_IN_TITLE.sub(" ", clean_for_xml(title)).strip("' ") or "Blad"
    used = {other.casefold() for other in taken}
    while True:
        end = f" ({part})" if part > 1 else ""
        found = name[: MAX_TITLE - len(end)] + end
        if found.casefold() not in used:
            return found
        part += 1
