"""The traffic light (*stoplicht*) beside a session while it is logged (B8): each rule in green, orange or red."""

from collections.abc import Iterator, Sequence

from register.rules.caps import year_of
from register.rules.explain import number
from register.rules.facts import ClaimInput, Cycle, Facts, Signal
from register.rules.model import Rule, RuleSet
from register.rules.scoring import SUGGESTION, net_minutes, rule_for
from register.rules.sessions import ASKS, MEETS, REFUSES, UNKNOWN, findings

GREEN, ORANGE, RED = "groen", "oranje", "rood"
_COLOURS = {MEETS: GREEN, ASKS: ORANGE, UNKNOWN: ORANGE, REFUSES: RED}


def session_signals(
    facts: Facts, rule_set: RuleSet, *, cycle: Cycle, earlier: Sequence[ClaimInput] = ()
) -> tuple[Signal, ...]:
    """All lights for one session: what it is, then every condition, then how often."""
    rule = rule_for(facts, rule_set)
    if rule is None:
        text = f"{rule_set.register_name} noemt deze activiteit niet; er tellen geen punten."
        return (Signal(code="soort", colour=RED, text=text),)
    if rule.refused is not None:
        return (Signal(code="soort", colour=RED, text=rule.refused, source=rule.source),)
    lights = [_kind(rule, rule_set)]
    lights += [
        Signal(code=finding.code, colour=_COLOURS[finding.verdict], text=finding.text, source=finding.source)
        for finding in findings(facts, rule, net_minutes(facts))
    ]
    return (*lights, *_frequency(facts, rule, cycle, earlier))


def _kind(rule: Rule, rule_set: RuleSet) -> Signal:
    name = next((part.name for part in rule_set.tracks if part.code == rule.track), rule.track)
    if rule.suggestion:
        return Signal(code="soort", colour=ORANGE, text=f"Past het best bij {name}. {SUGGESTION}", source=rule.source)
    return Signal(code="soort", colour=GREEN, text=f"Telt bij {name}.", source=rule.source)


def _frequency(facts: Facts, rule: Rule, cycle: Cycle, earlier: Sequence[ClaimInput]) -> Iterator[Signal]:
    frequency = rule.frequency
    if frequency is None or frequency.min_per_year is None or frequency.min_per_year.value is None:
        return
    year = year_of(facts.completed_on, cycle, by_calendar=frequency.by_calendar)
    held = facts.quantity
    for claim in earlier:
        other = claim.facts
        same_year = year_of(other.completed_on, cycle, by_calendar=frequency.by_calendar) == year
        same_group = not frequency.same_group or other.series == facts.series
        held += other.quantity if other.kind in rule.kinds and same_year and same_group else 0
    figure = frequency.min_per_year
    group = " met dezelfde groep" if frequency.same_group else ""
    text = f"Minstens {number(figure.value or held)} keer per jaar{group}; met deze erbij zijn het er {held}."
    colour = GREEN if figure.value is not None and held >= figure.value else ORANGE
    yield Signal(code="frequentie", colour=colour, text=text, source=figure.source)
