"""How the columns of a file were understood, for a page on which HR adjusts it (koppeling van kolommen)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from register.workbooks.bsn import mask
from register.workbooks.cells import Row, column_letter, texts_by_column
from register.workbooks.columns import Columns

if TYPE_CHECKING:
    from register.workbooks.header import Table

EXAMPLES = 3
LONGEST = 40


class ColumnState(StrEnum):
    """What became of a column; the value is the Dutch text."""

    READ = "gelezen"
    NOT_READ = "niet gelezen"
    REFUSED = "overgeslagen: die gegevens bewaren we niet"


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenColumn:
    """A column of the file: its header, letter, first values and the field of ours that it fills, if any.

    Values that look like a BSN are masked; a refused column has no examples at all.
    """

    header: str
    letter: str
    examples: tuple[str, ...]
    field: str | None
    state: ColumnState


@dataclass(frozen=True, kw_only=True, slots=True)
class MappedColumn:
    """A column with the Dutch title of our field, or what became of it."""

    column: SeenColumn
    meaning: str


def describe_mapping(table: "Table") -> tuple[MappedColumn, ...]:
    """Give every column of the file with our field, "niet gelezen" or why it was skipped."""
    titles = {field.name: field.title for field in table.layout.fields}
    return tuple(
        MappedColumn(column=seen, meaning=titles.get(seen.field or "", seen.state.value)) for seen in table.seen
    )


def seen_columns(header: Row, below: Sequence[Row], columns: Columns) -> tuple[SeenColumn, ...]:
    """Give every column that has a header, with its first values."""
    fields = {place: field for field, place in columns.positions.items()}
    found = []
    texts = texts_by_column(below)
    for place, text in enumerate(header.texts):
        if not text:
            continue
        field = fields.get(place)
        state = ColumnState.REFUSED if place in columns.secret else ColumnState.READ if field else ColumnState.NOT_READ
        found.append(
            SeenColumn(
                header=text[:100],
                letter=column_letter(place),
                examples=() if place in columns.secret else _examples(texts[place] if place < len(texts) else ()),
                field=field,
                state=state,
            )
        )
    return tuple(found)


def _examples(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(mask(text)[:LONGEST] for text in islice(filter(None, dict.fromkeys(texts)), EXAMPLES))
