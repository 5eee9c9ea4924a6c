"""The one writer of text files: safe for formulas, lossless, in the dialect of whoever reads it (csv schrijven)."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import BinaryIO

from register.workbooks.clean import clean_for_xml
from register.workbooks.guard import guard
from register.workbooks.write import Column, Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """How a text file is written: signs between cells, row ends, decimals, days."""

    delimiter: str = ";"
    bom: bool = False
    decimal: str = ","
    day: str = "%d-%m-%Y"
    row_end: str = "\r\n"
    upper_header: bool = False
    quotes: bool = True
    """Whether a text may stand between quotation marks; if not, signs of the dialect in a text become a space."""


DUTCH_EXCEL = Dialect(bom=True)
"""What a Dutch Excel opens in columns by a double click: `;`, UTF-8 with BOM, decimal comma, CRLF."""


@dataclass(kw_only=True, slots=True)
class CsvWritten:
    """What was written; `guarded` texts got an apostrophe, of `changed` texts a sign was replaced by a space."""

    rows: int = 0
    guarded: int = 0
    changed: int = 0


def write_csv(
    out: BinaryIO, columns: Sequence[Column], rows: Iterable[Sequence[Value]], dialect: Dialect = DUTCH_EXCEL
) -> CsvWritten:
    """Write a header and rows, in pieces, so that memory does not grow with them."""
    written = CsvWritten()
    if dialect.bom:
        out.write(b"\xef\xbb\xbf")
    buffer = io.StringIO(newline="")
    line = _liner(buffer, dialect)
    headers = [column.header.upper() if dialect.upper_header else column.header for column in columns]
    line([_text(header, dialect, CsvWritten()) for header in headers])
    for cells in _cells(rows, dialect, written):
        line(cells)
        written.rows += 1
        if buffer.tell() > 1 << 16:
            _empty(buffer, out)
    _empty(buffer, out)
    return written


def _liner(buffer: io.StringIO, dialect: Dialect) -> Callable[[Sequence[str]], object]:
    if not dialect.quotes:
        return lambda cells: buffer.write(dialect.delimiter.join(cells) + dialect.row_end)
    return csv.writer(buffer, delimiter=dialect.delimiter, lineterminator=dialect.row_end).writerow


def _empty(buffer: io.StringIO, out: BinaryIO) -> None:
    out.write(buffer.getvalue().encode("utf-8"))
    buffer.seek(0)
    buffer.truncate()


def _cells(rows: Iterable[Sequence[Value]], dialect: Dialect, written: CsvWritten) -> Iterator[list[str]]:
    for row in rows:
        yield [_cell(value, dialect, written) for value in row]


def _cell(value: Value, dialect: Dialect, written: CsvWritten) -> str:
    """Write a value; a number stays a number, also below zero."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, (date, time)):
        return value.strftime(_notation(value, dialect))
    if value is None or isinstance(value, str):
        return _text(value or "", dialect, written)
    plain = f"{value.normalize() + 0:f}" if isinstance(value, Decimal) else str(value)
    return plain.replace(".", dialect.decimal)


def _notation(value: date | time, dialect: Dialect) -> str:
    if isinstance(value, datetime):
        return f"{dialect.day} %H:%M"
    return dialect.day if isinstance(value, date) else "%H:%M"


def _text(value: str, dialect: Dialect, written: CsvWritten) -> str:
    text = clean_for_xml(value)
    if not dialect.quotes:
        text = _without_signs(text, dialect, written)
    safe = guard(text)
    written.guarded += safe != text
    return safe


def _without_signs(text: str, dialect: Dialect, written: CsvWritten) -> str:
    plain = text
    for sign in (dialect.row_end.strip(), dialect.delimiter, "\r", "\n", '"'):
        plain = plain.replace(sign, " ") if sign else plain
    written.changed += plain != text
    return plain
