"""What one claim cannot say alone: paths that count as a whole, and a frequency that must be reached first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from register.rules.caps import ZERO, year_of
from register.rules.explain import number, points
from register.rules.facts import ClaimInput, ClaimState, Cycle, Reason, Score
from register.rules.model import Rule


@dataclass(slots=True, eq=False)
class Judged:
    """A claim on its way through an assessment."""

    claim: ClaimInput
    score: Score
    rule: Rule | None
    base: Decimal | None
    """Points that go on to the ceilings."""
    reasons: list[Reason]
    inside: bool
    """Whether it belongs to this period at all."""

    @property
    def alive(self) -> bool:
        """Whether this claim still takes part in counting meetings."""
        asked_for = self.claim.state not in {ClaimState.DRAFT, ClaimState.REJECTED}
        return asked_for and self.inside and self.base is not None and not self.score.refused

    def drop(self, text: str, source: str | None = None) -> None:
        """Let nothing of it count, and say why."""
        self.base = ZERO
        self.reasons.append(Reason(text=text, source=source, refuses=True))


def complete_series(judged: Iterable[Judged], cycle: Cycle) -> None:
    """Give the points of a path to the meeting that completes it (*reeks*)."""
    paths: dict[tuple[str, object], list[Judged]] = defaultdict(list)
    for item in judged:
        rule = item.rule
        if rule is None or rule.unit != "series" or not item.alive or item.claim.granted is not None:
            continue
        facts = item.claim.facts
        whole = year_of(facts.completed_on, cycle, by_calendar=True) if rule.series_by_year else facts.series
        paths[rule.code, whole].append(item)
    for path in paths.values():
        _complete(path)


def _complete(path: list[Judged]) -> None:
    rule = path[0].rule
    if rule is None or rule.points is None or rule.size is None or rule.points.value is None or rule.size.value is None:
        return
    held, asked, done = 0, rule.size.value, False
    for item in path:
        held += item.claim.facts.quantity
        item.base = ZERO
        if done:
            item.reasons.append(Reason(text="De punten van deze reeks zijn al geteld.", source=rule.points.source))
        elif held >= asked:
            item.base, done = rule.points.value, True
            text = f"De reeks is compleet: {held} bijeenkomsten = {points(rule.points.value)}."
            item.reasons.append(Reason(text=text, source=rule.points.source, confidence=rule.points.confidence))
        else:
            left = asked - held
            meetings = "bijeenkomst" if left == 1 else "bijeenkomsten"
            text = f"Hoort bij een reeks: nog {number(left)} {meetings} tot de reeks compleet is."
            item.reasons.append(Reason(text=text, source=rule.size.source))


def require_frequency(judged: Iterable[Judged], cycle: Cycle) -> None:
    """Let sessions count only once there are enough of them in the year (*frequentie*)."""
    years: dict[tuple[str, object, int], list[Judged]] = defaultdict(list)
    for item in judged:
        if item.rule is None or item.rule.frequency is None or not item.alive:
            continue
        facts, frequency = item.claim.facts, item.rule.frequency
        group = facts.series if frequency.same_group else None
        year = year_of(facts.completed_on, cycle, by_calendar=frequency.by_calendar)
        years[item.rule.code, group, year].append(item)
    for (_, _, year), items in years.items():
        _hold_to_frequency(items, year)
    _mind_the_gaps(item for items in years.values() for item in items)


def _hold_to_frequency(items: list[Judged], year: int) -> None:
    frequency = items[0].rule.frequency if items[0].rule else None
    figure = frequency.min_per_year if frequency else None
    if frequency is None or figure is None or figure.value is None:
        return
    held = sum(item.claim.facts.quantity for item in items)
    if held >= figure.value:
        return
    same = " met dezelfde groep" if frequency.same_group else ""
    when = f"in {year}" if frequency.by_calendar else f"in jaar {year} van de periode"
    text = f"Telt pas mee bij {number(figure.value)} bijeenkomsten per jaar{same}; {when} zijn het er {held}."
    for item in items:
        if item.claim.granted is None:
            item.drop(text, figure.source)


def _mind_the_gaps(items: Iterable[Judged]) -> None:
    last: dict[tuple[str, str], Judged] = {}
    for item in items:
        series, rule = item.claim.facts.series, item.rule
        if series is None or rule is None or rule.frequency is None or rule.frequency.max_days_between is None:
            continue
        most = rule.frequency.max_days_between
        before = last.get((rule.code, series))
        last[rule.code, series] = item
        if before is None or most.value is None:
            continue
        days = (item.claim.facts.completed_on - before.claim.facts.completed_on).days
        if days > most.value:
            text = f"Tussen twee bijeenkomsten zitten hoogstens {number(most.value)} dagen; hier waren het er {days}."
            item.reasons.append(Reason(text=text, source=most.source, confidence=most.confidence))
