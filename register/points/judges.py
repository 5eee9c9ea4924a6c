"""The judge of a register, with the organisation's own figures laid over the rule set."""

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

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
    return Judge(rule_book(), register_id, figures=own_figures(session, organisation_id, register_id))


def judges_for(session: Session, *, organisation_id: int, register_ids: Iterable[str]) -> dict[str, Judge]:
    """Return the judges of several registers with one query; a register that is not shipped has none."""
    laid: dict[str, list[OwnFigure]] = {register_id: [] for register_id in register_ids}
    rows = session.scalars(
        select(OwnFigureRow).where(OwnFigureRow.organisation_id == organisation_id, OwnFigureRow.register_id.in_(laid))
    )
    for row in rows:
        laid[row.register_id].append(_figure(row))
    book = rule_book()
    return {known: Judge(book, known, figures=laid[known]) for known in laid if known in book.infos}


def own_figures(session: Session, organisation_id: int, register_id: str) -> Sequence[OwnFigure]:
    """Return the organisation's own figures of one register (*eigen normen*)."""
    rows = session.scalars(
        select(OwnFigureRow).where(
            OwnFigureRow.organisation_id == organisation_id, OwnFigureRow.register_id == register_id
        )
    )
    return tuple(_figure(row) for row in rows)


def _figure(row: OwnFigureRow) -> OwnFigure:
    return OwnFigure(version=row.rule_version, path=row.path, value=row.value, source=row.source, example=row.example)


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
