"""Finds the table in a workbook: sheet, header row, columns, and what must stay out (kopregel zoeken)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from register.workbooks.cells import EMPTY_CELL, Cell, Row, column_letter
from register.workbooks.columnfacts import column_notices
from register.workbooks.columns import Columns, choose_columns
from register.workbooks.headerrows import Found, best_header, known_headers
from register.workbooks.layouts import HEADER_DEPTH, Layout
from register.workbooks.mapping import SeenColumn, seen_columns
from register.workbooks.read import Workbook
from register.workbooks.refused import WorkbookRefused
from register.workbooks.tablerows import keep_rows
from register.workbooks.words import sheet_called


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The rows of one sheet, reduced to the columns we know.

    `columns` gives the place of a field in a row's texts; `headers` and `letters` run alongside those places. Values of
    unknown and refused columns are not in here. `notices` say, in Dutch, what was skipped and why. `choices` is how a
    person wants a column of dates read, by field; `seen` is every column of the file, to show and adjust the mapping.
    """

    layout: Layout
    sheet: str
    header_row: int
    columns: MappingProxyType[str, int]
    headers: tuple[str, ...]
    letters: tuple[str, ...]
    rows: tuple[Row, ...]
    unknown: tuple[str, ...]
    refused: tuple[str, ...]
    notices: tuple[str, ...]
    choices: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[SeenColumn, ...] = ()

    def cell(self, row: Row, field: str) -> Cell:
        """Give a field's cell in a row; empty when the sheet has no such column."""
        position = self.columns.get(field)
        return EMPTY_CELL if position is None else row.cell(position)

    def column(self, field: str) -> Iterator[Cell]:
        """Give a field's cells, top to bottom."""
        return (self.cell(row, field) for row in self.rows)

    def where(self, row: Row, field: str) -> str:
        """Name a cell for a message: sheet, reference and header."""
        position = self.columns.get(field)
        if position is None:
            return f"{sheet_called(self.sheet)}, rij {row.number}"
        return f"{sheet_called(self.sheet)}, cel {self.letters[position]}{row.number} ({self.headers[position]})"


def find_table(workbook: Workbook, layout: Layout, *, choices: Mapping[str, str] | None = None) -> Table:
    """Find the header with the most known headers in the first 15 rows, and take the known columns below it.

    Args:
        workbook: the read file.
        layout: which headers mean what; of a system, or of an own preset.
        choices: answers about columns of dates, by field or by header: `dag-maand`, `maand-dag` or `excel-getal`.

    Raises:
        WorkbookRefused: no header, a required column missing, a header twice or ambiguous, BSNs as key, or no rows.

    """
    found = best_header(workbook, layout)
    below = [row for row in found.sheet.rows if row.number > found.last_row]
    columns = choose_columns(found.sheet.name, found.header, below, layout)
    rows, skipped = keep_rows(below, columns, found.sheet.name)
    if not rows:
        raise WorkbookRefused(
            "no-rows",
            f"Onder de koppen in rij {found.last_row} van {sheet_called(found.sheet.name)} staat geen enkele rij.",
            "Vul het blad in, of kies het bestand dat de gegevens bevat.",
        )
    notices = (*workbook.notices, *other_sheets(workbook, found, layout), *columns.notices, *skipped)
    return _table(layout, found, columns, rows, notices=notices, below=below, choices=choices or {})


def _table(
    layout: Layout,
    found: Found,
    columns: Columns,
    rows: tuple[Row, ...],
    *,
    notices: tuple[str, ...],
    below: list[Row],
    choices: Mapping[str, str],
) -> Table:
    fields = tuple(columns.positions)
    places = {field: place for place, field in enumerate(fields)}
    headers = tuple(found.header.texts[columns.positions[field]] for field in fields)
    return Table(
        layout=layout,
        sheet=found.sheet.name,
        header_row=found.last_row,
        columns=MappingProxyType(places),
        headers=headers,
        letters=tuple(column_letter(columns.positions[field]) for field in fields),
        rows=rows,
        unknown=columns.unknown,
        refused=columns.refused,
        notices=(*notices, *column_notices(rows, places, headers)),
        choices=_by_field(layout, choices, dict(zip(headers, fields, strict=True))),
        seen=seen_columns(found.header, below, columns),
    )


def _by_field(layout: Layout, choices: Mapping[str, str], fields: Mapping[str, str]) -> Mapping[str, str]:
    """Give the choices by field; what an own preset says about dates holds for every column without a choice."""
    named = {fields.get(name, name): choice for name, choice in choices.items()}
    default = dict.fromkeys(fields.values(), layout.dates) if layout.dates else {}
    return MappingProxyType(default | named)


def other_sheets(workbook: Workbook, found: Found, layout: Layout) -> tuple[str, ...]:
    """Name the sheets that could have been read as well, with what to do to have one of them."""
    return tuple(
        f"Blad '{other.name}' is niet gelezen: de gegevens komen van blad '{found.sheet.name}'. "
        "Wil je dat andere blad? Lever het bestand nog eens in, en noem daarbij dit blad."
        for other in workbook.sheets
        if other is not found.sheet
        and max((len(known_headers(row, layout)) for row in other.rows[:HEADER_DEPTH]), default=0) > 1
    )
