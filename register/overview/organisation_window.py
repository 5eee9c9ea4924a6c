"""Which of the counted lines are on a page: the database looks for fifty among these, not among everybody."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from register.overview.organisation_query import LATER, Ends

_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "register": lambda row: row.register_id or "",
    "tot": lambda row: LATER + 1 if row.bucket is None else row.bucket,
    "status": lambda row: row.status,
}
"""What of a row of the count sorts before the rest, in the order of the database."""
_FEW = 5_000
"""As many lines are looked up by their end and sorted; of more, the names are gone through until the page is full."""


def window_of(rows: Sequence[Any], sort: str, first: int, most: int, *, descending: bool) -> tuple[Sequence[Any], int]:
    """Return the counted rows that the lines from the first on are in, and how many lines come before these.

    All rows, and none before them, where no statement can tell those on the page from the others.
    """
    if sort not in _KEYS:
        return rows, 0
    there: list[Any] = []
    passed = before = 0
    for group in _groups(rows, sort, descending=descending):
        lines = sum(row.lines for row in group)
        if passed + lines <= first:
            before += lines
        elif passed < first + most:
            there += group
        passed += lines
    known = is_all_alike(there, sort) or (sort == "tot" and ends_of(there) is not None)
    return (there, before) if known else (rows, 0)


def _groups(rows: Sequence[Any], sort: str, *, descending: bool) -> list[list[Any]]:
    """Put rows that sort alike together; the registers stay in the order in which the database has them."""
    key = _KEYS[sort]
    ordered = rows if sort == "register" else sorted(rows, key=key)
    groups = [list(group) for _, group in groupby(ordered, key=key)]
    return groups[::-1] if descending else groups


def is_all_alike(rows: Sequence[Any], sort: str) -> bool:
    """Say whether all lines are of one register, or one status, so that only their names sort them."""
    if sort not in {"register", "status"}:
        return False
    return len({_KEYS[sort](row) for row in rows}) == 1 and rows[0].register_id is not None


def ends_of(rows: Sequence[Any]) -> Ends | None:
    """Return between which ends the lines are; `None` where some have no end that is known."""
    months = {row.bucket for row in rows}
    return None if None in months else (min(months), max(months))


def is_few(rows: Sequence[Any]) -> bool:
    """Say whether it is less work to sort all of them than to look for those on the page among everybody."""
    lines: int = sum(row.lines for row in rows)
    return lines <= _FEW
