"""The one way in for the rest of the product: a register's rules, with own figures worked in, ready to judge."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from register.rules import engine
from register.rules.cycle import add_years
from register.rules.facts import Assessment, ClaimInput, Condition, Cycle, Facts, Score, Signal
from register.rules.model import Figure, OwnFigure, RuleSet
from register.rules.own import DatedVersion, among
from register.rules.rulesets import RuleBook, with_figures
from register.rules.select import covers, key_date, version_at
from register.rules.signals import session_signals

__all__ = ["Judge", "Signal"]

_LONGEST = 100
"""Years of a period, beyond which nobody looks for its end."""


class Judge:
    """Judges facts and claims for one register (*beoordelaar*). Cheap to make; the laid-over versions are kept.

    Raises ValueError (Dutch) for a register that is not there, or a figure that no version of its rules has.
    """

    def __init__(
        self,
        book: RuleBook,
        register_id: str,
        figures: Sequence[OwnFigure] = (),
        own: Sequence[DatedVersion] = (),
    ) -> None:
        self.register = book.register(register_id)
        shipped = book.versions(register_id)
        self._shipped = tuple(with_figures(version, _fitting(version, figures)) for version in shipped)
        _refuse_lost(shipped, figures)
        self._dated = among(self._shipped, own)
        self.versions = tuple(one.rule_set for one in self._dated)
        """All of them, from old to new; which of them may judge a period, `candidates` says."""
        self._by_digest = {version.digest: version for version in self.versions} if own else {}
        self._by_end: dict[date, tuple[RuleSet, ...]] = {}

    @property
    def newest(self) -> RuleSet:
        """The newest version that was not withdrawn."""
        return [one.rule_set for one in self._dated if one.known_until is None][-1]

    def candidates(self, cycle: Cycle) -> tuple[RuleSet, ...]:
        """Return the versions that may judge a period: none that was published after its end or withdrawn before it."""
        if not self._by_digest:
            return self.versions
        if cycle.ends_on not in self._by_end:
            found = tuple(one.rule_set for one in self._dated if one.may_judge(cycle.ends_on))
            self._by_end[cycle.ends_on] = found
        return self._by_end[cycle.ends_on]

    def judged_by(self, digest: str | None) -> RuleSet | None:
        """Return the version with this digest, so that what a register granted keeps the rules it was judged by."""
        return self._by_digest.get(digest or "")

    def years(self, starts_on: date) -> Figure | None:
        """Return how long a period lasts that starts on this day; of the shipped versions the newest says it.

        A version of the organisation's own does not reopen a period that had ended when it was published.
        """
        newest = self._shipped[-1].years
        found = newest
        for one in self._dated if self._by_digest else ():
            ends_on = _end(starts_on, one.rule_set.years)
            key = ends_on if self.register.selected_by == "period_end" else starts_on
            if ends_on is None or key is None or key < (one.rule_set.valid_from or date.min):
                continue
            if one.rule_set in self._shipped:
                found = newest
            elif one.may_judge(_end(starts_on, found) or ends_on) and one.may_judge(ends_on):
                found = one.rule_set.years
        return found

    def version_for(self, *, cycle: Cycle, activity_on: date | None = None, filed_on: date | None = None) -> RuleSet:
        """Choose the version that judges a claim, own figures worked in (C5)."""
        key = key_date(self.register.selected_by, cycle=cycle, activity_on=activity_on, filed_on=filed_on)
        return version_at(self.candidates(cycle), key)

    def norms(self, *, cycle: Cycle) -> RuleSet:
        """Choose the version whose minima and maxima hold for a period."""
        ends = self.register.selected_by == "period_end"
        return version_at(self.candidates(cycle), cycle.ends_on if ends else cycle.starts_on)

    def score(self, facts: Facts, *, cycle: Cycle, judged_by: str | None = None) -> Score:
        """Judge one person's part in one activity, by the version that judged what was granted where one is named."""
        return engine.score(facts, self.judged_by(judged_by) or self._version_of(facts, cycle, None))

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
            version_of=self._chooser(claims, cycle, on),
        )
        labels = self._coverage(norms, cycle)
        return replace(answer, labels=(*answer.labels, *labels)) if labels else answer

    def alike(self, cycle: Cycle, on: date) -> Hashable:
        """Say what the standings of a period without claims follow from: where this is equal, so are they.

        The days of the period count only where something must be made every year.
        """
        norms = self.norms(cycle=cycle)
        by_year = any(part.yearly for part in norms.tracks)
        return norms.digest, self._coverage(norms, cycle), (cycle, on) if by_year else cycle.phase

    def rules_for(self, cycle: Cycle) -> tuple[str, ...]:
        """Return the digests of the versions that judge a period, whatever its claims are."""
        found = self.candidates(cycle) if self._by_claim else (self.norms(cycle=cycle),)
        return tuple(version.digest for version in found)

    @property
    def asks_approval(self) -> bool:
        """Whether a rule of one of the versions asks for the employer's approval (H2)."""
        return any(rule.employer_approval for one in self.versions for rules in one.rules.values() for rule in rules)

    def waits_for_approval(self, claim: ClaimInput, *, cycle: Cycle) -> bool:
        """Whether a claim counts only once the employer approves it, and nobody did."""
        return engine.waits_for_approval(
            engine.rule_for(claim.facts, self._version_of(claim.facts, cycle, None)), claim
        )

    def session_signals(self, facts: Facts, *, cycle: Cycle, earlier: Sequence[ClaimInput] = ()) -> tuple[Signal, ...]:
        """Show the traffic light of a session (B8), claimed or not; `earlier` tells how often so far."""
        return session_signals(facts, self._version_of(facts, cycle, None), cycle=cycle, earlier=earlier)

    def _chooser(self, claims: Sequence[ClaimInput], cycle: Cycle, on: date) -> Callable[[ClaimInput], RuleSet] | None:
        """Return how to choose the version of each claim; `None` where the version of the norms judges them all."""
        if not self._by_claim and not any(self.judged_by(claim.judged_by) for claim in claims):
            return None
        return lambda claim: self.judged_by(claim.judged_by) or self._version_of(claim.facts, cycle, on)

    @property
    def _by_claim(self) -> bool:
        """Whether claims of one period can fall under different versions."""
        return len(self.versions) > 1 and self.register.selected_by not in {"period_start", "period_end"}

    def _version_of(self, facts: Facts, cycle: Cycle, on: date | None) -> RuleSet:
        return self.version_for(cycle=cycle, activity_on=facts.completed_on, filed_on=facts.filed_on or on)

    def _coverage(self, norms: RuleSet, cycle: Cycle) -> tuple[str, ...]:
        key = cycle.ends_on if self.register.selected_by == "period_end" else cycle.starts_on
        if covers(norms, key):
            return ()
        return (f"de regels voor deze periode zijn niet bekend; gerekend met versie {norms.version}",)


def _end(starts_on: date, years: Figure | None) -> date | None:
    if years is None or years.value is None or not 1 <= years.value <= _LONGEST:
        return None
    return add_years(starts_on, int(years.value)) - timedelta(days=1)


def _fitting(version: RuleSet, figures: Sequence[OwnFigure]) -> list[OwnFigure]:
    paths = {slot.path for slot in version.slots}
    return [figure for figure in figures if figure.path in paths and figure.version in {None, version.version}]


def _refuse_lost(shipped: Sequence[RuleSet], figures: Sequence[OwnFigure]) -> None:
    for figure in figures:
        if not any(_fitting(version, [figure]) for version in shipped):
            with_figures(shipped[-1], [figure])
            raise ValueError(f"Versie ‘{figure.version}’ van deze regels bestaat niet. Kies een versie uit de lijst.")
