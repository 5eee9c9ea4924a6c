"""Versions of an organisation's own (*eigen versies*, C12) among those that are shipped: which may judge a period."""

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from register.rules.model import RuleSet


@dataclass(frozen=True, kw_only=True)
class DatedVersion:
    """A version with the periods that it may judge: those that ended on or after `known_from`, before `known_until`.

    A period that had ended when a version was published keeps what judged it, and so does one that ended before the
    version was withdrawn: a closed period never changes.
    """

    rule_set: RuleSet
    known_from: date | None = None
    known_until: date | None = None

    def may_judge(self, ends_on: date) -> bool:
        """Whether this version may judge a period that ends on this day."""
        known = self.known_from is None or ends_on >= self.known_from
        return known and (self.known_until is None or ends_on < self.known_until)


def among(shipped: Sequence[RuleSet], own: Iterable[DatedVersion]) -> tuple[DatedVersion, ...]:
    """Put own versions among the shipped ones by their first day; of two on the same day the later given one holds."""
    found = [DatedVersion(rule_set=version) for version in shipped]
    for version in own:
        insort(found, version, key=_first_day)
    return tuple(found)


def _first_day(version: DatedVersion) -> date:
    return version.rule_set.valid_from or date.min
