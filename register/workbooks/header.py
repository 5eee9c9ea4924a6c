"""Finds the table in a workbook: sheet, header row, columns, and what must stay out (kopregel zoeken)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from register.workbooks.cells import EMPTY_CELL, Cell, Row, column_letter
from register.workbooks.columns import Columns, choose_columns
from register.workbooks.layouts import HEADER_DEPTH, Layout, normalise_header
from register.workbooks.read import Sheet, Workbook
from register.workbooks.refused import WorkbookRefused
from register.workbooks.tablerows import keep_rows

REMEDY_HEADER = "Zet boven elke kolom een kop. Het sjabloon laat zien welke koppen we kennen."


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The rows of one sheet, reduced to the columns we know.

    `columns` gives the place of a field in a row's texts; `headers` and `letters` run alongside those places. Values of
    unknown and refused columns are not in here. `notices` say, in Dutch, what was skipped and why.
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
            return f"blad '{self.sheet}', rij {row.number}"
        return f"blad '{self.sheet}', cel {self.letters[position]}{row.number} ({self.headers[position]})"


def find_table(workbook: Workbook, layout: Layout) -> Table:
    """Find the header row with the most known headers in the first 15 rows, and take the known columns below it.

    Raises:
        WorkbookRefused: no header, a required column missing, a header twice or ambiguous, BSNs as key, or no rows.

    """
    sheet, header = _best_header(workbook, layout)
    below = [row for row in sheet.rows if row.number > header.number]
    columns = choose_columns(sheet.name, header, below, layout)
    rows, skipped = keep_rows(below, columns, sheet.name)
    if not rows:
        raise WorkbookRefused(
            "no-rows",
            f"Onder de koppen in rij {header.number} van blad '{sheet.name}' staat geen enkele rij om te lezen.",
            "Vul het blad in, of kies het bestand dat de gegevens bevat.",
        )
    return _table(workbook, layout, sheet, header, columns, rows, skipped)


def _table(  # noqa: PLR0917 - the parts of one table, at hand in one place
    workbook: Workbook,
    layout: Layout,
    sheet: Sheet,
    header: Row,
    columns: Columns,
    rows: tuple[Row, ...],
    skipped: tuple[str, ...],
) -> Table:
    fields = tuple(columns.positions)
    others = tuple(
        f"Blad '{other.name}' is niet gelezen: de gegevens komen van blad '{sheet.name}'."
        for other in workbook.sheets
        if other is not sheet and other.rows and max(map(_hits_of(layout), other.rows[:HEADER_DEPTH])) > 1
    )
    return Table(
        layout=layout,
        sheet=sheet.name,
        header_row=header.number,
        columns=MappingProxyType({field: place for place, field in enumerate(fields)}),
        headers=tuple(header.texts[columns.positions[field]] for field in fields),
        letters=tuple(column_letter(columns.positions[field]) for field in fields),
        rows=rows,
        unknown=columns.unknown,
        refused=columns.refused,
        notices=(*workbook.notices, *others, *columns.notices, *skipped),
    )


def _best_header(workbook: Workbook, layout: Layout) -> tuple[Sheet, Row]:
    hits = _hits_of(layout)
    best: tuple[tuple[int, bool, int], Sheet, Row] | None = None
    for place, sheet in enumerate(workbook.sheets):
        for row in sheet.rows[:HEADER_DEPTH]:
            score = (hits(row), not sheet.hidden, -place)
            if row.number <= HEADER_DEPTH and score[0] and (best is None or score > best[0]):
                best = (score, sheet, row)
    if best is None:
        raise _no_header(workbook)
    return best[1], best[2]


def _hits_of(layout: Layout) -> Callable[[Row], int]:
    known = {alias for field in layout.fields for alias in (*field.aliases, *field.fallback)} | set(layout.refused)
    return lambda row: len({normalise_header(text) for text in row.texts if text} & known)


def _no_header(workbook: Workbook) -> WorkbookRefused:
    sheet = next(sheet for sheet in workbook.sheets if sheet.rows)
    return WorkbookRefused(
        "header-missing",
        f"In de eerste {HEADER_DEPTH} rijen van blad '{sheet.name}' herkennen we geen enkele kolomkop.",
        REMEDY_HEADER,
    )
