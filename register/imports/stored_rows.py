"""Rows of tables as the driver gives them: quick to compare, made into values at once when needed (*opgeslagen rijen*).

A row by the ORM, or even by Core, costs more than what an import does with it. Two readings of the same query are
equal where nothing was changed in between.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

Convert = Callable[[Any], Any]
Row = TypeVar("Row", bound=tuple[Any, ...])


@dataclass(frozen=True, kw_only=True)
class StoredRows:
    """What a query of plain columns found."""

    rows: Sequence[tuple[Any, ...]]
    converts: tuple[Convert | None, ...] = field(repr=False, compare=False)
    """Per column how a value of the driver becomes one of Python; `None`: it is one."""

    def columns(self) -> Iterator[Iterable[Any]]:
        """Give each column, its values as the model has them."""
        found: Iterable[tuple[Any, ...]] = zip(*self.rows, strict=True) if self.rows else [()] * len(self.converts)
        for values, convert in zip(found, self.converts, strict=True):
            yield values if convert is None else map(_Converted(convert).__getitem__, values)

    def values(self) -> Iterator[tuple[Any, ...]]:
        """Give each row, its values as the model has them."""
        if not any(self.converts):
            return iter(self.rows)
        return zip(*self.columns(), strict=True)


def read_stored(session: Session, query: Select[*tuple[Any, ...]]) -> StoredRows:
    """Read what a query of plain columns finds now, also what this transaction has not written yet."""
    session.flush()
    connection = session.connection()
    found = connection.execute(query)
    with found:
        described, rows = found.cursor.description, found.cursor.fetchall()
    dialect = connection.dialect
    converts = tuple(
        column.type.dialect_impl(dialect).result_processor(dialect, one[1])
        for column, one in zip(query.selected_columns, described, strict=True)
    )
    return StoredRows(rows=rows, converts=converts)


def made(kind: type[Row], rows: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    """Make named tuples of rows that have all their values: `_make` counts them anew for every row."""
    return map(partial(tuple.__new__, kind), rows)


class _Converted(dict[Any, Any]):
    """What each different value of a column is in Python: many rows hold few days and figures."""

    def __init__(self, convert: Convert) -> None:
        self._convert = convert

    def __missing__(self, value: Any) -> Any:  # noqa: ANN401 - what the column holds
        converted = self[value] = self._convert(value)
        return converted
