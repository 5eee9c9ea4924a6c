"""What one pass over the line found, before it is weighed (*gevonden*)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from register.learning.one_line.clock import Clock
from register.learning.one_line.days import Day
from register.learning.one_line.lookup import Thing
from register.learning.one_line.preview import Meaning


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Tokens from `first` up to but not including `beyond` were understood."""

    first: int
    beyond: int
    meaning: Meaning


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who may be meant, and as what."""

    things: tuple[Thing, ...]
    words: str
    role: str | None


@dataclass(kw_only=True)
class Hits:
    """Everything that was found, in the order of the line; filled by the scan and read once."""

    taken: list[Taken] = field(default_factory=list)
    kinds: list[tuple[Thing, ...]] = field(default_factory=list)
    places: list[tuple[Thing, ...]] = field(default_factory=list)
    """Teams and groups."""
    people: list[Person] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    durations: list[int] = field(default_factory=list)
    vague: list[str] = field(default_factory=list)
    """Lengths without hours: "hele dag", "dagdeel"."""
    excluded: list[tuple[str, int | None]] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    online: list[bool] = field(default_factory=list)
    coached: bool = False
    """It says "gecoacht" without saying by whom."""
    again: bool = False

    def rest(self, count: int) -> Iterator[tuple[int, int]]:
        """Give the runs of tokens of which nothing was understood, out of `count` tokens."""
        before = 0
        for taken in (*self.taken, Taken(first=count, beyond=count, meaning=Meaning.REST)):
            if taken.first > before:
                yield before, taken.first
            before = taken.beyond
