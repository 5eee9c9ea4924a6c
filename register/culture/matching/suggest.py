"""Who is offered to somebody with a question, and why; pure: no database, no Flask."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

MOST_SUGGESTIONS = 3


@dataclass(frozen=True, kw_only=True)
class Experienced:
    """Somebody who offers experience (*ervaring*) and takes part today."""

    person_id: int
    about: frozenset[str]
    """The labels of what they know: "method:12", "bakens:integraal"."""
    teams: frozenset[int] = frozenset()
    open_matches: int = 0
    most_at_once: int = 1


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who has the question (*leervraag*), and with whom it cannot or need not be."""

    person_id: int
    teams: frozenset[int] = frozenset()
    never: frozenset[int] = frozenset()
    """Excluded by either of the two, or one manages the other; nobody learns which."""
    busy_with: frozenset[int] = frozenset()
    """With whom a match is asked or going on."""
    met: Mapping[int, date] = field(default_factory=dict)
    """With whom they were matched before, and when last."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One colleague to learn from."""

    person_id: int
    new: bool
    """They were not matched before."""
    other_team: bool
    """They share no team."""


def suggest(asker: Asker, about: str, experienced: Collection[Experienced], *, on: date) -> tuple[Suggestion, ...]:
    """Return one to three colleagues, none where nobody has room.

    Whoever was not met before goes first, then who was met longest ago; then who is of another team, and who has most
    room. What is equal then is decided by chance that stays the same for a day, so that reloading shows no others.
    """
    possible = [one for one in experienced if can_be(asker, about, one)]
    possible.sort(key=lambda one: _rank(asker, one, on))
    return tuple(
        Suggestion(person_id=one.person_id, new=one.person_id not in asker.met, other_team=not one.teams & asker.teams)
        for one in possible[:MOST_SUGGESTIONS]
    )


def can_be(asker: Asker, about: str, one: Experienced) -> bool:
    """Whether this colleague can be offered: knows about it, has room, and nothing keeps the two apart."""
    apart = {asker.person_id} | asker.never | asker.busy_with
    return about in one.about and one.person_id not in apart and one.open_matches < one.most_at_once


def _rank(asker: Asker, one: Experienced, on: date) -> tuple[date, bool, int, str]:
    chance = hashlib.sha256(f"{asker.person_id}/{one.person_id}/{on.isoformat()}".encode()).hexdigest()
    last = asker.met.get(one.person_id, date.min)
    return last, bool(one.teams & asker.teams), one.open_matches, chance
