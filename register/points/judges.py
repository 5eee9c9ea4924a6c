"""The judge of a register, with the organisation's own figures laid over the rule set."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.people.models import Registration
from register.points.models import OwnFigureRow
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
    return Judge(rule_book(), register_id, figures=own_figures(session, organisation_id, register_id))


def own_figures(session: Session, organisation_id: int, register_id: str) -> Sequence[OwnFigure]:
    """Return the organisation's own figures of one register (*eigen normen*)."""
    rows = session.scalars(
        select(OwnFigureRow).where(
            OwnFigureRow.organisation_id == organisation_id, OwnFigureRow.register_id == register_id
        )
    )
    return tuple(
        OwnFigure(version=row.rule_version, path=row.path, value=row.value, source=row.source, example=row.example)
        for row in rows
    )


def cycle_for(registration: Registration, judge: Judge) -> Cycle:
    """Return the cycle of a registration: its own end where it has one, else by the register's period.

    Pauses and an extension push the end back (C7).
    """
    return judge.cycle(
        starts_on=registration.cycle_starts_on,
        ends_on=registration.cycle_ends_on,
        pauses=tuple((pause.starts_on, pause.ends_on) for pause in registration.pauses),
        extension_days=registration.extension_days,
    )
