"""Somebody who adds and subtracts: every signed sum of figures that pages show, and how few people it can be about."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

Atom = tuple[str, int]
"""What one person has of one code: the smallest thing a figure is made of."""
MOST_CELLS = 9


def smallest_group(cells: Sequence[frozenset[Atom]]) -> int | None:
    """Return of how few people something can be found out; `None` when nothing was shown.

    `cells` are the figures that are shown, each as the atoms it sums. Every combination of adding and subtracting whole
    figures is tried: 3^n of them.
    """
    if len(cells) > MOST_CELLS:
        raise ValueError("more figures than can be tried")
    found = [len(people) for people in _found_out(cells) if people]
    return min(found, default=None)


def _found_out(cells: Sequence[frozenset[Atom]]) -> Iterator[set[int]]:
    for signs in product((-1, 0, 1), repeat=len(cells)):
        left: dict[Atom, int] = {}
        for sign, cell in zip(signs, cells, strict=True):
            for atom in cell:
                left[atom] = left.get(atom, 0) + sign
        yield {person for (_, person), times in left.items() if times}


def atoms_of(codes: Sequence[str], people: Mapping[str, Sequence[int]]) -> frozenset[Atom]:
    """Return the atoms of a figure about these codes."""
    return frozenset((code, person) for code in codes for person in people.get(code, ()))
