"""Long lists in portions (*in porties*): no database takes any number of values in one statement."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

_One = TypeVar("_One")
_USUAL = 500


def in_chunks(every: Sequence[_One], most: int = _USUAL) -> Iterator[list[_One]]:
    """Give a list in portions of at most so many, as many as every database takes in one statement if nobody says."""
    rest = iter(every)
    while some := list(islice(rest, most)):
        yield some
