"""The child's half of reading: typed cells of calamine or openpyxl, cleaned and sent in chunks (versturen)."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
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

SentRow = tuple[int, list[str], str]
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
        sender.line("refused", [refused.code, refused.message_nl, refused.remedy_nl])
    except ImportError as error:
        sender.line("missing", error.name)
    except MemoryError:
        sender.line("refused", ["too-heavy", "Het bestand vraagt te veel geheugen.", ASK_AGAIN])


class _CalamineFails(Exception):  # noqa: N818 - not an error yet: openpyxl may read it
    """Calamine cannot read this workbook; it finds out before the first row."""


class _Sender:
    """Writes JSON lines and stops when the texts together grow past a bound."""

    def __init__(self, out: BinaryIO, max_text: int) -> None:
        self._out = out
        self._left = max_text

    def line(self, name: str, value: object) -> None:
        raw = json.dumps([name, value], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        self._left -= len(raw)
        if self._left < 0:
            raise WorkbookRefused("too-much-text", "Het bestand bevat te veel tekst.", "Splits het bestand.")
        self._out.write(raw + b"\n")
        self._out.flush()


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
    sent, chunk = 0, []
    for row in _sent_rows(rows, _overlay(sheet)):
        chunk.append(row)
        if len(chunk) == CHUNK_ROWS:
            sender.line("rows", chunk)
            sent, chunk = sent + len(chunk), []
    if chunk:
        sender.line("rows", chunk)
    return sent + len(chunk)


def _sent_rows(rows: Rows, overlay: Overlay) -> Iterator[SentRow]:
    left = dict(overlay)
    for number, values in rows:
        texts, kinds = _texts(values)
        if overlay and number in left:
            _lay_over(texts, kinds, left.pop(number))
        while kinds and kinds[-1] == "-":
            kinds.pop()
        if kinds:
            yield number, texts[: len(kinds)], "".join(kinds)
    for number, cells in sorted(left.items()):  # rows that hold nothing but errors may not be read at all
        texts, kinds = [], []
        _lay_over(texts, kinds, cells)
        yield number, texts, "".join(kinds)


def _texts(values: list[Any]) -> tuple[list[str], list[str]]:
    texts, kinds = [], []
    for value in values:
        if value.__class__ is str:
            text = clean_cell(value) if value else ""
            kind = "t" if text else "-"
            if len(text) > MAX_CELL_TEXT:
                raise WorkbookRefused(
                    "text-too-long", "Een cel bevat meer tekst dan Excel toestaat.", "Kort de tekst in die cel in."
                )
        else:
            kind, text = _typed(value)
        texts.append(text)
        kinds.append(kind)
    return texts, kinds


def _typed(value: object) -> tuple[str, str]:
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
            return Kind.TEXT.value, clean_cell(str(value))


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


def _lay_over(texts: list[str], kinds: list[str], cells: dict[int, tuple[str, str]]) -> None:
    missing = max(cells) + 1 - len(texts)
    texts.extend([""] * missing)
    kinds.extend(["-"] * missing)
    for column, (kind, text) in cells.items():
        texts[column], kinds[column] = text, kind


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
