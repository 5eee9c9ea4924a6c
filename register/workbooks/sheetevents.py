"""Counts a sheet from expat's events: exact for any encoding, prefix or notation (langzame weg)."""

from register.workbooks.cells import column_letter
from register.workbooks.tally import SheetTally, split_reference


class SheetEvents:
    """Turns start, end and text events of one worksheet part into the tally's counts."""

    def __init__(self, tally: SheetTally) -> None:
        self._tally = tally
        self._row = 0
        self._column = -1
        self._filled_row = False
        self._cell: dict[str, str] | None = None
        self._inside: set[str] = set()
        self._value = ""
        self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle a start tag; `name` comes without prefix."""
        if name == "row":
            self._start_row(attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name in {"v", "f", "is"} and self._cell is not None:
            self._inside.add(name)
            self._in_value = name == "v"
        elif name == "mergeCell":
            self._tally.add_merge(attributes.get("ref", "").replace("$", ""))
        elif name == "col" and _true(attributes.get("hidden")):
            self._tally.add_hidden_columns(_number(attributes.get("min")), _number(attributes.get("max")))

    def end(self, name: str) -> None:
        """Handle an end tag."""
        if name == "v":
            self._in_value = False
        elif name == "c" and self._cell is not None:
            self._end_cell(self._cell)
        elif name == "row" and self._filled_row:
            self._filled_row = False
            self._tally.add_rows(1)

    def text(self, text: str) -> None:
        """Keep the start of a value: only an error's text is used."""
        if self._in_value and len(self._value) < 20:  # noqa: PLR2004 - the longest error text is shorter
            self._value += text[:20]

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = _number(attributes.get("r")) or self._row + 1
        self._column = -1
        self._filled_row = False
        if _true(attributes.get("hidden")):
            self._tally.add_hidden_row(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        row, column = split_reference(attributes.get("r", ""))
        self._row, self._column = (row, column) if row else (self._row, self._column + 1)
        self._cell, self._inside, self._value = attributes, set(), ""
        self._tally.add_cells(1)

    def _end_cell(self, attributes: dict[str, str]) -> None:
        self._cell = None
        if not self._inside:
            return
        self._filled_row = True
        self._tally.add_extent(self._row, self._column)
        reference = f"{column_letter(self._column)}{self._row}"
        if attributes.get("t") == "e":
            self._tally.add_error(reference, self._value or "#VALUE!")
        elif "f" in self._inside and not (self._value or ("v" in self._inside and attributes.get("t") == "str")):
            self._tally.add_no_value(reference)


def _true(value: str | None) -> bool:
    return value in {"1", "true", "on"}


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= 7 else 0  # noqa: PLR2004
