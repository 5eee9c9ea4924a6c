"""Looks ahead (*vooruitblik*): where the pace so far leads, and what would close the gap (C11)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from register.rules.explain import number, points, tidy
from register.rules.facts import Cycle, TrackStanding
from register.rules.model import Rule, RuleSet

_LEAST_DAYS = 90
_HOURS = Decimal(2)
_ZERO = Decimal(0)


def forecast(total: TrackStanding, *, cycle: Cycle, on: date, claims: int) -> Decimal | None:
    """Countable points at the end of the period at the pace so far; `None` before 90 days or without claims."""
    return at_this_pace(total.countable, maximum=total.maximum, cycle=cycle, on=on, claims=claims)


def at_this_pace(countable: Decimal, *, maximum: Decimal | None, cycle: Cycle, on: date, claims: int) -> Decimal | None:
    """Return the same from what is kept of an assessment, in half points: a pace says no more than that."""
    passed = (min(on, cycle.ends_on) - cycle.starts_on).days + 1
    if passed < _LEAST_DAYS or claims == 0:
        return None
    whole = (cycle.ends_on - cycle.starts_on).days + 1
    halves = (countable * whole / passed * 2).quantize(Decimal(1), rounding=ROUND_FLOOR)
    ahead = max(tidy(halves / 2), countable)
    return ahead if maximum is None else min(ahead, max(maximum, countable))


def closes_the_gap(rows: Sequence[TrackStanding], total: TrackStanding, norms: RuleSet) -> tuple[str, ...]:
    """One sentence for every norm that is not met, from figures that are known and no others."""
    needed = {row.code: row.needed or _ZERO for row in rows}
    tracks = {part.code: part.group for part in norms.tracks}
    sentences = [_sentence(row, norms) for row in rows if row.code in tracks and row.needed]
    last_years = {row.code.rpartition(".")[0]: row.code for row in rows if "." in row.code}
    for row in rows:
        if "." in row.code and row.code not in last_years.values():
            continue
        inside = sum((needed[code] for code, group in tracks.items() if group == row.code), _ZERO)
        if row.code not in tracks and needed[row.code] > inside:
            sentences.append(f"{_still(row)}.")
    apart = [*(code for code, group in tracks.items() if group is None), *(group.code for group in norms.groups)]
    if (total.needed or _ZERO) > sum((needed[code] for code in apart), _ZERO):
        sentences.append(f"Nog {points(total.needed or _ZERO)} in totaal.")
    return tuple(sentences)


def _sentence(row: TrackStanding, norms: RuleSet) -> str:
    example = next((text for rule in _rules(norms, row.code) if (text := _example(row.needed or _ZERO, rule))), None)
    return f"{_still(row)}: bijvoorbeeld {example}." if example else f"{_still(row)}."


def _still(row: TrackStanding) -> str:
    return f"Nog {points(row.needed or _ZERO)} {row.name[:1].lower()}{row.name[1:]}"


def _rules(norms: RuleSet, track: str) -> Iterable[Rule]:
    known = {rule.code: rule for rules in norms.rules.values() for rule in rules}
    return (rule for rule in known.values() if rule.track == track and not rule.suggestion)


def _example(needed: Decimal, rule: Rule) -> str | None:
    rate = rule.points.value if rule.points else None
    name = rule.name[:1].lower() + rule.name[1:]
    if rule.unit == "awarded":
        return f"{name} van samen {points(needed)}"
    if not rate:
        return None
    if rule.unit == "hour":
        return f"{_times(needed, rate * _HOURS)} keer {name} van 2 uur"
    return f"{_times(needed, rate)} keer {name}" if rule.unit == "flat" else None


def _times(needed: Decimal, each: Decimal) -> str:
    return number((needed / each).to_integral_value(rounding=ROUND_CEILING))
