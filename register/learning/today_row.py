"""A row of what *Vandaag* says in one line: many subjects are read together, in one statement."""

from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, select

Row = Select[*tuple[Any, ...]]
_NOTHING: ColumnElement[str] = literal_column("''")
_NO_KEY: ColumnElement[int] = literal_column("0")


def today_row(
    what: str,
    *,
    number: Any = _NO_KEY,  # noqa: ANN401 - a count
    key: Any = _NO_KEY,  # noqa: ANN401 - a column
    text: Any = _NOTHING,  # noqa: ANN401 - a column
    beside: Any = _NOTHING,  # noqa: ANN401 - a column
) -> Row:
    """Select what, id, text, beside and number, in that order, so that selects of all subjects fit in one union."""
    return select(
        literal_column(f"'{what}'").label("what"),
        key.label("id"),
        text.label("text"),
        beside.label("beside"),
        number.label("number"),
    )
