"""The rejected rows of a file, as they stood there, with column, reason and remedy (*foutenbestand*, G4).

Corrected and offered again it holds those rows and no others: nobody leaves because of a row that is not in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from register.imports.columns import KEYS
from register.imports.people_plan import Outcome
from register.imports.pipelines import Plan
from register.imports.sheets import KeptSheet
from register.workbooks.bsn import mask
from register.workbooks.cells import Kind, column_position
from register.workbooks.columns import ERROR_COLUMNS
from register.workbooks.header import Table
from register.workbooks.write import Column, SheetSpec, Value, Written, write_workbook
from register.workbooks.write import Kind as ColumnKind

_EMPTY = Kind.EMPTY.value

Errors = dict[str, Any]


def rejected_rows(kept: KeptSheet, table: Table, plan: Plan) -> Errors | None:
    """Take the rejected rows out of a sheet, as plain values; `None` when every row is fine."""
    rejected = {row.row: row for row in plan.rows if row.outcome is Outcome.REJECTED}
    if not rejected:
        return None
    places = [place for place, text in enumerate(kept.headers) if text and text not in ERROR_COLUMNS]
    keys = {column_position(table.letters[table.columns[name]]) for name in KEYS if name in table.columns}
    rows = []
    for row in kept.rows:
        if found := rejected.get(row.number):
            cells = [row.cell(place) for place in places]
            texts = [cell.text if place in keys else mask(cell.text) for place, cell in zip(places, cells, strict=True)]
            said = [[one.column, one.reason, one.remedy] for one in found.problems if one.blocks]
            rows.append([texts, "".join(cell.kind for cell in cells), said])
    return {"sheet": kept.name, "headers": [kept.headers[place] for place in places], "rows": rows}


def write_errors(out: Path | BinaryIO, errors: Errors, *, made_at: datetime) -> Written:
    """Write an error workbook."""
    headers, rows = errors["headers"], errors["rows"]
    kinds = [_column_kind([(row[0][place], row[1][place]) for row in rows]) for place in range(len(headers))]
    columns = [
        *(Column(header=header, kind=kind, width=_width(header)) for header, kind in zip(headers, kinds, strict=True)),
        *(Column(header=name, kind="note", width=wide) for name, wide in zip(ERROR_COLUMNS, (24, 48, 64), strict=True)),
    ]
    return write_workbook(
        out, [SheetSpec(title=errors["sheet"], columns=columns, rows=_written(rows, kinds))], made_at=made_at
    )


def _written(rows: Sequence[Sequence[Any]], kinds: Sequence[ColumnKind]) -> Iterator[Sequence[Value]]:
    for texts, letters, said in rows:
        values = [_value(text, letter, kind) for text, letter, kind in zip(texts, letters, kinds, strict=True)]
        yield [*values, *(_joined(said, place) for place in range(len(ERROR_COLUMNS)))]


def _width(header: str) -> float:
    """Return a width in which a bold header of one word is not cut off."""
    return min(max(16, 1.2 * len(header) + 2), 40)


def _joined(said: Sequence[Sequence[str]], place: int) -> str:
    return " | ".join(dict.fromkeys(one[place] for one in said if one[place]))


def _column_kind(cells: Sequence[tuple[str, str]]) -> ColumnKind:
    """Keep numbers, dates and times what they were where the whole column is of that kind; else text."""
    kind = _KINDS.get(frozenset(letter for _, letter in cells) - {_EMPTY}, "text")
    whole = kind == "decimal" and all(text.isdigit() for text, _ in cells if text)
    return "integer" if whole else kind


_KINDS: Mapping[frozenset[str], ColumnKind] = {
    frozenset({Kind.DATE.value}): "date",
    frozenset({Kind.DATETIME.value}): "datetime",
    frozenset({Kind.TIME.value}): "time",
    frozenset({Kind.NUMBER.value}): "decimal",
}


def _value(text: str, letter: str, kind: ColumnKind) -> Value:  # noqa: PLR0911 - one line per kind of cell
    if letter == _EMPTY or not text:
        return None
    match kind:
        case "date":
            return date.fromisoformat(text)
        case "datetime":
            return datetime.fromisoformat(text)
        case "time":
            return time.fromisoformat(text)
        case "integer":
            return int(text)
        case "decimal":
            return Decimal(text)
        case _:
            return _as_text(text, letter)


def _as_text(text: str, letter: str) -> str:
    """Write a value as somebody would type it, where its column holds other kinds too."""
    match letter:
        case Kind.DATE.value:
            day = date.fromisoformat(text)
            return f"{day:%d-%m-%Y}"
        case Kind.NUMBER.value:
            return text.replace(".", ",")
        case Kind.DURATION.value:
            return f"{int(text) // 3600}:{int(text) // 60 % 60:02d}"
        case _:
            return text
