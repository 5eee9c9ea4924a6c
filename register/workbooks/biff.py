"""The gate for old Excel files: walks the records without reading a value of a person (poort voor .xls)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from register.workbooks.cells import column_letter
from register.workbooks.compound import Compound, damaged
from register.workbooks.refused import SAVE_AS_XLSX, WorkbookRefused
from register.workbooks.report import GateReport, SheetReport
from register.workbooks.tally import SheetTally

STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
MACROS = frozenset({"_VBA_PROJECT_CUR", "VBA", "Macros"})
BOF, EOF, SHEET, PASSWORD, LINKED, PROJECT = 0x809, 0x0A, 0x85, 0x2F, 0x1AE, 0xD3
ROW, COLUMNS, MERGED, FORMULA, BOOL_OR_ERROR = 0x208, 0x7D, 0xE5, 0x06, 0x205
SINGLE = frozenset({0xFD, 0x203, 0x27E, 0x204, 0xD6})
RUN = 0xBD
WORKSHEET, MACRO_SHEET = 0, 1
HIDDEN_ROW = 0x20
MAX_SHEETS = 200
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    name: str
    start: int
    hidden: bool


def inspect_xls(path: Path, *, max_rows: int) -> GateReport:
    """Check an .xls record by record.

    Raises:
        WorkbookRefused: password, macros, damage, or more than a bound allows.

    """
    box = Compound(path)
    if "EncryptedPackage" in box.names:
        raise password()
    if box.names & MACROS:
        raise _macro()
    stream = next((name for name in STREAMS if name in box.names), None)
    if stream is None:
        raise WorkbookRefused("kind-office", "Dit is een oud Office-bestand, maar geen Excel-werkmap.", SAVE_AS_XLSX)
    raw = box.read(stream)
    places, linked = _globals(raw)
    return GateReport(
        sheets=tuple(_sheet(raw, place, max_rows) for place in places),
        external_links=("een andere werkmap",) if linked else (),
        unpacked=len(raw),
    )


def password() -> WorkbookRefused:
    """Make the refusal for a file that asks a password."""
    return WorkbookRefused(
        "password",
        "Het bestand is beveiligd met een wachtwoord.",
        f"Haal in Excel het wachtwoord eraf (Bestand, Info, Werkmap beveiligen). {SAVE_AS_XLSX}",
    )


def _macro() -> WorkbookRefused:
    return WorkbookRefused(
        "macro", "Het bestand bevat macro's.", "Sla het op als Excel-werkmap zonder macro's (.xlsx)."
    )


def _records(raw: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Give number, start and length of each record up to the end of this part."""
    while True:
        if at + 4 > len(raw):
            raise damaged()
        number, length = struct.unpack_from("<2H", raw, at)
        at += 4
        if at + length > len(raw):
            raise damaged()
        yield number, at, length
        if number == EOF:
            return
        at += length


def _globals(raw: bytes) -> tuple[list[_Place], bool]:
    places: list[_Place] = []
    linked = False
    for number, at, length in _records(raw, 0):
        if number == PASSWORD:
            raise password()
        if number == PROJECT:
            raise _macro()
        if number == SHEET:
            place = _place(raw, at, length)
            places += [place] if place else []
        linked = linked or (number == LINKED and length > 4 and raw[at + 2 : at + 4] != b"\x01\x04")  # noqa: PLR2004
    if not places or len(places) > MAX_SHEETS:
        raise damaged()
    return places, linked


def _place(raw: bytes, at: int, length: int) -> _Place | None:
    if length < 8:  # noqa: PLR2004 - place, state, kind and the length of the name
        raise damaged()
    start, state, kind, signs, wide = struct.unpack_from("<L4B", raw, at)
    if kind == MACRO_SHEET:
        raise _macro()
    name = raw[at + 8 : at + 8 + signs * (2 if wide & 1 else 1)].decode(
        "utf-16-le" if wide & 1 else "latin-1", "replace"
    )
    return _Place(name=name, start=start, hidden=bool(state & 3)) if kind == WORKSHEET else None


def _sheet(raw: bytes, place: _Place, max_rows: int) -> SheetReport:
    tally = SheetTally(name=place.name, part=place.name, hidden=place.hidden, max_rows=max_rows)
    rows: set[int] = set()
    depth = 0
    for number, at, length in _whole_part(raw, place.start):
        depth += (number == BOF) - (number == EOF)
        if depth > 1:  # a chart inside the sheet has records of its own
            continue
        try:
            _count(raw, number, at, length, tally, rows)
        except struct.error as error:
            raise damaged() from error
    tally.add_rows(len(rows))
    return tally.report()


def _whole_part(raw: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    depth, at = 0, start
    while True:
        for record in _records(raw, at):
            depth += record[0] == BOF
            at = record[1] + record[2]
            yield record
        depth -= 1
        if depth <= 0:
            return


def _count(raw: bytes, number: int, at: int, length: int, tally: SheetTally, rows: set[int]) -> None:  # noqa: PLR0917 - one line per record
    if number in SINGLE:
        _filled(struct.unpack_from("<2H", raw, at), tally, rows)
    elif number == RUN:
        row, last = *struct.unpack_from("<H", raw, at), *struct.unpack_from("<H", raw, at + length - 2)
        _filled((row, last), tally, rows)
    elif number in {FORMULA, BOOL_OR_ERROR}:
        _filled(struct.unpack_from("<2H", raw, at), tally, rows)
        _error(raw, number, at, tally)
    elif number == ROW:
        row, flags = *struct.unpack_from("<H", raw, at), *struct.unpack_from("<H", raw, at + 12)
        if flags & HIDDEN_ROW:
            tally.add_hidden_row(row + 1)
    elif number == COLUMNS:
        first, last, _, _, flags = struct.unpack_from("<5H", raw, at)
        if flags & 1:
            tally.add_hidden_columns(first + 1, min(last, 255) + 1)
    elif number == MERGED:
        for place in range(struct.unpack_from("<H", raw, at)[0]):
            top, bottom, left, right = struct.unpack_from("<4H", raw, at + 2 + 8 * place)
            tally.add_merge(f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}")


def _filled(place: tuple[int, ...], tally: SheetTally, rows: set[int]) -> None:
    row, column = place
    rows.add(row)
    tally.add_cells(1)
    tally.add_extent(row + 1, column)


def _error(raw: bytes, number: int, at: int, tally: SheetTally) -> None:
    row, column = struct.unpack_from("<2H", raw, at)
    if number == FORMULA:
        code = raw[at + 8] if raw[at + 12 : at + 14] == b"\xff\xff" and raw[at + 6] == 2 else None  # noqa: PLR2004
    else:
        code = raw[at + 6] if raw[at + 7] else None
    if code is not None:
        tally.add_error(f"{column_letter(column)}{row + 1}", ERRORS.get(code, "#VALUE!"))
