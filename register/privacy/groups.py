"""Totals without people: nothing is shown of fewer than five, nor can it be found by subtracting (bar PR13).

What would be too small is never left out, because whatever is left out can be had by taking the rest from the whole. It
is put together with something beside it instead. Whatever is shown is therefore a sum of whole groups, each of at least
five people, and so is every difference of such sums.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

FEWEST = 5
"""Of fewer people nothing is added up (*minimale groepsgrootte*)."""


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One thing that could be shown (*tak*): a team, a kind, an answer; with what lies below it.

    `people` are those of the branch itself, without those of the branches below. Where they are many it may be five of
    them: five that are known are enough to know that a group is not too small.
    """

    code: str
    people: frozenset[int] = frozenset()
    more: int = 0
    """So many people besides those in `people`."""
    below: tuple["Branch", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group:
    """Branches that are shown as one (*groep*), at least five people together."""

    codes: tuple[str, ...] = ()
    people: frozenset[int] = field(default_factory=frozenset)
    more: int = 0

    @property
    def size(self) -> int:
        """How many they are; exactly so where nobody is in two branches."""
        return len(self.people) + self.more

    def with_(self, other: "Group") -> "Group":
        """Return both as one."""
        codes = (*self.codes, *other.codes)
        return Group(codes=codes, people=self.people | other.people, more=self.more + other.more)


def groups_of(branches: Iterable[Branch]) -> tuple[Group, ...]:
    """Divide branches into groups that may be shown; none at all where all of them together are too few.

    A branch that is too small goes up to the one above it, together with its small neighbours; what is still too small
    at the top goes with the smallest group. A branch without people is in no group.
    """
    enough, rest = _settled(branches)
    if not rest.people:
        return tuple(enough)
    if not enough:
        return ()
    smallest = min(enough, key=lambda group: (group.size, group.codes))
    return tuple(group.with_(rest) if group is smallest else group for group in enough)


def may_be_told_apart(branches: Iterable[Branch]) -> bool:
    """Whether each of these branches, with all below it, may be shown beside the others and beside their sum."""
    whole = [Branch(code=one.code, people=people) for one in branches if (people := frozenset(_everybody(one)))]
    return len(groups_of(whole)) == len(whole)


def _settled(branches: Iterable[Branch]) -> tuple[list[Group], Group]:
    """Return the groups that are large enough, and what remains."""
    enough: list[Group] = []
    rest = Group()
    for one in branches:
        groups, left = _settled(one.below)
        own = left.with_(Group(codes=(one.code,), people=one.people, more=one.more)) if one.people else left
        enough += groups
        if len(own.people) >= FEWEST:
            enough.append(own)
        else:
            rest = rest.with_(own)
    if len(rest.people) >= FEWEST:
        return [*enough, rest], Group()
    return enough, rest


def _everybody(branch: Branch) -> Iterator[int]:
    yield from branch.people
    for one in branch.below:
        yield from _everybody(one)


def rounded_down(count: int) -> int:
    """Return a count of people as it may be shown any day: in fives, so that nobody sees one more or one less."""
    return count // FEWEST * FEWEST


def last_whole_month(on: date) -> date:
    """Return the last day of the month before: who looks twice a day sees nobody's one activity appear."""
    return on.replace(day=1) - timedelta(days=1)


T = TypeVar("T")


def whole_blocks(rows: Iterable[tuple[int, T]]) -> list[tuple[list[T], frozenset[int]]]:
    """Return what may be shown of what people gave one after the other, in blocks (*blokken*), and whose each is.

    A block is full once five people are in it, and stays as it is. What is shown at any two moments, or of any two
    parts of these blocks, differs by whole blocks, so never by what one to four people gave.
    """
    shown: list[tuple[list[T], frozenset[int]]] = []
    block: list[T] = []
    people: set[int] = set()
    for person_id, given in rows:
        block.append(given)
        people.add(person_id)
        if len(people) >= FEWEST:
            shown.append((block, frozenset(people)))
            block, people = [], set()
    return shown


def joined(partitions: Iterable[Iterable[Sequence[str]]]) -> list[frozenset[str]]:
    """Return the finest division that cuts through no group of any of these divisions."""
    found: list[frozenset[str]] = []
    for codes in (frozenset(group) for partition in partitions for group in partition):
        met = [one for one in found if one & codes]
        found = [*(one for one in found if not one & codes), codes.union(*met)]
    return found
