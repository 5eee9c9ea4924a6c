"""The one way in for the rest of the product: a register's rules, with own figures worked in, ready to judge."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from register.rules import engine
from register.rules.facts import Assessment, ClaimInput, Condition, Cycle, Facts, Score, Signal
from register.rules.model import OwnFigure, RuleSet
from register.rules.rulesets import RuleBook, with_figures
from register.rules.select import covers, key_date, version_at
from register.rules.signals import session_signals

__all__ = ["Judge", "Signal"]


class Judge:
    """Judges facts and claims for one register (*beoordelaar*). Cheap to make; the laid-over versions are kept.

    Raises ValueError (Dutch) for a register that is not there, or a figure that no version of its rules has.
    """

    def __init__(self, book: RuleBook, register_id: str, figures: Sequence[OwnFigure] = ()) -> None:
        self.register = book.register(register_id)
        shipped = book.versions(register_id)
        self.versions = tuple(with_figures(version, _fitting(version, figures)) for version in shipped)
        _refuse_lost(shipped, figures)

    def version_for(self, *, cycle: Cycle, activity_on: date | None = None, filed_on: date | None = None) -> RuleSet:
        """Choose the version that judges a claim, own figures worked in (C5)."""
        key = key_date(self.register.selected_by, cycle=cycle, activity_on=activity_on, filed_on=filed_on)
        return version_at(self.versions, key)

    def norms(self, *, cycle: Cycle) -> RuleSet:
        """Choose the version whose minima and maxima hold for a period."""
        ends = self.register.selected_by == "period_end"
        return version_at(self.versions, cycle.ends_on if ends else cycle.starts_on)

    def score(self, facts: Facts, *, cycle: Cycle) -> Score:
        """Judge one person's part in one activity."""
        return engine.score(facts, self._version_of(facts, cycle, None))

    def assess(
        self, claims: Sequence[ClaimInput], *, cycle: Cycle, on: date, conditions: Sequence[Condition] = ()
    ) -> Assessment:
        """Judge all claims of one registration on one day; norms by the period, each claim by its own version."""
        norms = self.norms(cycle=cycle)
        answer = engine.assess(
            claims,
            norms,
            cycle=cycle,
            on=on,
            conditions=conditions,
            version_of=self._chooser(cycle, on),
        )
        labels = self._coverage(norms, cycle)
        return replace(answer, labels=(*answer.labels, *labels)) if labels else answer

    def session_signals(self, facts: Facts, *, cycle: Cycle, earlier: Sequence[ClaimInput] = ()) -> tuple[Signal, ...]:
        """Show the traffic light of a session (B8), claimed or not; `earlier` tells how often so far."""
        return session_signals(facts, self._version_of(facts, cycle, None), cycle=cycle, earlier=earlier)

    def _chooser(self, cycle: Cycle, on: date) -> Callable[[Facts], RuleSet] | None:
        """Return how to choose the version of each claim; `None` where the version of the norms judges them all."""
        if len(self.versions) == 1 or self.register.selected_by in {"period_start", "period_end"}:
            return None
        return lambda facts: self._version_of(facts, cycle, on)

    def _version_of(self, facts: Facts, cycle: Cycle, on: date | None) -> RuleSet:
        return self.version_for(cycle=cycle, activity_on=facts.completed_on, filed_on=facts.filed_on or on)

    def _coverage(self, norms: RuleSet, cycle: Cycle) -> tuple[str, ...]:
        key = cycle.ends_on if self.register.selected_by == "period_end" else cycle.starts_on
        if covers(norms, key):
            return ()
        return (f"de regels voor deze periode zijn niet bekend; gerekend met versie {norms.version}",)


def _fitting(version: RuleSet, figures: Sequence[OwnFigure]) -> list[OwnFigure]:
    paths = {slot.path for slot in version.slots}
    return [figure for figure in figures if figure.path in paths and figure.version in {None, version.version}]


def _refuse_lost(shipped: Sequence[RuleSet], figures: Sequence[OwnFigure]) -> None:
    for figure in figures:
        if not any(_fitting(version, [figure]) for version in shipped):
            with_figures(shipped[-1], [figure])
            raise ValueError(f"Versie ‘{figure.version}’ van deze regels bestaat niet. Kies een versie uit de lijst.")
