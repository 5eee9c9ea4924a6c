"""What one cell holds: a kind and its text, never an inferred type (cel)."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple


class Kind(StrEnum):
    """How Excel itself stored the cell; one letter, so that a row's kinds are one short string."""

    EMPTY = "-"
    TEXT = "t"
    NUMBER = "n"
    DATE = "d"
    DATETIME = "D"
    TIME = "m"
    DURATION = "u"
    BOOL = "b"
    ERROR = "e"
    FORMULA = "f"  # a formula without a stored result


class Cell(NamedTuple):
    """A kind with its text.

    Texts: number `123` or `2.5`, date `2024-02-01`, datetime `2024-02-01T09:30:00`, time `09:30:00`,
    duration in whole seconds, bool `WAAR` or `ONWAAR`, error `#N/A`, empty and formula without result `""`.
    """

    kind: str
    text: str


EMPTY_CELL = Cell(Kind.EMPTY, "")


class Row(NamedTuple):
    """One row: its number in Excel (from 1), the texts, and one kind letter per text."""

    number: int
    texts: tuple[str, ...]
    kinds: str

    def cell(self, position: int) -> Cell:
        """Give the cell at a position; past the end of the row it is empty."""
        if position >= len(self.texts):
            return EMPTY_CELL
        return Cell(self.kinds[position], self.texts[position])


def texts_by_column(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Give the texts of rows column by column; past the end of a row they are empty."""
    return list(zip_longest(*[row.texts for row in rows], fillvalue=""))


def column_letter(position: int) -> str:
    """Give Excel's letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_position(letters: str) -> int:
    """Give the position, from 0, of a column by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
