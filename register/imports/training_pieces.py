"""A plan of learning history as text, a few thousand rows at a time and column by column (*plan als tekst*).

Every line is one piece: its name and its columns. Of half a million rows the whole text would be as large as the plan.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from operator import attrgetter
from typing import Any, TypeVar

from register.imports.people_plan import PlannedRow
from register.imports.training_new import NewActivity, RegisterSaid, Repair
from register.rules.facts import ClaimState

_ROWS, _ACTIVITIES, _REPAIRS = "rows", "activities", "repairs"
_AT_ONCE = 5_000
_DATE = NewActivity._fields.index("date")

Item = TypeVar("Item")


def pieces_of(
    rows: Sequence[PlannedRow], activities: Sequence[NewActivity], repairs: Sequence[Repair]
) -> Iterator[str]:
    """Write a plan down, line by line."""
    days = _Written()
    for some in _portions(rows):
        yield _line(_ROWS, [list(map(attrgetter("row"), some)), list(map(attrgetter("outcome"), some))], len(some))
    for made in _portions(activities):
        columns: list[Sequence[Any]] = list(zip(*made, strict=True))
        columns[_DATE] = list(map(days.__getitem__, columns[_DATE]))
        yield _line(_ACTIVITIES, columns, len(made))
    yield _line(_REPAIRS, [repairs], len(repairs))


def digest_of_pieces(pieces: Iterable[str]) -> str:
    """Return the SHA-256 of a text that comes in pieces."""
    taken = hashlib.sha256()
    for piece in pieces:
        taken.update(piece.encode())
    return taken.hexdigest()


def plan_of_text(text: str) -> tuple[list[tuple[int, str]], tuple[NewActivity, ...], tuple[Repair, ...]]:
    """Read back what `pieces_of` wrote: row number with outcome, what would be made, what would be mended."""
    rows: list[tuple[int, str]] = []
    activities: list[NewActivity] = []
    repairs: tuple[Repair, ...] = ()
    for line in text.splitlines():
        name, count, columns = json.loads(line)
        columns = [values * count if len(values) < count else values for values in columns]
        if name == _ROWS:
            rows += zip(*columns, strict=True)
        elif name == _ACTIVITIES:
            activities += map(_activity, zip(*columns, strict=True))
        else:
            repairs = tuple(Repair(*one) for one in columns[0])
    return rows, tuple(activities), repairs


def _portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def _line(name: str, columns: Iterable[Sequence[Any]], count: int) -> str:
    """Write columns; of one that holds the same from top to bottom, only that."""
    short = [values[:1] if count and values.count(values[0]) == count else values for values in columns]
    return json.dumps([name, count, short], default=str, sort_keys=True, separators=(",", ":")) + "\n"


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


class _Written(dict[date, str]):
    """Each different day as text."""

    def __missing__(self, day: date) -> str:
        written = self[day] = day.isoformat()
        return written


def _activity(written: tuple[Any, ...]) -> NewActivity:
    values: dict[str, Any] = dict(zip(NewActivity._fields, written, strict=True))
    awarded = values["awarded_points"]
    return NewActivity(*written)._replace(
        date=date.fromisoformat(values["date"]),
        starts=_clock(values["starts"]),
        ends=_clock(values["ends"]),
        awarded_points=None if awarded is None else Decimal(awarded),
        said=tuple(_said(*said) for said in values["said"]),
    )


def _said(register: str | None, state: str | None, granted: str | None) -> RegisterSaid:
    return RegisterSaid(register, ClaimState(state) if state else None, None if granted is None else Decimal(granted))
