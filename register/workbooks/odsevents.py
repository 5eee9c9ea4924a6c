"""What the elements of an OpenDocument sheet mean: rows, repeats, values, hidden parts (elementen van .ods)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from register.workbooks.cells import column_letter
from register.workbooks.refused import ASK_AGAIN, WorkbookRefused
from register.workbooks.tally import MAX_COLUMNS, SheetTally
from register.workbooks.typed import MAX_CELL_TEXT, ErrorValue, FormulaValue, too_long

MAX_SHEETS = 200
MAX_DEPTH = 256
MAX_REPEAT = 1_048_576
CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
HIDDEN = frozenset({"collapse", "filter"})
ERROR_TEXT = re.compile(r"#[A-Z/0-9?!]+|Err:\d{3}")
LENGTH = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S", re.ASCII)
TRUTHS = {"of:=TRUE()": True, "of:=FALSE()": False}
Attributes = Mapping[str, str]


@dataclass(kw_only=True)
class OdsSheet:
    """A sheet being read: its counts, and its rows with content."""

    tally: SheetTally
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)


class OdsEvents:
    """Turns expat's events of content.xml into sheets."""

    def __init__(self, max_rows: int) -> None:
        self.sheets: list[OdsSheet] = []
        self.links: list[str] = []
        self._max_rows = max_rows
        self._depth = 0
        self.styles = OdsStyles()
        self._in_table = False
        self._cell_depth = 0
        self._aside = 0
        self._row = 0
        self._row_repeat = 1
        self._odd = False
        self._blank = 0
        self._values: list[Any] = []
        self._columns: list[str] = []
        self._column = 0
        self._cell: tuple[Attributes, int] = ({}, 1)
        self._paragraphs: list[str] = []
        self._in_paragraph = 0
        self._length = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Handle a start tag; it and its attributes come by short names such as `table:table-row`."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise WorkbookRefused("xml-deep", "Het bestand is te diep genest om te kunnen kloppen.", ASK_AGAIN)
        if self._aside or name in {"table:tracked-changes", "table:dde-links", "office:annotation", "table:shapes"}:
            self._aside += 1
        elif self._cell_depth:
            self._start_in_cell(name, attributes)
        elif self._in_table:
            self._start_in_table(name, attributes)
        elif name == "table:table":
            self._start_table(attributes)
        else:
            self.styles.start(name, attributes)

    def end(self, name: str) -> None:
        """Handle an end tag."""
        self._depth -= 1
        if self._aside:
            self._aside -= 1
        elif self._cell_depth:
            self._end_in_cell(name)
        elif self._in_table:
            self._end_in_table(name)

    def text(self, text: str) -> None:
        """Keep the text of a paragraph of a cell."""
        if self._in_paragraph and not self._aside:
            self._length += len(text)
            if self._length > MAX_CELL_TEXT:
                raise too_long()
            self._paragraphs[-1] += text

    def _start_table(self, attributes: Attributes) -> None:
        if len(self.sheets) >= MAX_SHEETS:
            raise WorkbookRefused("kind-no-workbook", "Het bestand heeft te veel bladen.", ASK_AGAIN)
        name = (attributes.get("table:name") or "?")[:100]
        tally = SheetTally(
            name=name,
            part=name,
            hidden=(attributes.get("table:style-name") or "") in self.styles.hidden_tables,
            max_rows=self._max_rows,
        )
        self.sheets.append(OdsSheet(tally=tally))
        self._in_table, self._row, self._column = True, 0, 0
        self._columns = []

    def _start_in_table(self, name: str, attributes: Attributes) -> None:
        tally = self.sheets[-1].tally
        if name == "table:table-row":
            self._row_repeat = _count(attributes.get("table:number-rows-repeated"))
            self._values, self._blank, self._odd = [], 0, False
            if (attributes.get("table:visibility") or "") in HIDDEN:
                for number in range(self._row + 1, self._row + 1 + min(self._row_repeat, 5_000)):
                    tally.add_hidden_row(number)
        elif name == "table:table-column":
            self._start_column(attributes, tally)
        elif name in CELLS:
            self._start_cell(name, attributes, tally)
        elif name == "table:table-source":
            self.links.append((attributes.get("xlink:href") or "een ander bestand")[:200])
        elif name == "table:table":
            self._aside = 1

    def _start_column(self, attributes: Attributes, tally: SheetTally) -> None:
        repeat = _count(attributes.get("table:number-columns-repeated"))
        if (attributes.get("table:visibility") or "") in HIDDEN:
            tally.add_hidden_columns(self._column + 1, self._column + repeat)
        style = attributes.get("table:default-cell-style-name") or ""
        self._columns += [style] * min(repeat, MAX_COLUMNS - len(self._columns))
        self._column += repeat

    def _start_cell(self, name: str, attributes: Attributes, tally: SheetTally) -> None:
        self._cell_depth, self._paragraphs, self._length = 1, [], 0
        self._cell = attributes, _count(attributes.get("table:number-columns-repeated"))
        wide, high = (
            _count(attributes.get("table:number-columns-spanned")),
            _count(attributes.get("table:number-rows-spanned")),
        )
        if name == "table:table-cell" and (wide > 1 or high > 1):
            column, row = self._place(), self._row + 1
            tally.add_merge(f"{column_letter(column)}{row}:{column_letter(column + wide - 1)}{row + high - 1}")

    def _start_in_cell(self, name: str, attributes: Attributes) -> None:
        self._cell_depth += 1
        if self._in_paragraph:
            self._in_paragraph += 1
            if name == "text:s":
                self.text(" " * min(_count(attributes.get("text:c")), MAX_CELL_TEXT))
            elif name in {"text:tab", "text:line-break"}:
                self.text("\t" if name == "text:tab" else "\n")
        elif name == "text:p" and self._cell_depth == 2:  # noqa: PLR2004 - not of a drawing in the cell
            self._in_paragraph = 1
            self._paragraphs.append("")
        else:  # a drawing or a table inside the cell
            self._aside, self._cell_depth = 1, self._cell_depth - 1

    def _end_in_cell(self, _name: str) -> None:
        self._cell_depth -= 1
        self._in_paragraph -= 1 if self._in_paragraph else 0
        if self._cell_depth == 0:
            attributes, repeat = self._cell
            self._keep(self._value(attributes), repeat)

    def _end_in_table(self, name: str) -> None:
        if name == "table:table-row":
            self._end_row()
        elif name == "table:table":
            self._in_table = False

    def _keep(self, value: Any, repeat: int) -> None:  # noqa: ANN401 - any value of a cell
        """Add a cell to the row; empty ones only count until a filled one follows."""
        tally = self.sheets[-1].tally
        if value is None:
            self._blank += repeat
            return
        tally.add_extent(self._row + 1, self._place() + repeat - 1)
        tally.add_cells(repeat)
        self._values += [None] * self._blank + [value] * repeat
        self._blank = 0
        self._odd = self._odd or value.__class__ in {ErrorValue, FormulaValue}

    def _place(self) -> int:
        """Give the column, from 0, of the cell at hand."""
        return len(self._values) + self._blank

    def _end_row(self) -> None:
        values, sheet = self._values, self.sheets[-1]
        if values:
            sheet.tally.add_rows(self._row_repeat)
            sheet.tally.add_cells((self._row_repeat - 1) * len(values))
            sheet.tally.add_extent(self._row + self._row_repeat, len(values) - 1)
            for number in range(self._row + 1, self._row + 1 + self._row_repeat):
                if self._odd:
                    _note_odd(number, values, sheet.tally)
                sheet.rows.append((number, values))
        self._row += self._row_repeat
        if self._row > MAX_REPEAT * 2:
            raise WorkbookRefused(
                "far-cell", f"Blad '{sheet.tally.name}' heeft meer rijen dan een rekenblad kan hebben.", ASK_AGAIN
            )

    def _value(self, attributes: Attributes) -> Any:  # noqa: ANN401 - any value of a cell
        text = "\n".join(self._paragraphs)
        kind = attributes.get("office:value-type") or attributes.get("calcext:value-type") or ""
        formula = attributes.get("table:formula")
        if formula is not None and (attributes.get("calcext:value-type") == "error" or ERROR_TEXT.fullmatch(text)):
            return ErrorValue(text[:20] or "#VALUE!")
        if formula is not None and not kind and not text:
            return FormulaValue("")
        if kind == "time":
            return self._time(attributes, text)
        return _plain_value(kind, attributes, text)

    def _time(self, attributes: Attributes, text: str) -> time | timedelta | str | None:
        match = LENGTH.fullmatch(attributes.get("office:time-value") or "")
        if not match:
            return text or None
        hours, minutes, seconds = map(int, match.groups())
        column = self._columns[self._place()] if self._place() < len(self._columns) else ""
        if hours < 24 and (attributes.get("table:style-name") or column) not in self.styles.durations:  # noqa: PLR2004
            return time(hours, min(minutes, 59), min(seconds, 59))
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _plain_value(kind: str, attributes: Attributes, text: str) -> Any:  # noqa: ANN401 - any value of a cell
    match kind:
        case "float" if attributes.get("table:formula") in TRUTHS:
            return TRUTHS[attributes["table:formula"]]
        case "float" | "percentage" | "currency":
            return _number(attributes.get("office:value"), text)
        case "date":
            return _moment(attributes.get("office:date-value"), text)
        case "boolean":
            return attributes.get("office:boolean-value") == "true"
    return text or attributes.get("office:string-value") or None


