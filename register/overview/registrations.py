"""Which of somebody's registrations count today, and what their register is called."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Protocol, TypeVar

from register.points.judges import rule_book
from register.rules.parts import UNKNOWN_MINIMUM
from register.rules.standings import IN_HOURS


class Row(Protocol):
    """What is needed of a row to choose by."""

    @property
    def register_id(self) -> str:
        """The register."""

    @property
    def cycle_starts_on(self) -> date:
        """The first day of the period."""


R = TypeVar("R", bound=Row)


def today_of(rows: Iterable[R], *, on: date) -> list[R]:
    """Choose one cycle per register: the latest that began, else the first that will."""
    rows = tuple(rows)
    if len(rows) == 1:
        return [*rows]
    chosen: dict[str, R] = {}
    for row in sorted(rows, key=lambda row: row.cycle_starts_on):
        if row.register_id not in chosen or row.cycle_starts_on <= on:
            chosen[row.register_id] = row
    return [chosen[key] for key in sorted(chosen)]


def name_of(register_id: str) -> str:
    """Return the name of a register as people know it; its id where the rules of it are not there."""
    info = rule_book().infos.get(register_id)
    return info.name if info else register_id


@lru_cache(maxsize=1024)
def label_beside(label: str | None, needed: Decimal | None) -> str:
    """Return what must stand beside the countable points.

    That the norm is not known, the sentence itself says; what was counted in hours is about the logged figure.
    """
    kept = (label or "").replace(IN_HOURS, "")
    if needed is None:
        kept = kept.replace(UNKNOWN_MINIMUM, "")
    return ", ".join(part for part in (part.strip() for part in kept.split(",")) if part)
