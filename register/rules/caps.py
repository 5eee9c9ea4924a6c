"""Ceilings (*maxima*): what goes over one is logged but does not count, and says so."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from register.rules.cycle import add_years
from register.rules.explain import number, points
from register.rules.facts import Cycle, Facts, Reason
from register.rules.model import Cap, Figure, Rule, RuleSet

ZERO = Decimal(0)
_PER = {"series": "per reeks", "year": "per jaar", "period": "per periode"}


@dataclass
class Pools:
    """What is used of every ceiling so far; claims are poured in one by one, in a fixed order."""

    norms: RuleSet
    cycle: Cycle
    used: dict[tuple[str, object], Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        groups = {part.code: part for part in self.norms.groups}
        total = self.norms.total
        self._parts = {
            part.code: tuple(p for p in (part, groups.get(part.group or ""), total) if p and _limit(p.maximum))
            for part in self.norms.tracks
        }
        self._elsewhere = (total,) if _limit(total.maximum) else ()

    def pour(
        self, made: Decimal, *, facts: Facts, rule: Rule | None, reasons: list[Reason], granted: bool = False
    ) -> Decimal:
        """Answer what of these points still counts; the reasons are added to.

        What was granted counts in the total, also on a track that the norms do not have.
        """
        keys = []
        counted = made
        for cap in rule.caps if rule else ():
            if cap.limit is None or not _holds(cap, self.cycle):
                continue
            if cap.limit.value is None:
                reasons.append(_unseen(cap))
                continue
            key = (cap.code, self._bucket(cap, facts))
            keys.append(key)
            counted = self._lower(counted, key, cap.limit, f"{cap.name}, {_PER[cap.per]}", reasons)
        track = rule.track if rule else None
        for part in self._parts.get(track or "", self._elsewhere if granted else ()):
            key = (f"part:{part.code}", None)
            keys.append(key)
            if part.maximum is not None:
                counted = self._lower(counted, key, part.maximum, f"{part.name}, per periode", reasons)
        for key in keys:
            self.used[key] = self.used.get(key, ZERO) + counted
        return counted

    def _lower(
        self, made: Decimal, key: tuple[str, object], limit: Figure, name: str, reasons: list[Reason]
    ) -> Decimal:
        most = limit.value or ZERO
        room = max(most - self.used.get(key, ZERO), ZERO)
        if made <= room:
            return made
        text = f"Maximaal {points(most)} ({name}): {number(made - room)} daarvan tellen niet mee."
        reasons.append(Reason(text=text, source=limit.source, confidence=limit.confidence))
        return room

    def _bucket(self, cap: Cap, facts: Facts) -> object:
        if cap.per == "period":
            return None
        if cap.per == "series":
            return facts.series
        return year_of(facts.completed_on, self.cycle, by_calendar=cap.by_calendar)


def year_of(day: date, cycle: Cycle, *, by_calendar: bool) -> int:
    """Find the year a day belongs to: of the calendar, or counted from the start of the period (the first is 1)."""
    if by_calendar:
        return day.year
    years = day.year - cycle.starts_on.year
    return years + (1 if day >= add_years(cycle.starts_on, years) else 0)


def _holds(cap: Cap, cycle: Cycle) -> bool:
    return cap.phase is None or cycle.phase is None or cap.phase == cycle.phase


def _limit(figure: Figure | None) -> bool:
    return figure is not None and figure.value is not None


def _unseen(cap: Cap) -> Reason:
    ask = cap.limit.ask if cap.limit else None
    text = f"Voor {cap.name.lower()} geldt waarschijnlijk een maximum {_PER[cap.per]}; dat is niet vastgesteld."
    return Reason(text=f"{text} Zie: {ask}." if ask else text)
