"""The child's half of reading: gate, reader, and typed cells sent in chunks (versturen)."""

import json
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice, zip_longest
from pathlib import Path
from typing import BinaryIO

from register.workbooks.kind import FileKind, kind_of
from register.workbooks.readers import CalamineFails, calamine_rows, openpyxl_rows
from register.workbooks.refused import ASK_AGAIN, WorkbookRefused
from register.workbooks.report import GateReport, SheetReport
from register.workbooks.typed import BETWEEN, Rows, sent_column

CHUNK_ROWS = 500
LIGHT = 8
"""A file of which one part in eight of the text that may be sent was sent is heavy: the rest is weighed first."""


def send_workbook(path: str, *, mode: str, max_rows: int, max_text: int, out: BinaryIO) -> None:
    """Gate and read a file; write a line per fact, chunk of rows or refusal.

    Args:
        path: the file.
        mode: `whole`: gate and rows; `gate`: only what the gate sees; `rows`: only the rows, for an .xlsx of which
            another process is the gate at the same moment.
        max_rows: rows a sheet may hold.
        max_text: bytes that may be sent in all.
        out: where the lines go.

    """
    sender = _Sender(out, max_text)
    try:
        _send(Path(path), mode, max_rows, sender)
    except WorkbookRefused as refused:
        sender.last("refused", [refused.code, refused.message_nl, refused.remedy_nl])
    except ImportError as error:
        sender.last("missing", error.name)
    except CalamineFails:
        sender.last("failed", None)
    except MemoryError:
        sender.last("refused", ["too-heavy", "Het bestand vraagt te veel geheugen.", ASK_AGAIN])


class _Sender:
    """Writes JSON lines and stops when the texts together grow past a bound."""

    def __init__(self, out: BinaryIO, max_text: int) -> None:
        self._out = out
        self._left = max_text
        self._light_above = max_text - max_text // LIGHT

    def line(self, name: str, value: object) -> None:
        """Send one line, up to the size that a table may have.

        Raises:
            WorkbookRefused: the text goes past it.

        """
        raw = _raw(name, value)
        self._left -= len(raw)
        if self._left < 0:
            raise _too_much_text()
        self._out.write(raw)
        self._out.flush()

    def last(self, name: str, value: object) -> None:
        """Write the line that ends it all, whatever the bound."""
        self._out.write(_raw(name, value))
        self._out.flush()

    def sheet(self, name: str, rows: Rows) -> int:
        """Send a sheet's rows; give how many held something.

        A column of `CHUNK_ROWS` cells at a time: one type a column is the rule, and quick to clean; its texts go as
        one, which JSON writes and reads several times as quickly as a list of them.
        """
        self.line("sheet", name)
        sent = 0
        weighed = False
        while chunk := list(islice(rows, CHUNK_ROWS)):
            columns = [sent_column(values) for values in zip_longest(*[values for _, values in chunk])]
            kinds = [line for _, line in columns]
            self.line("rows", [[number for number, _ in chunk], [BETWEEN.join(texts) for texts, _ in columns], kinds])
            sent += _filled(kinds, len(chunk))
            if self._left < self._light_above and not weighed:
                rows, weighed = self._weighed(rows), True
        return sent

    def _weighed(self, rows: Rows) -> Rows:
        """Count the texts to come before they are cleaned and sent: one text used over and over is soon too much.

        Raises:
            WorkbookRefused: there is more than may be sent.

        """
        kept = []
        weight = 0
        for number, values in rows:
            weight += sum(len(value) for value in values if value.__class__ is str)
            if weight > self._left:
                raise _too_much_text()
            kept.append((number, values))
        return iter(kept)


def _filled(kinds: list[str], rows: int) -> int:
    """Count the rows that hold something: all of them where some column has no empty cell, as a key has none."""
    if any("-" not in line for line in kinds):
        return rows
    return sum(1 for line in map("".join, zip(*kinds, strict=True)) if line.strip("-"))


def _too_much_text() -> WorkbookRefused:
    return WorkbookRefused("too-much-text", "Het bestand bevat te veel tekst.", "Splits het bestand.")


def _raw(name: str, value: object) -> bytes:
    return json.dumps([name, value], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _send(path: Path, mode: str, max_rows: int, sender: _Sender) -> None:
    kind = kind_of(path)
    if mode == "rows":
        _send_rows_only(path, max_rows, sender)
    elif kind is FileKind.XLSX:
        _send_xlsx(path, max_rows, sender, rows=mode == "whole")
    elif kind is FileKind.XLS:
        _send_xls(path, max_rows, sender)
    elif kind is FileKind.ODS:
        _send_ods(path, max_rows, sender)
    else:
        _send_text(path, max_rows, sender)


def _send_rows_only(path: Path, max_rows: int, sender: _Sender) -> None:
    from register.workbooks.gate import open_package
    from register.workbooks.relations import sheet_parts

    with open_package(path, max_rows=max_rows) as package:
        names = [sheet.name for sheet in sheet_parts(package)]
    for name in names:
        sender.sheet(name, calamine_rows(path, name))
    sender.last("end", None)


def _send_xlsx(path: Path, max_rows: int, sender: _Sender, *, rows: bool) -> None:
    from register.workbooks.gate import inspect

    report = inspect(path, max_rows=max_rows)
    for sheet in report.sheets if rows else ():
        sent = 0
        with suppress(CalamineFails):
            sent = sender.sheet(sheet.name, calamine_rows(path, sheet.name))
        if not sent and sheet.rows:  # calamine reads some encodings as nothing, in silence
            sender.line("again", None)
            sender.sheet(sheet.name, openpyxl_rows(path, sheet))
    _end(report, sender)


def _send_xls(path: Path, max_rows: int, sender: _Sender) -> None:
    from register.workbooks.biff import inspect_xls

    report = inspect_xls(path, max_rows=max_rows)
    for sheet in report.sheets:
        if not sheet.rows:
            sender.line("sheet", sheet.name)
        elif not sender.sheet(sheet.name, calamine_rows(path, sheet.name)):
            raise CalamineFails
    _end(report, sender)


def _send_ods(path: Path, max_rows: int, sender: _Sender) -> None:
    from register.workbooks.odsread import read_ods

    report, sheets = read_ods(path, max_rows=max_rows)
    for sheet in sheets:
        sender.sheet(sheet.tally.name, iter(sheet.rows))
    _end(report, sender)


def _send_text(path: Path, max_rows: int, sender: _Sender) -> None:
    from register.workbooks.textread import TextFile

    file = TextFile(path, max_rows=max_rows)
    sender.sheet(file.tally.name, file.rows())
    sheets: Iterable[SheetReport] = (file.tally.report(),)
    _end(GateReport(sheets=tuple(sheets), notices=tuple(file.notices)), sender)


def _end(report: GateReport, sender: _Sender) -> None:
    sender.line("report", report.as_json())
    sender.last("end", None)
