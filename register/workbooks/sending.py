"""The child's half of reading: typed cells of calamine or openpyxl, cleaned and sent in chunks (versturen)."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from register.workbooks.cells import Kind
from register.workbooks.clean import clean_cell
from register.workbooks.gate import inspect
from register.workbooks.refused import ASK_AGAIN, WorkbookRefused
from register.workbooks.report import GateReport, SheetReport
from register.workbooks.tally import split_reference

CHUNK_ROWS = 500
MAX_CELL_TEXT = 32_767
WHOLE_LIMIT = 10**15

SentColumn = tuple[list[str], str]
Rows = Iterator[tuple[int, list[Any]]]
Overlay = dict[int, dict[int, tuple[str, str]]]


def send_workbook(path: str, *, max_rows: int, max_text: int, out: BinaryIO) -> None:
    """Gate and read a file; write a line per fact, chunk of rows or refusal."""
    sender = _Sender(out, max_text)
    try:
        report = inspect(Path(path), max_rows=max_rows)
        sender.line("report", report.as_json())
        _send_sheets(path, report, sender)
    except WorkbookRefused as refused:
        sender.last("refused", [refused.code, refused.message_nl, refused.remedy_nl])
    except ImportError as error:
        sender.last("missing", error.name)
    except MemoryError:
        sender.last("refused", ["too-heavy", "Het bestand vraagt te veel geheugen.", ASK_AGAIN])


class _CalamineFails(Exception):
    """Calamine cannot read this workbook; it finds out before the first row."""


class _Sender:
    """Writes JSON lines and stops when the texts together grow past a bound."""

    def __init__(self, out: BinaryIO, max_text: int) -> None:
        self._out = out
        self._left = max_text

    def line(self, name: str, value: object) -> None:
        raw = _raw(name, value)
        self._left -= len(raw)
        if self._left < 0:
            raise WorkbookRefused("too-much-text", "Het bestand bevat te veel tekst.", "Splits het bestand.")
        self._out.write(raw)
        self._out.flush()

    def last(self, name: str, value: object) -> None:
        """Write the line that ends it all, whatever the bound."""
        self._out.write(_raw(name, value))
        self._out.flush()


def _raw(name: str, value: object) -> bytes:
    return json.dumps([name, value], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _send_sheets(path: str, report: GateReport, sender: _Sender) -> None:
    total = 0
    for sheet in report.sheets:
        sender.line("sheet", sheet.name)
        total += _send_sheet(path, sheet, sender)
    sender.line("end", total)


def _send_sheet(path: str, sheet: SheetReport, sender: _Sender) -> int:
    sent = 0
    with suppress(_CalamineFails):
        sent = _send_rows(_calamine_rows(path, sheet), sheet, sender)
    if not sent and sheet.rows:  # calamine reads some encodings as nothing, in silence
        sent = _send_rows(_openpyxl_rows(path, sheet), sheet, sender)
    return sent


def _send_rows(rows: Rows, sheet: SheetReport, sender: _Sender) -> int:
    """Send columns of `CHUNK_ROWS` rows at a time: one type a column is the rule, and quick to clean and to unpack."""
    sent, overlay = 0, _overlay(sheet)
    while chunk := list(islice(rows, CHUNK_ROWS)):
        numbers = [number for number, _ in chunk]
        columns = [_sent_column(values) for values in zip_longest(*[values for _, values in chunk])]
        _lay_over(numbers, columns, overlay)
        sender.line("rows", [numbers, [texts for texts, _ in columns], [kinds for _, kinds in columns]])
        sent += sum(any(row) for row in zip(*[texts for texts, _ in columns], strict=True))
    for number in sorted(overlay):  # rows that hold nothing but errors may not be read at all
        columns = [([""], "-") for _ in range(max(overlay[number]) + 1)]
        _lay_over([number], columns, overlay)
        sender.line("rows", [[number], [texts for texts, _ in columns], [kinds for _, kinds in columns]])
        sent += 1
    return sent


def _sent_column(values: tuple[Any, ...]) -> SentColumn:
    if set(map(type, values)) == {str}:
        texts = _clean_texts(values)
        if all(texts):
            return texts, "t" * len(texts)
        return texts, "".join(["t" if text else "-" for text in texts])
    pairs = [_typed(value) for value in values]
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
        raise _too_long()
    return texts


@lru_cache(maxsize=8192, typed=True)  # typed: 1, 1.0 and True are equal but not the same cell
def _typed(value: object) -> tuple[str, str]:  # noqa: PLR0911 - one line per type of cell
    match value:
        case None:
            return Kind.EMPTY.value, ""
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


def _text(value: str) -> tuple[str, str]:
    text = clean_cell(value)
    if len(text) > MAX_CELL_TEXT:
        raise _too_long()
    return (Kind.TEXT.value, text) if text else (Kind.EMPTY.value, "")


def _too_long() -> WorkbookRefused:
    return WorkbookRefused(
        "text-too-long", "Een cel bevat meer tekst dan Excel toestaat.", "Kort de tekst in die cel in."
    )


def _moment(value: datetime) -> tuple[str, str]:
    if value.time() == time():  # readers differ in what they call a date at midnight
        return Kind.DATE.value, value.date().isoformat()
    return Kind.DATETIME.value, value.isoformat(timespec="seconds")


def _number(value: float) -> str:
    if value == int(value) and abs(value) < WHOLE_LIMIT:
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def _overlay(sheet: SheetReport) -> Overlay:
    overlay: Overlay = {}
    errors = ((reference, Kind.ERROR.value, text) for reference, text in sheet.errors.items())
    formulas = ((reference, Kind.FORMULA.value, "") for reference in sheet.no_value)
    for reference, kind, text in chain(errors, formulas):
        row, column = split_reference(reference)
        overlay.setdefault(row, {})[column] = (kind, text)
    return overlay


def _lay_over(numbers: list[int], columns: list[SentColumn], overlay: Overlay) -> None:
    """Put the errors and formulas that the gate saw over what the reader made of them, for the rows at hand."""
    for place, number in enumerate(numbers if overlay else ()):
        for column, (kind, text) in overlay.pop(number, {}).items():
            while len(columns) <= column:
                columns.append(([""] * len(numbers), "-" * len(numbers)))
            texts, kinds = columns[column]
            texts[place] = text
            columns[column] = texts, kinds[:place] + kind + kinds[place + 1 :]


def _calamine_rows(path: str, sheet: SheetReport) -> Rows:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            read = workbook.get_sheet_by_name(sheet.name)
            first = read.start
            if first is None:
                return
            yield from enumerate(read.iter_rows(), start=1)
    except CalamineError as error:
        raise _CalamineFails from error


def _openpyxl_rows(path: str, sheet: SheetReport) -> Rows:
    import warnings
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    warnings.simplefilter("ignore")
    try:
        workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        rows = workbook[sheet.name].iter_rows(max_row=sheet.last_row, max_col=sheet.last_column, values_only=True)
        yield from enumerate((list(row) for row in rows), start=1)
    except (KeyError, ValueError, TypeError, IndexError, OSError, ParseError, BadZipFile) as error:
        raise _unreadable(sheet.name) from error


def _unreadable(sheet: str) -> WorkbookRefused:
    return WorkbookRefused("unreadable", f"Blad '{sheet}' is niet te lezen.", ASK_AGAIN)
