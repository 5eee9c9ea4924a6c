"""The one sheet of a file that matters, kept whole but for what may not be kept: to map it anew, and to give rows back.

A refused column (BSN, salary, date of birth) is emptied before anything is kept. Elsewhere what looks like a BSN
becomes stars, but for the numbers that people and activities are known by (*klaargezet blad*).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from register.imports.columns import KEYS
from register.workbooks.bsn import find_bsn, mask
from register.workbooks.cells import Row, column_letter
from register.workbooks.columns import Columns, choose_columns
from register.workbooks.fileset import BETWEEN_FILES
from register.workbooks.header import Table, find_table, other_sheets
from register.workbooks.headerrows import Found, best_header, likely_header
from register.workbooks.layouts import Layout
from register.workbooks.mapping import SeenColumn, seen_columns
from register.workbooks.read import Sheet, Workbook
from register.workbooks.refused import WorkbookRefused
from register.workbooks.textread import SHEET as TEXT_FILE

Rows = tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class KeptSheet:
    """A header row and the rows below it, each column at its own place; `header_row` is its last row in the file."""

    name: str
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    blocked: tuple[tuple[str, str], ...]
    """Header and letter of each column that was emptied."""
    masked: tuple[str, ...]
    """Letters of columns in which something became stars."""
    notices: tuple[str, ...]

    @property
    def header(self) -> Row:
        """The headers as a row."""
        return Row(self.header_row, self.headers, "".join("t" if text else "-" for text in self.headers))


def sheet_shown(name: str) -> str:
    """Give the name of a sheet as people know it; empty where the file has no sheets."""
    return "" if name == TEXT_FILE or BETWEEN_FILES in name else name


def keep_sheet(workbook: Workbook, layout: Layout) -> KeptSheet:
    """Take the sheet with the best header, whether or not every column that we need is there.

    Where we know none of its headers, the row that looks like headers: then HR says which column is which.

    Raises:
        WorkbookRefused: nothing that looks like headers, a header twice, or BSNs as key.

    """
    found = _header(workbook, layout)
    below = [row for row in found.sheet.rows if row.number > found.last_row]
    columns = choose_columns(found.sheet.name, found.header, below, _lenient(layout))
    named = {place for place, text in enumerate(found.header.texts) if text}
    numbers = {place for field, place in columns.positions.items() if field in KEYS}
    readable = frozenset(named - columns.secret)
    rows, masked = _harmless(below, readable, sorted(readable - numbers))
    return KeptSheet(
        name=found.sheet.name,
        header_row=found.last_row,
        headers=tuple("" if place in columns.secret else mask(text) for place, text in enumerate(found.header.texts)),
        rows=rows,
        blocked=tuple((found.header.texts[place][:100], column_letter(place)) for place in sorted(columns.secret)),
        masked=tuple(column_letter(place) for place in sorted(masked)),
        notices=(*workbook.notices, *other_sheets(workbook, found, layout), *columns.notices[: len(columns.refused)]),
    )


def _header(workbook: Workbook, layout: Layout) -> Found:
    try:
        return best_header(workbook, layout)
    except WorkbookRefused:
        likely = likely_header(workbook)
        if likely is None:
            raise
        return likely


def read_table(kept: KeptSheet, layout: Layout, *, choices: Mapping[str, str] | None = None) -> Table:
    """Read the table of a kept sheet by a layout.

    Raises:
        WorkbookRefused: a column that we need is missing, or one field can come from two columns.

    """
    return find_table(_workbook(kept), layout, choices=choices)


def columns_of(kept: KeptSheet, layout: Layout) -> tuple[SeenColumn, ...]:
    """Give every column of the sheet with the field of ours that it fills, also where one that we need is missing."""
    columns: Columns = choose_columns(kept.name, kept.header, kept.rows, _lenient(layout))
    return seen_columns(kept.header, kept.rows, columns)


def to_json(kept: KeptSheet) -> dict[str, Any]:
    """Write a sheet as plain values."""
    return {
        "name": kept.name,
        "header_row": kept.header_row,
        "headers": list(kept.headers),
        "rows": [[row.number, list(row.texts), row.kinds] for row in kept.rows],
        "blocked": [list(one) for one in kept.blocked],
        "masked": list(kept.masked),
        "notices": list(kept.notices),
    }


def from_json(written: Mapping[str, Any]) -> KeptSheet:
    """Read back what `to_json` wrote."""
    return KeptSheet(
        name=written["name"],
        header_row=written["header_row"],
        headers=tuple(written["headers"]),
        rows=tuple(Row(number, tuple(texts), kinds) for number, texts, kinds in written["rows"]),
        blocked=tuple((header, letter) for header, letter in written["blocked"]),
        masked=tuple(written["masked"]),
        notices=tuple(written["notices"]),
    )


def _workbook(kept: KeptSheet) -> Workbook:
    sheet = Sheet(name=kept.name, hidden=False, rows=(kept.header, *kept.rows))
    return Workbook(sheets=(sheet,), notices=kept.notices)


def _lenient(layout: Layout) -> Layout:
    return replace(layout, fields=tuple(replace(field, required=False) for field in layout.fields))


def _harmless(below: Sequence[Row], readable: frozenset[int], texts: Sequence[int]) -> tuple[Rows, frozenset[int]]:
    """Keep the columns with a header that may be kept; in those without numbers of people, put stars over a BSN."""
    starred = frozenset(place for place in texts if _holds_bsn(place, below))
    width = max((len(row.texts) for row in below), default=0)
    if not starred and readable >= set(range(width)):
        return tuple(below), starred
    return tuple(_without(row, readable, starred) for row in below), starred


def _holds_bsn(place: int, below: Sequence[Row]) -> bool:
    """Look at a column as one text: the test on each cell is slow."""
    return bool(find_bsn("\n".join([row.texts[place] for row in below if place < len(row.texts)])))


def _without(row: Row, readable: frozenset[int], starred: frozenset[int]) -> Row:
    texts, kinds = list(row.texts), list(row.kinds)
    for place in range(len(texts)):
        if place not in readable:
            texts[place], kinds[place] = "", "-"
        elif place in starred:
            texts[place] = mask(texts[place])
    return Row(row.number, tuple(texts), "".join(kinds))
