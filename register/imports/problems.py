"""What an import could not read or would not do, as data: row, column, value, reason, remedy (*melding*)."""

from typing import NamedTuple

from register.workbooks.bsn import mask

SHOWN = 40


class RowProblem(NamedTuple):
    """One message about one row. `blocks`: the row is rejected; else only this value is left out, or it is a remark."""

    row: int
    code: str
    column: str
    cell: str
    value: str
    reason: str
    remedy: str
    blocks: bool = True


def shown(value: str) -> str:
    """Return a value as a message may quote it: short, and without anything that looks like a BSN."""
    return mask(value)[:SHOWN]
