"""The judge of a register, with the organisation's own figures laid over the rule set."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from register.db import read
from register.errors import Invalid
from register.people.models import Registration
from register.points.models import OwnFigureRow
from register.rules.cycle import Pause, cycle_of
from register.rules.facts import Cycle
from register.rules.judge import Judge
from register.rules.rulesets import OwnFigure, RuleBook, load_rule_sets


@cache
def rule_book() -> RuleBook:
    """Return the shipped rule sets, read at first use."""
    return load_rule_sets()


def judge_for(session: Session, *, organisation_id: int, register_id: str) -> Judge:
    """Return the judge of one register for one organisation.

    Raises:
        KeyError: no such register.

    """
    return _judge(register_id, tuple(own_figures(session, organisation_id, register_id)))


def accrediting_bodies(judge: Judge) -> tuple[str, ...]:
    """Return whose ID numbers a register knows (*accreditatie*), the first that it names first."""
    rules = (rule for version in judge.versions for found in version.rules.values() for rule in found)
    return tuple(dict.fromkeys(body for rule in rules for body in rule.accredited_by))


def judges_for(session: Session, *, organisation_id: int, register_ids: Iterable[str]) -> dict[str, Judge]:
    """Return the judges of several registers with one query; a register that is not shipped has none."""
    laid: dict[str, list[OwnFigure]] = {register_id: [] for register_id in register_ids}
    for register_id, *figure in read(session, _FIGURES, {"organisation": organisation_id}):
        if register_id in laid:
            laid[register_id].append(_figure(*figure))
    infos = rule_book().infos
    return {known: _judge(known, tuple(laid[known])) for known in laid if known in infos}


@lru_cache(maxsize=256)
def _judge(register_id: str, figures: tuple[OwnFigure, ...]) -> Judge:
    """Lay the same figures over the same rules once."""
    return Judge(rule_book(), register_id, figures=figures)


def own_figures(session: Session, organisation_id: int, register_id: str) -> Sequence[OwnFigure]:
    """Return the organisation's own figures of one register (*eigen normen*)."""
    rows = read(session, _FIGURES, {"organisation": organisation_id})
    return tuple(_figure(*figure) for its_register, *figure in rows if its_register == register_id)


_FIGURES = (
    select(
        OwnFigureRow.register_id,
        OwnFigureRow.rule_version,
        OwnFigureRow.path,
        OwnFigureRow.value,
        OwnFigureRow.source,
        OwnFigureRow.example,
    )
    .where(OwnFigureRow.organisation_id == bindparam("organisation"))
    .order_by(OwnFigureRow.id)
)
"""All of an organisation: an administrator fills these in by hand, so they are few."""


def _figure(version: str, path: str, value: Decimal, source: str, example: bool) -> OwnFigure:  # noqa: FBT001 - a row
    return OwnFigure(version=version, path=path, value=value, source=source, example=example)


def cycle_for(registration: Registration, judge: Judge) -> Cycle:
    """Return the cycle of a registration: the end that was recorded, else the register's own length from the start.

    Pauses and an extension push a derived end back (C7); a recorded end already has them in it.

    Raises:
        Invalid: no end was recorded and the register's length is not known.

    """
    starts_on = registration.cycle_starts_on
    if registration.cycle_ends_on is not None:
        return Cycle(starts_on=starts_on, ends_on=registration.cycle_ends_on)
    years = period_years(judge)
    if years is None:
        raise Invalid(
            "cycle_ends_on",
            f"Hoe lang een registratie bij {judge.register.name} duurt, is niet vastgesteld. Vul de einddatum in.",
        )
    pauses = [Pause(starts_on=pause.starts_on, ends_on=pause.ends_on) for pause in registration.pauses]
    return cycle_of(starts_on, years, pauses, registration.extension_days)


def known_cycle(registration: Registration, judge: Judge) -> Cycle | None:
    """Return the cycle of a registration; `None` where its end is not known, so that nothing can be judged yet."""
    try:
        return cycle_for(registration, judge)
    except Invalid:
        return None


def period_years(judge: Judge) -> int | None:
    """Return how many years a registration lasts by the newest rules; `None` when that is not known."""
    figure = judge.versions[-1].years
    return int(figure.value) if figure is not None and figure.value is not None else None
