"""What one version of the rules says of one set of facts: track, net time, points, each step of the sum (C3, C10)."""

from decimal import Decimal

from register.rules.explain import day, duration, net_time, number, points
from register.rules.facts import Facts, Reason, Score
from register.rules.model import Figure, Rule, RuleSet
from register.rules.sessions import ASKS, REFUSES, findings

ZERO = Decimal(0)
SUGGESTION = "Dit is een inschatting: vraag het na bij je register."
_SIXTY = Decimal(60)


def score(facts: Facts, rule_set: RuleSet) -> Score:
    """Judge one person's part in one activity, by itself: caps, period and other claims come in an assessment."""
    return rule_and_score(facts, rule_set)[1]


def rule_and_score(facts: Facts, rule_set: RuleSet) -> tuple[Rule | None, Score]:
    """Judge, and say by which rule. The same facts come by whenever their person is counted: they are judged once."""
    key = facts.key, rule_set
    found = _JUDGED.get(key)
    if found is None:
        if len(_JUDGED) >= _KEEP:
            _JUDGED.clear()
        rule = rule_for(facts, rule_set)
        found = _JUDGED[key] = rule, _score_by(rule, facts, rule_set)
    return found


_KEEP = 8192
_JUDGED: dict[tuple[str, RuleSet], tuple[Rule | None, Score]] = {}
"""What was said of facts, by all of their content and the version itself: about 2 kB each."""


def _score_by(rule: Rule | None, facts: Facts, rule_set: RuleSet) -> Score:
    net = net_minutes(facts)
    if rule is None:
        text = "Dit register noemt deze activiteit niet in zijn regels; daarom tellen er geen punten."
        return _answer(rule_set, None, net, ZERO, [Reason(text=text, refuses=True)])
    if rule.refused is not None:
        refusal = Reason(text=rule.refused, source=rule.source, confidence=rule.confidence, refuses=True)
        return _answer(rule_set, None, net, ZERO, [refusal])
    reasons = [*_introduction(rule), *_closed(facts, rule_set)]
    rounded = _time(facts, rule, rule_set, net, reasons)
    reasons += [
        Reason(
            text=f.text, source=f.source, confidence=f.confidence, refuses=f.verdict == REFUSES, asks=f.verdict == ASKS
        )
        for f in findings(facts, rule, net)
        if f.verdict in {REFUSES, ASKS}
    ]
    if rule.employer_approval:
        reasons.append(_approval(facts, rule))
    made = _points(facts, rule, rounded, reasons)
    if any(reason.refuses for reason in reasons):
        made = ZERO
    elif any(reason.asks for reason in reasons):
        made = None
    return _answer(rule_set, rule, net, made, reasons)


def _approval(facts: Facts, rule: Rule) -> Reason:
    done, waits = "Je leidinggevende heeft dit goedgekeurd.", "Dit telt mee zodra je leidinggevende het goedkeurt."
    return Reason(text=done if facts.approved else waits, source=rule.source, confidence=rule.confidence)


def net_minutes(facts: Facts) -> int | None:
    """Count the minutes of learning: without what was excluded by kind, no more than this person was there."""
    if facts.gross_minutes is None:
        return facts.minutes_present
    net = facts.gross_minutes
    if facts.excluded:
        net -= sum(minutes for minutes in facts.excluded.values() if minutes > 0)
    if facts.minutes_present is not None:
        net = min(net, facts.minutes_present)
    return max(net, 0)


def rule_for(facts: Facts, rule_set: RuleSet) -> Rule | None:
    """Find the first rule that fits kind, role, facilitator and accreditation; the track follows from the rule."""
    for rule in rule_set.rules.get(facts.kind, ()):
        if rule.roles and facts.role not in rule.roles:
            continue
        if rule.facilitator_kinds and facts.facilitator_kind not in rule.facilitator_kinds:
            continue
        if rule.accredited_by and not accreditation(facts, rule):
            continue
        return rule
    return None


def accreditation(facts: Facts, rule: Rule) -> str | None:
    """Find the accreditation number that this rule accepts, where the facts carry one."""
    given = (facts.accreditation_ids.get(body, "").strip() for body in rule.accredited_by)
    return next((number for number in given if number), None)


def _answer(
    rule_set: RuleSet, rule: Rule | None, net: int | None, made: Decimal | None, reasons: list[Reason]
) -> Score:
    return Score(
        track=rule.track if rule else None,
        net_minutes=net,
        points=made,
        reasons=tuple(reasons),
        register=rule_set.register,
        version=rule_set.version,
        digest=rule_set.digest,
    )


def _introduction(rule: Rule) -> list[Reason]:
    reasons = []
    if rule.suggestion:
        reasons.append(Reason(text=SUGGESTION, source=rule.source, confidence="low"))
    if rule.fell_back_from:
        text = f"Dit register kent geen aparte categorie {rule.fell_back_from}: het telt als {rule.track}."
        reasons.append(Reason(text=text, source=rule.source, confidence=rule.confidence))
    if rule.note:
        reasons.append(Reason(text=rule.note, source=rule.source, confidence=rule.confidence))
    return reasons


def _closed(facts: Facts, rule_set: RuleSet) -> list[Reason]:
    if rule_set.closed_on is None or facts.completed_on < rule_set.closed_on:
        return []
    text = f"Dit register is gesloten op {day(rule_set.closed_on)}; wat daarna is afgerond, telt hier niet."
    return [Reason(text=text, source=rule_set.closed_source, refuses=True)]


