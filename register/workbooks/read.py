"""Reads a workbook in a limited child process and gives its sheets as plain cells (werkmap lezen)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Thread
from typing import Any

from register.workbooks.cells import Kind, Row
from register.workbooks.children import Child
from register.workbooks.kind import ZIP
from register.workbooks.notices import sheet_notices, workbook_notices
from register.workbooks.progress import tell
from register.workbooks.refused import ASK_AGAIN, WorkbookRefused
from register.workbooks.report import GateReport, SheetReport, report_from_json
from register.workbooks.tally import split_reference
from register.workbooks.typed import BETWEEN

EMPTY = Kind.EMPTY.value
TWO_CHILDREN_FROM = 256 * 1024
"""Size in bytes of an .xlsx from which gate and reader each get a process of their own, at the same time."""
MOST_KEPT = 20_000
"""Different texts of a file that are known at a time, to keep equal ones once."""
AT_ONCE = 2
"""How many files one process of ours has read at the same time: the others of its threads are for pages."""
READING = BoundedSemaphore(AT_ONCE)


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
    """Gate and parse a file in child processes with limits on memory, time and files.

    Args:
        path: the received .xlsx, .xls, .ods, .csv or .txt; its name does not matter.
        max_rows: rows a sheet may hold below its titles.

    Raises:
        WorkbookRefused: the gate or the reader refuses it, it holds no rows, reading it takes too much, or too many
            others are being read.
        RuntimeError: a library of ours is missing on this server.

    """
    if not READING.acquire(blocking=False):
        raise WorkbookRefused(
            "busy", "Er worden nu al andere bestanden gelezen.", "Wacht een minuut en lever het bestand opnieuw in."
        )
    try:
        found = _read_side_by_side(path, max_rows) if _is_large_zip(path) else None
        if found is None:
            found = _Heard()
            with Child("whole", path, max_rows) as child:
                found.listen(child)
    finally:
        READING.release()
    return found.workbook()


class _Heard:
    """What the children said, line by line."""

    def __init__(self) -> None:
        self.report: GateReport | None = None
        self.names: list[str] = []
        self.rows: list[list[Row]] = []
        self.ending: tuple[str, Any] = ("died", None)
        self._same = _Same()

    def listen(self, lines: Iterable[tuple[str, Any]]) -> None:
        """Take in every line of one child."""
        for name, value in lines:
            match name:
                case "report":
                    self.report = report_from_json(value)
                case "sheet":
                    self.names.append(value)
                    self.rows.append([])
                case "again":
                    self.names.pop()
                    self.rows.pop()
                case "rows":
                    self.rows[-1].extend(_rows(*value, same=self._same))
                    tell(len(self.rows[-1]), None, "rijen gelezen")
                case _:
                    self.ending = name, value

    def workbook(self) -> Workbook:
        """Make the workbook, or raise the refusal."""
        name, value = self.ending
        if name == "refused":
            raise WorkbookRefused(*value)
        if name == "missing":
            raise RuntimeError(f"Op deze server ontbreekt de Python-bibliotheek {value}; installeer die.")
        if name == "failed":
            raise WorkbookRefused("unreadable", "De werkmap is niet te lezen.", ASK_AGAIN)
        if name != "end" or self.report is None:
            raise _died()
        return _workbook(self.report, self.names, self.rows)

    def lacks_rows(self) -> bool:
        """Tell whether the reader saw less than the gate: some files it reads as nothing, in silence."""
        if self.ending[0] != "end" or self.report is None or len(self.rows) != len(self.report.sheets):
            return True
        return any(seen.rows and not found for seen, found in zip(self.report.sheets, self.rows, strict=True))


def _read_side_by_side(path: Path, max_rows: int) -> _Heard | None:
    """Let one child be the gate while another reads; None when it takes the careful road after all."""
    seen, found = _Heard(), _Heard()
    with Child("gate", path, max_rows) as gate, Child("rows", path, max_rows) as reader:

        def watch() -> None:
            seen.listen(gate)
            if seen.ending[0] != "end":
                reader.kill()

        watcher = Thread(target=watch)
        watcher.start()
        try:
            found.listen(reader)
        finally:
            watcher.join()
    if seen.ending[0] != "end":
        return seen
    found.report = seen.report
    return None if found.lacks_rows() else found


def _is_large_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(ZIP)) == ZIP and path.stat().st_size >= TWO_CHILDREN_FROM


class _Same:
    """Keeps equal texts once: a large file says the same few things many times, and memory is what it has least of."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def once(self, texts: list[str]) -> list[str]:
        """Give the same texts, equal ones as one; what was known before is forgotten when it grows too large."""
        if len(self._known) > MOST_KEPT:
            self._known.clear()
        return list(map(self._known.setdefault, texts, texts))


def _rows(numbers: list[int], texts: list[str], kinds: list[str], *, same: _Same) -> list[Row]:
    """Turn sent columns into rows; a row without any cell is dropped."""
    lines = same.once(list(map("".join, zip(*kinds, strict=True))))
    columns = [same.once(column.split(BETWEEN)) for column in texts]
    rows = list(map(Row._make, zip(numbers, zip(*columns, strict=True), lines, strict=bool(texts))))
    return rows if all(line.strip(EMPTY) for line in set(lines)) else [row for row in rows if row.kinds.strip(EMPTY)]


def _workbook(report: GateReport, names: list[str], rows: list[list[Row]]) -> Workbook:
    found = [_laid_over(sheet, seen) for sheet, seen in zip(rows, report.sheets, strict=True)]
    if not any(found):
        raise WorkbookRefused(
            "no-rows",
            f"Er staat geen enkele rij in het bestand (bladen: {', '.join(names)}).",
            "Controleer of je het goede bestand hebt en of het blad gegevens bevat.",
        )
    sheets = tuple(
        Sheet(name=name, hidden=seen.hidden, rows=tuple(kept), notices=sheet_notices(seen))
        for name, kept, seen in zip(names, found, report.sheets, strict=True)
    )
    return Workbook(sheets=sheets, notices=workbook_notices(report))


def _laid_over(rows: list[Row], seen: SheetReport) -> list[Row]:
    """Put the errors and formulas that the gate saw over what the reader made of them."""
    odd = [(place, Kind.ERROR.value, text) for place, text in seen.errors.items()]
    odd += [(place, Kind.FORMULA.value, "") for place in seen.no_value]
    if not odd:
        return rows
    by_number = {row.number: row for row in rows}
    for reference, kind, text in odd:
        number, column = split_reference(reference)
        row = by_number.get(number) or Row(number, (), "")
        gap = column + 1 - len(row.texts)
        texts, kinds = [*row.texts, *[""] * gap], [*row.kinds, *EMPTY * gap]
        texts[column], kinds[column] = text, kind
        by_number[number] = Row(number, tuple(texts), "".join(kinds))
    return [by_number[number] for number in sorted(by_number)]


def _died() -> WorkbookRefused:
    return WorkbookRefused(
        "reader-died", "Het lezen van dit bestand kost te veel tijd of geheugen en is gestopt.", ASK_AGAIN
    )
