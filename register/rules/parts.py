"""Labels that travel with a norm: an example figure must never look like a rule of the register."""

from collections.abc import Iterable
from dataclasses import replace

from register.rules.model import EXAMPLE_LABEL, OWN_LABEL, Figure, Part, Rule

UNKNOWN_MINIMUM = "minimum niet vastgesteld"
UNKNOWN_MAXIMUM = "maximum niet vastgesteld"


def labels_of(figures: Iterable[Figure]) -> tuple[str, ...]:
    """List what must stand beside these figures."""
    own = [figure for figure in figures if figure.own]
    labels = [EXAMPLE_LABEL] if any(figure.example for figure in own) else []
    if any(not figure.example for figure in own):
        labels.append(OWN_LABEL)
    return tuple(labels)


def mark_parts(parts: tuple[Part, ...], rules: Iterable[Rule]) -> tuple[Part, ...]:
    """Give every track the labels of its own norm and of the rules that fill it."""
    rules = tuple(rules)
    return tuple(replace(part, labels=_labels(part, rules)) for part in parts)


def _labels(part: Part, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    figures = [figure for figure in (part.minimum, part.maximum) if figure]
    figures += [figure for rule in rules if rule.track == part.code for figure in _figures(rule)]
    labels = [*labels_of(figures)]
    if part.minimum and part.minimum.value is None:
        labels.append(UNKNOWN_MINIMUM)
    if part.maximum and part.maximum.value is None:
        labels.append(UNKNOWN_MAXIMUM)
    return tuple(labels)


def _figures(rule: Rule) -> Iterable[Figure]:
    session = rule.session
    sizes = (session.min_minutes, session.min_present, session.max_present) if session else ()
    limits = (cap.limit for cap in rule.caps)
    return [figure for figure in (rule.points, rule.size, rule.per_event, *sizes, *limits) if figure]
