"""Reads a workbook in a limited child process and gives its sheets as plain cells (werkmap lezen)."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

from register.workbooks.cells import Kind, Row
from register.workbooks.child import ROWS_PER_SECOND
from register.workbooks.notices import sheet_notices, workbook_notices
from register.workbooks.refused import ASK_AGAIN, WorkbookRefused
from register.workbooks.report import GateReport, report_from_json

WALL_SECONDS = 30
EMPTY = Kind.EMPTY.value
CHILD = Path(__file__).with_name("child.py")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One worksheet: its rows that hold something, in order, and what the person must know about it."""

    name: str
    hidden: bool
    rows: tuple[Row, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Workbook:
    """A read workbook; `notices` name, in Dutch, what was hidden, merged, linked or without a value."""

    sheets: tuple[Sheet, ...]
    notices: tuple[str, ...] = ()


def read_workbook(path: Path, *, max_rows: int = 20_000) -> Workbook:
    """Gate and parse a file in a child process with limits on memory, time and files.

    Args:
        path: the received .xlsx.
        max_rows: rows a sheet may hold below its titles.

    Raises:
        WorkbookRefused: the gate or the reader refuses it, it holds no rows, or reading it takes too much.
        RuntimeError: a library of ours is missing on this server.

    """
    report: GateReport | None = None
    names: list[str] = []
    rows: list[list[Row]] = []
    for name, value in _facts(path, max_rows):
        match name:
            case "refused":
                raise WorkbookRefused(*value)
            case "missing":
                raise RuntimeError(f"Op deze server ontbreekt de Python-bibliotheek {value}; installeer die.")
            case "report":
                report = report_from_json(value)
            case "sheet":
                names.append(value)
                rows.append([])
            case "rows":
                rows[-1].extend(_rows(*value))
    if report is None:
        raise _died()
    return _workbook(report, names, rows)


def _rows(numbers: list[int], texts: list[list[str]], kinds: list[str]) -> Iterator[Row]:
    """Turn sent columns into rows; a row without any cell is dropped."""
    lines = map("".join, zip(*kinds, strict=True))
    for number, row, line in zip(numbers, zip(*texts, strict=True), lines, strict=bool(texts)):
        if line.strip(EMPTY):
            yield Row(number, row, line)


def _workbook(report: GateReport, names: list[str], rows: list[list[Row]]) -> Workbook:
    if not any(rows):
        raise WorkbookRefused(
            "no-rows",
            f"Er staat geen enkele rij in het bestand (bladen: {', '.join(names)}).",
            "Controleer of je het goede bestand hebt en of het blad gegevens bevat.",
        )
    sheets = tuple(
        Sheet(name=name, hidden=seen.hidden, rows=tuple(found), notices=sheet_notices(seen))
        for name, found, seen in zip(names, rows, report.sheets, strict=True)
    )
    return Workbook(sheets=sheets, notices=workbook_notices(report))


def _facts(path: Path, max_rows: int) -> Iterator[tuple[str, Any]]:
    command = [sys.executable, "-I", str(CHILD), str(ROOT), str(path.absolute()), str(max_rows)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, close_fds=True
    ) as process:
        timer = Timer(max(WALL_SECONDS, max_rows / ROWS_PER_SECOND), process.kill)
        timer.start()
        try:
            yield from _lines(process)
        finally:
            timer.cancel()
            process.kill()


def _lines(process: "subprocess.Popen[bytes]") -> Iterator[tuple[str, Any]]:
    name = ""
    for line in process.stdout or ():
        try:
            name, value = json.loads(line)
        except ValueError:
            break  # the child died in the middle of a line
        yield name, value
    if name not in {"end", "refused", "missing"}:
        raise _died()


def _died() -> WorkbookRefused:
    return WorkbookRefused(
        "reader-died", "Het lezen van dit bestand kost te veel tijd of geheugen en is gestopt.", ASK_AGAIN
    )
