"""Which version of the rules holds (C5): four keys occur in reality, and the activity date alone is often wrong."""

from collections.abc import Sequence
from datetime import date

from register.rules.facts import Cycle
from register.rules.model import RuleSet

Key = date | None


def key_date(selected_by: str, *, cycle: Cycle, activity_on: Key, filed_on: Key) -> Key:
    """Find the date that chooses; `None` where it is still to come (a claim that was not filed)."""
    if selected_by == "period_start":
        return cycle.starts_on
    if selected_by == "period_end":
        return cycle.ends_on
    return filed_on if selected_by == "filing_date" else activity_on


def version_at(versions: Sequence[RuleSet], at: Key) -> RuleSet:
    """Find the version that covers this day; the newest without a day; the nearest where none covers it."""
    if at is None:
        return versions[-1]
    started = [version for version in versions if version.valid_from is None or version.valid_from <= at]
    return started[-1] if started else versions[0]


def covers(version: RuleSet, at: Key) -> bool:
    """Whether this version says itself that it holds on this day."""
    if at is None:
        return True
    after_start = version.valid_from is None or version.valid_from <= at
    return after_start and (version.valid_to is None or at <= version.valid_to)
