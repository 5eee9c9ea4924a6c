"""The engine: one set of facts to a score, all claims of one registration to an assessment. No database, no clock."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from register.rules.caps import ZERO, Pools
from register.rules.explain import day, points
from register.rules.facts import Assessment, ClaimInput, ClaimState, Condition, CountedClaim, Cycle, Facts, Reason
from register.rules.model import Rule, RuleSet
from register.rules.outlook import closes_the_gap, forecast
from register.rules.scoring import rule_and_score, rule_for, score
from register.rules.series import Judged, complete_series, require_frequency
from register.rules.standings import standings

__all__ = ["assess", "rule_for", "score", "waits_for_approval"]

_REJECTED = Reason(text="Het register heeft dit afgewezen; het telt niet mee.", refuses=True)
_DRAFT = Reason(text="Dit is nog een concept; het telt mee zodra het klaar is.")


def assess(
    claims: Sequence[ClaimInput],
    norms: RuleSet,
    *,
    cycle: Cycle,
    on: date,
    conditions: Sequence[Condition] = (),
    version_of: Callable[[ClaimInput], RuleSet] | None = None,
) -> Assessment:
    """Judge all claims of one registration on one day.

    `norms` gives minima and maxima; `version_of` gives the version that judges one claim where that differs (C5).
    """
    judged = [_judge(claim, version_of(claim) if version_of else norms, cycle, on) for claim in claims]
    in_order = sorted(judged, key=_order)
    complete_series(in_order, cycle)
    require_frequency(in_order, cycle)
    pools = Pools(norms, cycle)
    counted = {item: _count(item, pools) for item in in_order}
    inside = [entry for item, entry in counted.items() if item.inside]
    rows, total = standings(inside, norms, cycle=cycle, on=on)
    return Assessment(
        register=norms.register,
        register_name=norms.register_name,
        version=norms.version,
        digest=norms.digest,
        cycle=cycle,
        on=on,
        tracks=rows,
        total=total,
        claims=tuple(counted[item] for item in judged),
        conditions=_conditions(norms, conditions, on),
        days_left=max((cycle.ends_on - on).days, 0),
        forecast=forecast(total, cycle=cycle, on=on, claims=len(inside)),
        closes_the_gap=closes_the_gap(rows, total, norms),
        labels=norms.labels,
        inside=len(inside),
    )


def _order(item: Judged) -> tuple[bool, date, str]:
    return item.claim.granted is None, item.claim.facts.completed_on, item.claim.reference


def _judge(claim: ClaimInput, rule_set: RuleSet, cycle: Cycle, on: date) -> Judged:
    rule, scored = rule_and_score(claim.facts, rule_set)
    reasons = [*scored.reasons]
    outside = _outside(claim.facts, rule_set, cycle, on)
    if outside is not None:
        reasons.append(outside)
    granted = claim.granted if claim.state is ClaimState.GRANTED else None
    base = scored.points
    if granted is not None:
        base = granted
        reasons.append(Reason(text=f"Het register heeft {points(granted)} toegekend."))
    return Judged(
        claim=replace(claim, granted=granted) if claim.granted != granted else claim,
        score=scored,
        rule=rule,
        base=base,
        reasons=reasons,
        inside=outside is None,
    )


def _outside(facts: Facts, rule_set: RuleSet, cycle: Cycle, on: date) -> Reason | None:
    done = facts.completed_on
    if done > on:
        return Reason(text=f"Dit is pas op {day(done)}; het telt mee als het is afgerond.", refuses=True)
    if done > cycle.ends_on:
        text = f"Afgerond na het einde van de periode ({day(cycle.ends_on)}); het hoort bij de volgende periode."
        return Reason(text=text, refuses=True)
    if done < cycle.starts_on and not rule_set.counts_before_start:
        text = f"Afgerond voor het begin van de periode ({day(cycle.starts_on)}); het telt in deze periode niet mee."
        return Reason(text=text, refuses=True)
    return None


def _count(item: Judged, pools: Pools) -> CountedClaim:
    counted = _base(item)
    granted = item.claim.granted is not None
    if counted is not None and counted > 0 and (item.rule is not None or granted):
        counted = pools.pour(counted, facts=item.claim.facts, rule=item.rule, reasons=item.reasons, granted=granted)
    return CountedClaim(claim=item.claim, score=item.score, counted=counted, reasons=tuple(item.reasons))


def _base(item: Judged) -> Decimal | None:
    if not item.inside:
        return ZERO
    if item.claim.state is ClaimState.REJECTED:
        item.reasons.append(_REJECTED)
        return ZERO
    if item.claim.state is ClaimState.DRAFT:
        item.reasons.append(_DRAFT)
        return ZERO
    if waits_for_approval(item.rule, item.claim):
        return ZERO
    return item.base


def waits_for_approval(rule: Rule | None, claim: ClaimInput) -> bool:
    """Whether the employer still has to approve a claim before it counts; what the register granted needs nobody."""
    asked = rule is not None and rule.employer_approval
    return asked and not claim.facts.approved and claim.state is not ClaimState.GRANTED


def _conditions(norms: RuleSet, given: Iterable[Condition], on: date) -> tuple[Condition, ...]:
    recorded = {condition.code: condition for condition in given}
    asked = [
        replace(recorded.pop(rule.code), text=rule.text, source=rule.source)
        if rule.code in recorded
        else Condition(code=rule.code, text=rule.text, met=None, source=rule.source)
        for rule in norms.conditions
    ]
    return tuple(_expired(condition, on) for condition in (*asked, *recorded.values()))


def _expired(condition: Condition, on: date) -> Condition:
    if condition.expires_on is None or condition.expires_on >= on:
        return condition
    return replace(condition, met=False)
