"""Counts kept while a sheet streams past, with the bounds that make it a refusal (telling per blad)."""

import re
from dataclasses import dataclass, field

from register.workbooks.cells import column_letter, column_position
from register.workbooks.refused import WorkbookRefused
from register.workbooks.report import LISTED, SheetReport

REFERENCE = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
MAX_COLUMNS = 1_024
MAX_MERGES = 1_000
MAX_MERGED_CELLS = 100_000
HEAD_ROWS = 15
CELLS_PER_ROW = 256
REMEDY_ROWS = "Splits het bestand in kleinere bestanden, of haal rijen weg die er niet bij horen."
REMEDY_FAR = "Kopieer je tabel naar een nieuw, leeg bestand en lever dat in."


@dataclass(kw_only=True)
class SheetTally:
    """One sheet being counted; every `add_*` refuses as soon as a bound is passed."""

    name: str
    part: str
    hidden: bool
    max_rows: int
    rows: int = 0
    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    merged_cells: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    no_value: list[str] = field(default_factory=list)
    no_value_count: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    error_count: int = 0

    def add_rows(self, count: int) -> None:
        """Count rows with content."""
        self.rows += count
        if self.rows > self.max_rows + HEAD_ROWS:
            raise WorkbookRefused(
                "too-many-rows", f"Blad '{self.name}' heeft meer dan {self.max_rows} rijen.", REMEDY_ROWS
            )

    def add_cells(self, count: int) -> None:
        """Count cells, empty ones with a style too."""
        self.cells += count
        if self.cells > max(5_000_000, self.max_rows * CELLS_PER_ROW):
            raise WorkbookRefused("too-many-cells", f"Blad '{self.name}' heeft te veel cellen.", REMEDY_FAR)

    def fits(self, row: int, column: int) -> bool:
        """Tell whether the sheet stays within its bounds with a cell there; columns count from 0, rows from 1."""
        width = max(self.last_column, column + 1)
        return width <= MAX_COLUMNS and max(self.last_row, row) * width <= max(5_000_000, self.max_rows * CELLS_PER_ROW)

    def add_extent(self, row: int, column: int) -> None:
        """Note a cell with content; columns count from 0, rows from 1."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column + 1)
        if self.last_column > MAX_COLUMNS:
            raise self._far(row, column, f"er zijn hooguit {MAX_COLUMNS} kolommen toegestaan")
        if self.last_row * self.last_column > max(5_000_000, self.max_rows * CELLS_PER_ROW):
            raise self._far(row, column, "daardoor is het gebruikte bereik te groot")

    def add_merge(self, reference: str) -> None:
        """Note a merged range such as `A3:A5`."""
        self.merged_cells += _area(reference)
        if len(self.merged) >= MAX_MERGES or self.merged_cells > MAX_MERGED_CELLS:
            raise WorkbookRefused(
                "too-many-merges",
                f"Blad '{self.name}' heeft te veel samengevoegde cellen.",
                "Hef het samenvoegen van cellen op en sla het bestand opnieuw op.",
            )
        self.merged.append(reference)

    def add_hidden_row(self, number: int) -> None:
        """Note a hidden row."""
        if len(self.hidden_rows) < LISTED:
            self.hidden_rows.append(number)

    def add_hidden_columns(self, first: int, last: int) -> None:
        """Note hidden columns, counted from 1; a range to the edge of the sheet counts to `MAX_COLUMNS`."""
        for number in range(max(first, 1), min(last, MAX_COLUMNS) + 1):
            if len(self.hidden_columns) < LISTED:
                self.hidden_columns.append(column_letter(number - 1))

    def add_no_value(self, reference: str) -> None:
        """Note a formula without a stored result."""
        self.no_value_count += 1
        self._bound_valueless()
        self.no_value.append(reference)

    def add_error(self, reference: str, text: str) -> None:
        """Note a cell with an error value."""
        self.error_count += 1
        self._bound_valueless()
        self.errors[reference] = text[:20]

    def report(self) -> SheetReport:
        """Give the finished counts."""
        return SheetReport(
            name=self.name,
            part=self.part,
            hidden=self.hidden,
            rows=self.rows,
            cells=self.cells,
            last_row=self.last_row,
            last_column=self.last_column,
            hidden_rows=tuple(self.hidden_rows),
            hidden_columns=tuple(self.hidden_columns),
            merged=tuple(self.merged),
            no_value=tuple(self.no_value),
            no_value_count=self.no_value_count,
            errors=self.errors,
            error_count=self.error_count,
        )

    def _bound_valueless(self) -> None:
        if self.no_value_count + self.error_count > LISTED:
            raise WorkbookRefused(
                "too-many-errors",
                f"Blad '{self.name}' heeft meer dan {LISTED} cellen met een fout of een formule zonder uitkomst.",
                "Open het bestand in Excel, herstel de fouten, sla het op en lever het opnieuw in.",
            )

    def _far(self, row: int, column: int, why: str) -> WorkbookRefused:
        cell = f"{column_letter(column)}{row}"
        return WorkbookRefused(
            "far-cell", f"Blad '{self.name}' heeft iets staan in cel {cell}, ver van je tabel: {why}.", REMEDY_FAR
        )


def split_reference(reference: str) -> tuple[int, int]:
    """Give row (from 1) and column (from 0) of a reference such as `B5`; (0, -1) when it is none."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not REFERENCE.fullmatch(reference):
        return 0, -1
    return int(digits), column_position(letters)


def _area(reference: str) -> int:
    first, _, last = reference.partition(":")
    top, left = split_reference(first)
    bottom, right = split_reference(last or first)
    return max(bottom - top + 1, 1) * max(right - left + 1, 1)
