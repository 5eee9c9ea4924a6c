"""How far long work is: told by the work in numbers, shown by whoever asked for it (*voortgang*).

The listener belongs to the thread or request that asked; work that nobody listens to tells nothing.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple, TypeVar

STEP = 1_000
"""After how many rows work tells again how far it is."""

Item = TypeVar("Item")


class Step(NamedTuple):
    """One sign of progress; `total` is `None` where nobody can know it yet."""

    done: int
    total: int | None
    what: str

    @property
    def said(self) -> str:
        """In Dutch: "12.000 van 20.000 rijen vergeleken"."""
        counted = _number(self.done) if self.total is None else f"{_number(self.done)} van {_number(self.total)}"
        return f"{counted} {self.what}"


Listener = Callable[[Step], object]
_LISTENER: ContextVar[Listener | None] = ContextVar("register_progress", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hand every step of the work in this block to a listener."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def tell(done: int, total: int | None, what: str) -> None:
    """Say how far the work is, to whoever listens."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(Step(done, total, what))


def counted(items: Collection[Item], what: str) -> Iterator[Item]:
    """Go through items, and tell how far that is after each `STEP` of them."""
    total = len(items)
    for done, item in enumerate(items):
        if done and not done % STEP:
            tell(done, total, what)
        yield item


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
