"""Read a table column by column, each value once; what cannot be read becomes a message (*kolommen lezen*)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from itertools import repeat
from typing import Any, Generic, TypeVar

from register.imports.problems import RowProblem, shown
from register.workbooks.bsn import STARS, find_bsn
from register.workbooks.cells import EMPTY_CELL, Cell, Kind
from register.workbooks.dates import DateChoice
from register.workbooks.header import Table
from register.workbooks.values import Problem, infer_decimal_sign, parse_date, parse_text, settle_dates

Parse = Callable[[Cell], Any]
KEYS = frozenset({"personnel_number", "manager", "register_number", "activity_id"})
"""Numbers that people and activities are known by: one in eleven of nine digits passes the test of a BSN by chance."""

_TEXT = Kind.TEXT.value

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class ParsedTable(Generic[Row]):
    """All rows of a file, parsed, with what was wrong and what was left out."""

    source: Table
    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]
    questions: Mapping[str, Problem]
    """Fields whose dates can be read in two ways; the person answers once per column."""
    notices: tuple[str, ...]

    @property
    def present(self) -> frozenset[str]:
        """The fields for which the file has a column."""
        return frozenset(self.source.columns)


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

    def numbers(self) -> Iterator[int]:
        """Give the number that each row has in the file."""
        return (row.number for row in self.table.rows)

    def read(self, field: str, parse: Parse, *, plain: re.Pattern[str] | None = None) -> Iterable[Any]:
        """Give a column's values from top to bottom; `None` for an empty cell and where there is no such column.

        With `plain`, the shape of texts that `parse` gives back as they are: of numbers and addresses each is another.
        """
        place = self.table.columns.get(field)
        if place is None:
            return repeat(None, len(self.table.rows))
        suspect = self._holds_bsn(field, place)
        known = _Parsed(_without_bsn(parse, field) if suspect else parse)
        cells = zip(self._kinds[place], self._texts[place], strict=True)
        if plain is None or suspect:
            values = list(map(known.__getitem__, cells))
        else:
            fits = plain.fullmatch
            values = [cell[1] if cell[0] == _TEXT and fits(cell[1]) else known[cell] for cell in cells]
        return self._without_problems(field, values) if known.problems else values

    def read_numbers(self, field: str, parse: Callable[..., Any]) -> Iterable[Any]:
        """Read a column of numbers by the decimal sign that the whole column proves: `parse` takes it as `sign`."""
        place = self.table.columns.get(field)
        sign = infer_decimal_sign(self._different(place)) if place is not None else ""
        return self.read(field, partial(parse, sign=sign))

    def read_dates(self, field: str, *, open_end: bool = False) -> Iterable[date | None]:
        """Read a column of dates; where the order of day and month is not clear, the column becomes a question."""
        rule = None
        if field in self.table.columns:
            found = settle_dates(self._different(self.table.columns[field]), self._choice(field))
            if isinstance(found, Problem):
                self.questions[field] = _of_column(found, self.table.headers[self.table.columns[field]])
            else:
                rule = found
        return self.read(field, partial(parse_date, rule=rule, open_end=open_end))

    def _choice(self, field: str) -> str:
        """Give the person's answer, else what the file's preset says; what the column proves goes before both."""
        answer = self._answers.get(field)
        if answer is None:
            return self.table.choices.get(field, "")
        return DateChoice.DAY_MONTH if answer else DateChoice.MONTH_DAY

    def read_text(self, field: str, longest: int) -> Iterable[str | None]:
        """Read a column of texts of at most so many characters, on one line."""
        return self.read(field, partial(_text, longest=longest))

    def finished(self, rows: tuple[Row, ...], *, notices: tuple[str, ...] = ()) -> ParsedTable[Row]:
        """Return the parsed rows with all that was found while reading their columns."""
        return ParsedTable(
            source=self.table,
            rows=rows,
            problems=tuple(self.problems),
            questions=dict(self.questions),
            notices=(*self.table.notices, *notices),
        )

    def _holds_bsn(self, field: str, place: int) -> bool:
        """Whether something in a column looks like a BSN; of numbers that people are known by, what was starred."""
        together = "\n".join(set(self._texts[place]))  # each text once: of days and teams there are few
        return STARS in together or (field not in KEYS and bool(find_bsn(together)))

    def _different(self, place: int) -> Iterator[Cell]:
        """Give each cell of a column once, in the order of the file."""
        return (
            Cell(kind, text) for kind, text in dict.fromkeys(zip(self._kinds[place], self._texts[place], strict=True))
        )

    def _without_problems(self, field: str, values: list[Any]) -> list[Any]:
        for place, value in enumerate(values):
            if value.__class__ is Problem:
                self.problems.append(problem_at(self.table, place, field, value))
                values[place] = None
        return values

    @cached_property
    def _texts(self) -> list[tuple[str, ...]]:
        return list(zip(*[row.texts for row in self.table.rows], strict=True)) or [()] * len(self.table.columns)

    @cached_property
    def _kinds(self) -> list[tuple[str, ...]]:
        return list(zip(*[row.kinds for row in self.table.rows], strict=True)) or [()] * len(self.table.columns)


class _Parsed(dict[tuple[str, str], Any]):
    """What each different cell of a column means: parsed at its first use, by the kind and text that it holds."""

    def __init__(self, parse: Parse) -> None:
        self.problems = False
        self._parse = parse

    def __missing__(self, key: tuple[str, str]) -> Any:  # noqa: ANN401 - what the column holds
        value = self[key] = self._parse(Cell(*key))
        self.problems |= value.__class__ is Problem
        return value


def _of_column(found: Problem, header: str) -> Problem:
    """Say of which column a question is: a file can have three columns of dates."""
    return replace(found, message=f"Kolom {header}: {found.message[:1].lower()}{found.message[1:]}")


def _without_bsn(parse: Parse, field: str) -> Parse:
    """Refuse a value that looks like a BSN, or that looked like one when the file was put by (bar XL13)."""

    def parsed(cell: Cell) -> Any:  # noqa: ANN401 - what the column holds
        starred = STARS in cell.text
        return _bsn_problem(field) if starred or (field not in KEYS and find_bsn(cell.text)) else parse(cell)

    return parsed


def _bsn_problem(field: str) -> Problem:
    remedy = "Haal het BSN weg en lever het bestand opnieuw in."
    if field in KEYS:
        remedy += (
            " Is het een ander nummer? Bewaar deze kolommen dan als eigen indeling en kies het bestand opnieuw: "
            "dan lezen we het nummer zoals het er staat."
        )
    return Problem(code="bsn-like", message="Hier staat iets dat op een BSN lijkt; dat bewaren we niet.", remedy=remedy)


def problem_at(table: Table, place: int, field: str, found: Problem) -> RowProblem:
    """Say where in the file a problem stands: row, column, cell and value; `place` counts the rows of the table."""
    row, column = table.rows[place], table.columns.get(field)
    return RowProblem(
        row=row.number,
        code=found.code,
        column=table.headers[column] if column is not None else "",
        cell=f"{table.letters[column]}{row.number}" if column is not None else "",
        value=shown((row.cell(column) if column is not None else EMPTY_CELL).text),
        reason=found.message,
        remedy=found.remedy,
        blocks=True,
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
