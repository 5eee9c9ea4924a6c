"""The one writer of workbooks: typed cells, text that stays text, equal bytes for equal data (werkmap schrijven)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from register.workbooks.clean import clean_for_xml
from register.workbooks.repack import repack

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

MAX_ROWS = 1_048_575
MAX_TEXT = 32_767
MARK = " [ingekort]"
LIVE = ("=", "+", "-", "@", "\t", "\r")
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
MAX_TITLE = 31
HEADER_FILL = "FF1F4E5F"
WHEN = datetime(2020, 1, 1, tzinfo=UTC)

Kind = Literal["text", "integer", "decimal", "date", "time", "datetime"]
Value = str | int | Decimal | float | date | time | datetime | bool | None
FORMATS: dict[str, str] = {
    "text": "@",
    "integer": "0",
    "decimal": "0.00",
    "date": "dd-mm-yyyy",
    "time": "hh:mm",
    "datetime": "dd-mm-yyyy hh:mm",
}


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
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    written = Written()
    for spec in sheets:
        _write_spec(book, spec, written, max_rows)
    repack(book, out, made_at)
    return written


def _write_spec(book: "Workbook", spec: SheetSpec, written: Written, max_rows: int) -> None:
    rows = iter(spec.rows)
    part = 1
    while True:
        first = list(islice(rows, 1))
        if part > 1 and not first:
            return
        title = _title(spec.title, part, written.sheets)
        written.sheets.append(title)
        written.rows += _write_sheet(book, title, spec.columns, chain(first, islice(rows, max_rows - 1)), written)
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


def _write_sheet(
    book: "Workbook", title: str, columns: Sequence[Column], rows: Iterator[Sequence[Value]], written: Written
) -> int:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.append([_header_cell(sheet, column.header) for column in columns])
    makers = [_Maker(sheet, column.kind, written) for column in columns]
    count = 0
    for row in rows:
        sheet.append([maker.cell(value) for maker, value in zip(makers, row, strict=True)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    return count


def _header_cell(sheet: Any, text: str) -> "Cell":  # noqa: ANN401 - openpyxl's write-only sheet is untyped
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = WriteOnlyCell(sheet, clean_for_xml(text))
    cell.data_type = "s"
    cell.font = Font(bold=True, color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor=HEADER_FILL)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


class _Maker:
    """Makes the cells of one column."""

    def __init__(self, sheet: Any, kind: Kind, written: Written) -> None:  # noqa: ANN401
        self._sheet = sheet
        self._format = FORMATS[kind]
        self._text = kind == "text"
        self._written = written

    def cell(self, value: Value) -> "Cell | None":
        from openpyxl.cell import WriteOnlyCell

        if value is None:
            return None
        if self._text or isinstance(value, str):
            return self._text_cell(str(value))
        if isinstance(value, bool):
            return self._text_cell("ja" if value else "nee")
        cell = WriteOnlyCell(self._sheet)
        cell.value = value.replace(tzinfo=None) if isinstance(value, (datetime, time)) else value
        cell.number_format = self._format
        return cell

    def _text_cell(self, text: str) -> "Cell":
        from openpyxl.cell import WriteOnlyCell

        clean = clean_for_xml(text)
        if len(clean) > MAX_TEXT:
            clean = clean[: MAX_TEXT - len(MARK)] + MARK
            self._written.shortened += 1
        cell = WriteOnlyCell(self._sheet, "")
        escaped = ESCAPED.sub("_x005F_", clean)
        object.__setattr__(cell, "_value", escaped)  # the setter would make a formula of it, or cut it in silence
        cell.data_type = "s"
        cell.number_format = FORMATS["text"]
        if clean.startswith(LIVE):
            cell.quotePrefix = True
        return cell
