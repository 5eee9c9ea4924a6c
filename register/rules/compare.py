"""Two assessments of one registration side by side (*gevolgen*): what another version of the rules would do to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from register.rules.facts import Assessment, TrackStanding


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What changes for one registration. A `None` is not known, never zero."""

    countable_before: Decimal
    countable_after: Decimal
    needed_before: Decimal | None
    needed_after: Decimal | None
    reached_before: bool | None
    reached_after: bool | None
    """Whether every norm is met."""
    wins: bool
    """More points count, or less is needed somewhere."""
    loses: bool
    """Fewer points count, or more is needed somewhere; both can be, on different tracks."""

    @property
    def short(self) -> bool:
        """Whether the dossier falls short, where it did not or nobody knew (*komt tekort*)."""
        return self.reached_after is False and self.reached_before is not False


def compare(before: Assessment, after: Assessment) -> Effect | None:
    """Say what changes between two assessments of the same claims on the same day; `None` where nothing does."""
    if _figures(before) == _figures(after):
        return None
    pairs = list(_pairs(before, after))
    less, more = _needs(pairs)
    return Effect(
        countable_before=before.total.countable,
        countable_after=after.total.countable,
        needed_before=before.total.needed,
        needed_after=after.total.needed,
        reached_before=reached(before),
        reached_after=reached(after),
        wins=less or any(new.countable > old.countable for old, new in pairs),
        loses=more or any(new.countable < old.countable for old, new in pairs),
    )


def reached(assessment: Assessment) -> bool | None:
    """Whether every norm of a registration is met; `None` where one of them is not known and no other is missed."""
    needed = [standing.needed for standing in (*assessment.tracks, assessment.total)]
    if any(need is not None and need > 0 for need in needed):
        return False
    return None if None in needed else True


def _figures(assessment: Assessment) -> list[tuple[object, ...]]:
    return [
        (one.code, one.logged, one.countable, one.needed, one.minimum, one.maximum)
        for one in (*assessment.tracks, assessment.total)
    ]


def _pairs(before: Assessment, after: Assessment) -> Iterator[tuple[TrackStanding, TrackStanding]]:
    """Put the rows that both have beside each other."""
    old = {standing.code: standing for standing in (*before.tracks, before.total)}
    for standing in (*after.tracks, after.total):
        if standing.code in old:
            yield old[standing.code], standing


def _needs(pairs: list[tuple[TrackStanding, TrackStanding]]) -> tuple[bool, bool]:
    """Whether somewhere less is needed, and whether somewhere more is."""
    known = [(old.needed, new.needed) for old, new in pairs if old.needed is not None and new.needed is not None]
    return any(new < old for old, new in known), any(new > old for old, new in known)
