"""Rows by their ids (*bij hun nummer*): what was just written lies side by side."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[int], ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether a column holds one of these ids.

    Where no id lies between them that is not one of them, the first and the last say it: a statement that names
    thousands of ids takes longer to write than to answer.
    """
    if not ids:
        return column.in_(())
    first, last = min(ids), max(ids)
    side_by_side = last - first == len(set(ids)) - 1
    condition: Any = column.between(first, last) if side_by_side else column.in_(ids)
    return condition  # type: ignore[no-any-return]
