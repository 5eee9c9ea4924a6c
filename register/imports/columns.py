"""Read a table column by column, each value once; what cannot be read becomes a message (*kolommen lezen*)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import repeat
from typing import Any

from register.imports.problems import RowProblem, shown
from register.workbooks.cells import EMPTY_CELL, Cell, Row
from register.workbooks.header import Table
from register.workbooks.values import Problem, infer_day_first, parse_date, parse_text

Parse = Callable[[Cell], Any]


class ColumnReader:
    """Reads the columns of one table and collects what is wrong with them.

    Args:
        table: the table, as `find_table` gave it.
        day_first: the person's answer per field, where day and month were not clear.

    """

    def __init__(self, table: Table, day_first: Mapping[str, bool]) -> None:
        self.table = table
        self.problems: list[RowProblem] = []
        self.questions: dict[str, Problem] = {}
        self._answers = day_first

    def read(self, field: str, parse: Parse) -> Iterator[Any]:
        """Give a column's values from top to bottom; `None` for an empty cell and where there is no such column."""
        place = self.table.columns.get(field)
        if place is None:
            return repeat(None, len(self.table.rows))
        return self._values(field, place, parse)

    def read_dates(self, field: str, *, open_end: bool = False) -> Iterator[date | None]:
        """Read a column of dates; where the order of day and month is not clear, the column becomes a question."""
        order = self._answers.get(field)
        if order is None and field in self.table.columns:
            found = infer_day_first(self.table.column(field))
            if isinstance(found, Problem):
                self.questions[field] = found
            else:
                order = found
        return self.read(field, partial(parse_date, day_first=order, open_end=open_end))

    def read_text(self, field: str, longest: int) -> Iterator[str | None]:
        """Read a column of texts of at most so many characters, on one line."""
        return self.read(field, partial(_text, longest=longest))

    def _values(self, field: str, place: int, parse: Parse) -> Iterator[Any]:
        known: dict[tuple[str, str], Any] = {}
        for row in self.table.rows:
            key = (row.texts[place], row.kinds[place])
            try:
                value = known[key]
            except KeyError:
                value = known[key] = parse(row.cell(place))
            if value.__class__ is Problem:
                self.problems.append(self.problem(row, field, value))
                value = None
            yield value

    def problem(self, row: Row, field: str, found: Problem, *, blocks: bool = True) -> RowProblem:
        """Say where in the file a problem stands."""
        return problem_at(self.table, row, field, found, blocks=blocks)


def problem_at(table: Table, row: Row, field: str, found: Problem, *, blocks: bool = True) -> RowProblem:
    """Say where in the file a problem stands: column, cell and value."""
    place = table.columns.get(field)
    return RowProblem(
        row=row.number,
        code=found.code,
        column=table.headers[place] if place is not None else "",
        cell=f"{table.letters[place]}{row.number}" if place is not None else "",
        value=shown((row.cell(place) if place is not None else EMPTY_CELL).text),
        reason=found.message,
        remedy=found.remedy,
        blocks=blocks,
    )


def _text(cell: Cell, *, longest: int) -> str | Problem | None:
    found = parse_text(cell)
    if not isinstance(found, str):
        return found
    text = " ".join(found.split())
    if len(text) > longest:
        return Problem(
            code="text-too-long",
            message=f"Deze tekst is langer dan {longest} tekens.",
            remedy="Kort de tekst in.",
        )
    return text or None