def _note_odd(number: int, values: list[Any], tally: SheetTally) -> None:
    for column, value in enumerate(values):
        if value.__class__ is ErrorValue:
            tally.add_error(f"{column_letter(column)}{number}", value.error)
        elif value.__class__ is FormulaValue:
            tally.add_no_value(f"{column_letter(column)}{number}")


class OdsStyles:
    """The styles that hide a sheet, and those that show a time as a length of more than a day."""

    def __init__(self) -> None:
        self.hidden_tables: set[str] = set()
        self.durations: set[str] = set()
        self._lengths: set[str] = set()
        self._name = ""

    def start(self, name: str, attributes: Attributes) -> None:
        """Note what one style says."""
        if name == "number:time-style" and attributes.get("number:truncate-on-overflow") == "false":
            self._lengths.add(attributes.get("style:name") or "")
        elif name == "style:style":
            self._name = attributes.get("style:name") or ""
            if (attributes.get("style:data-style-name") or "") in self._lengths:
                self.durations.add(self._name)
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden_tables.add(self._name)

    def end(self, name: str) -> None:
        """Let the end of a style pass."""

    def text(self, text: str) -> None:
        """Let text in a style pass."""


def _count(text: str | None) -> int:
    if text is None:
        return 1
    return min(int(text), MAX_REPEAT) if text.isascii() and text.isdigit() and len(text) < 10 else 1  # noqa: PLR2004


def _number(value: str | None, text: str) -> float | str | None:
    try:
        return float(value or "")
    except ValueError:
        return text or None


def _moment(value: str | None, text: str) -> datetime | date | str | None:
    try:
        return datetime.fromisoformat((value or "")[:19])
    except ValueError:
        return text or None
