"""The tracks of a standing, kept in its row (*sporen van een stand*): who reads the one reads the other."""

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from register.db import exact_points

_MANY = 1024
"""Of so many it is remembered what they say: those who have nothing yet under a register all say the same."""


class KeptTrack(NamedTuple):
    """What counts on one track or group of tracks (*spoor*); `None` is unknown, or that there is no such figure."""

    code: str
    name: str
    logged: Decimal
    countable: Decimal
    granted: Decimal
    needed: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    label: str
    """What must stand beside the figures."""


_IN_WORDS = {
    "name": "Spoor",
    "logged": "Vastgelegd",
    "countable": "Telt mee",
    "granted": "Toegekend",
    "needed": "Nog nodig",
    "minimum": "Minimum",
    "maximum": "Maximum",
    "label": "Aantekening",
}
_FIGURES = frozenset({"logged", "countable", "granted", "needed", "minimum", "maximum"})


class KeptTracks(TypeDecorator[tuple[KeptTrack, ...]]):
    """Tracks in their order, as JSON in text: points as text, for a number in JSON is not exact."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[KeptTrack] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write tracks down."""
        return None if value is None else _written(tuple(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[KeptTrack, ...] | None:  # noqa: ARG002
        """Read tracks back."""
        return None if value is None else _read(value)


def in_words(tracks: Sequence[KeptTrack]) -> list[dict[str, str | None]]:
    """Return tracks as whom they are about reads them in a file of everything."""
    return [{told: _in_words(getattr(one, name)) for name, told in _IN_WORDS.items()} for one in tracks]


def _in_words(value: str | Decimal | None) -> str | None:
    return format(value, "f") if isinstance(value, Decimal) else value


@lru_cache(maxsize=_MANY)
def _written(tracks: tuple[KeptTrack, ...]) -> str:
    return json.dumps([{name: _plain(value) for name, value in one._asdict().items()} for one in tracks])


@lru_cache(maxsize=_MANY)
def _read(text: str) -> tuple[KeptTrack, ...]:
    return tuple(KeptTrack._make(_typed(name, one[name]) for name in KeptTrack._fields) for one in json.loads(text))


def _plain(value: str | Decimal | None) -> str | None:
    return f"{value:.4f}" if isinstance(value, Decimal) else value


def _typed(name: str, value: str | None) -> str | Decimal | None:
    return exact_points(Decimal(value)) if value is not None and name in _FIGURES else value
