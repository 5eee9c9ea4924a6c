"""What is wrong with a value, and how to mend it (fout in een cel)."""

from dataclasses import dataclass
from typing import NamedTuple

from register.workbooks.bsn import mask
from register.workbooks.cells import Cell, Kind

SHOWN = 40


class Reading(NamedTuple):
    """One way to read a column: the choice to give back, and examples of what the values then mean."""

    choice: str
    examples: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A value that cannot be used: a stable code, what is wrong and the remedy in Dutch; a BSN in it is masked.

    A column that can be read in more than one way carries its `readings`, to choose from once.
    """

    code: str
    message: str
    remedy: str
    readings: tuple[Reading, ...] = ()


def unusable(cell: Cell) -> Problem | None:
    """Give the problem of a cell that holds no value at all: an Excel error or a formula without result."""
    if cell.kind == Kind.ERROR:
        return Problem(
            code="cell-error",
            message=f"De cel bevat de Excel-fout {cell.text}.",
            remedy="Herstel de formule of typ de waarde.",
        )
    if cell.kind == Kind.FORMULA:
        return Problem(
            code="formula-without-value",
            message="De cel bevat een formule waarvan de uitkomst niet is opgeslagen.",
            remedy="Open het bestand in Excel, sla het op en lever het opnieuw in.",
        )
    return None


def wrong(code: str, cell: Cell, what: str, remedy: str) -> Problem:
    """Make a problem that quotes the value."""
    return Problem(code=code, message=f"'{mask(cell.text)[:SHOWN]}' is {what}.", remedy=remedy)