def _time(facts: Facts, rule: Rule, rule_set: RuleSet, net: int | None, reasons: list[Reason]) -> int | None:
    if net is None:
        if rule.unit in {"hour", "block"} and not _takes_award(facts, rule):
            reasons.append(Reason(text="Hoe lang duurde het? Vul de duur in, dan rekenen we de punten uit.", asks=True))
        return None
    excluded = facts.excluded if facts.gross_minutes is not None else {}
    text = net_time(facts.gross_minutes or net, excluded, max((facts.gross_minutes or net) - _off(excluded), 0))
    if facts.minutes_present is not None and facts.gross_minutes is not None:
        text = f"{text}; je was er {duration(net)} bij"
    reasons.append(Reason(text=text, source=rule_set.net_source))
    if net == 0 and rule.unit in {"hour", "block"}:
        reasons.append(Reason(text="Er blijft geen netto tijd over.", source=rule_set.net_source, refuses=True))
    return _rounded(net, rule_set, reasons) if rule.unit == "hour" else net


def _off(excluded: object) -> int:
    return sum(minutes for minutes in excluded.values() if minutes > 0) if isinstance(excluded, dict) else 0


def _rounded(net: int, rule_set: RuleSet, reasons: list[Reason]) -> int:
    step = rule_set.step_minutes
    if step is None or net % step == 0:
        return net
    extra = {"down": 0, "up": step - 1, "nearest": step // 2}[rule_set.rounding_mode]
    rounded = (net + extra) // step * step
    reasons.append(Reason(text=f"Afgerond per {duration(step)}: {duration(rounded)}.", source=rule_set.net_source))
    return rounded


def _takes_award(facts: Facts, rule: Rule) -> bool:
    return rule.awarded and facts.awarded_points is not None


def _points(facts: Facts, rule: Rule, net: int | None, reasons: list[Reason]) -> Decimal | None:
    if _takes_award(facts, rule):
        return _awarded(facts, rule, reasons)
    if rule.unit == "awarded":
        text = "Hoeveel punten kreeg deze scholing bij de accreditatie? Dat getal telt, niet het aantal uren."
        reasons.append(Reason(text=text, source=rule.source, confidence=rule.confidence, asks=True))
        return None
    figures = [figure for figure in (rule.points, rule.size) if figure]
    unseen = next((figure for figure in figures if figure.value is None), None)
    if unseen is not None:
        reasons.append(_unseen(unseen))
        return None
    made = _by_unit(facts, rule, net, reasons)
    return made if made is None else _per_event(made, rule, reasons)


def _awarded(facts: Facts, rule: Rule, reasons: list[Reason]) -> Decimal:
    made = facts.awarded_points or ZERO
    id_number = accreditation(facts, rule)
    told = f" (ID-nummer {id_number})" if id_number else ""
    text = f"Bij de accreditatie vastgesteld: {points(made)}{told}."
    reasons.append(Reason(text=text, source=rule.source, confidence=rule.confidence))
    return _per_event(made, rule, reasons)


def _unseen(figure: Figure) -> Reason:
    text = "Hoeveel punten dit oplevert, is niet vastgesteld."
    text = f"{text} Het staat in: {figure.ask}." if figure.ask else text
    return Reason(text=text, source=figure.source)


def _by_unit(facts: Facts, rule: Rule, net: int | None, reasons: list[Reason]) -> Decimal | None:
    rate, size = _value(rule.points), _value(rule.size)
    if rule.unit == "flat":
        made = rate * facts.quantity
        text = f"{facts.quantity} keer {points(rate)} = {points(made)}."
    elif rule.unit == "words":
        if facts.words is None:
            text = "Hoeveel woorden telt de tekst? Daar hangen de punten van af."
            reasons.append(Reason(text=text, source=rule.source, asks=True))
            return None
        made = rate * (facts.words // int(size))
        text = f"{points(rate)} per {number(size)} woorden: {facts.words} woorden = {points(made)}."
    elif rule.unit == "series":
        if facts.series is None and facts.quantity < size and not rule.series_by_year:
            text = "Bij welke reeks hoort deze bijeenkomst? De punten gelden voor de hele reeks."
            reasons.append(Reason(text=text, source=rule.source, asks=True))
            return None
        made = rate if facts.quantity >= size else ZERO
        text = (
            f"{points(rate)} voor een reeks van minstens {number(size)} bijeenkomsten; losse bijeenkomsten geven niets."
        )
    elif net is None:
        return None
    elif rule.unit == "block":
        made = rate * (net // int(size))
        text = f"{points(rate)} per vol blok van {duration(int(size))}: {duration(net)} = {points(made)}."
    else:
        made = rate * net / _SIXTY
        text = f"1 netto uur = {points(rate)}: {duration(net)} = {points(made)}."
    figure = rule.points
    reasons.append(
        Reason(text=text, source=figure.source, confidence=figure.confidence) if figure else Reason(text=text)
    )
    return made


def _value(figure: Figure | None) -> Decimal:
    return figure.value if figure is not None and figure.value is not None else ZERO


def _per_event(made: Decimal, rule: Rule, reasons: list[Reason]) -> Decimal:
    cap = rule.per_event
    if cap is None or cap.value is None or made <= cap.value:
        return made
    text = f"Per keer telt hoogstens {points(cap.value)}."
    reasons.append(Reason(text=text, source=cap.source, confidence=cap.confidence))
    return cap.value
