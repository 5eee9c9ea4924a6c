"""The judge of a register, with the organisation's own figures and versions laid over what is shipped."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Protocol

from sqlalchemy import CompoundSelect, Date, bindparam, case, literal_column, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from register.db import UtcDateTime, read
from register.errors import Invalid
from register.points.models import OwnFigureRow
from register.points.versions.content import IN_FORCE, published_rules
from register.points.versions.models import OwnRuleVersion
from register.rules.cycle import Pause, cycle_of
from register.rules.facts import Cycle
from register.rules.judge import Judge
from register.rules.own import DatedVersion
from register.rules.rulesets import OwnFigure, RuleBook, load_rule_sets

Laid = tuple[tuple[OwnFigure, ...], tuple[DatedVersion, ...]]
"""What an organisation lays over the rules of a register: figures of its own, and versions of its own."""


@cache
def rule_book() -> RuleBook:
    """Return the shipped rule sets, read at first use."""
    return load_rule_sets()


def judge_for(session: Session, *, organisation_id: int, register_id: str) -> Judge:
    """Return the judge of one register for one organisation.

    Raises:
        KeyError: no such register.

    """
    return judges_for(session, organisation_id=organisation_id, register_ids=[register_id])[register_id]


def accrediting_bodies(judge: Judge) -> tuple[str, ...]:
    """Return whose ID numbers a register knows (*accreditatie*), the first that it names first."""
    rules = (rule for version in judge.versions for found in version.rules.values() for rule in found)
    return tuple(dict.fromkeys(body for rule in rules for body in rule.accredited_by))


def judges_for(session: Session, *, organisation_id: int, register_ids: Iterable[str]) -> dict[str, Judge]:
    """Return the judges of several registers with one query; a register that is not shipped has none.

    Raises:
        Unavailable: a published version of the organisation's own can not be read any more.

    """
    laid = laid_over(session, organisation_id, set(register_ids))
    infos = rule_book().infos
    return {known: _judge(known, *laid[known]) for known in laid if known in infos}


def laid_over(session: Session, organisation_id: int, register_ids: Collection[str]) -> dict[str, Laid]:
    """Return the organisation's own figures and its own versions of each register, with one query."""
    figures: dict[str, list[OwnFigure]] = {register_id: [] for register_id in register_ids}
    versions: dict[str, list[DatedVersion]] = {register_id: [] for register_id in register_ids}
    for is_version, row_id, register_id, *rest in read(session, _LAID_OVER, {"organisation": organisation_id}):
        if register_id not in figures:
            continue
        if is_version:
            rules = published_rules(session, row_id, rest[0])
            known_from, known_until = rest[-3:-1]
            versions[register_id].append(DatedVersion(rule_set=rules, known_from=known_from, known_until=known_until))
        else:
            figures[register_id].append(_figure(*rest[:5]))
    return {known: (tuple(figures[known]), tuple(versions[known])) for known in figures}


def judge_with(register_id: str, laid: Laid) -> Judge:
    """Return the judge of a register with these figures and versions, for trying out."""
    return Judge(rule_book(), register_id, figures=laid[0], own=laid[1])


@lru_cache(maxsize=256)
def _judge(register_id: str, figures: tuple[OwnFigure, ...], versions: tuple[DatedVersion, ...]) -> Judge:
    """Lay the same figures and versions over the same rules once."""
    return judge_with(register_id, (figures, versions))


def own_figures(session: Session, organisation_id: int, register_id: str) -> Sequence[OwnFigure]:
    """Return the organisation's own figures of one register (*eigen normen*)."""
    return laid_over(session, organisation_id, {register_id})[register_id][0]


_NOTHING = null()
_LAID_OVER: CompoundSelect[*tuple[Any, ...]] = union_all(
    select(
        literal_column("0").label("is_version"),
        OwnFigureRow.id.label("id"),
        OwnFigureRow.register_id.label("register_id"),
        OwnFigureRow.rule_version,
        OwnFigureRow.path,
        OwnFigureRow.value,
        OwnFigureRow.source,
        OwnFigureRow.example,
        type_coerce(_NOTHING, Date).label("known_from"),
        type_coerce(_NOTHING, Date).label("known_until"),
        type_coerce(_NOTHING, UtcDateTime).label("published_at"),
    ).where(OwnFigureRow.organisation_id == bindparam("organisation")),
    select(
        case((OwnRuleVersion.state == "bewaard", literal_column("1")), else_=literal_column("2")),
        OwnRuleVersion.id,
        OwnRuleVersion.register_id,
        OwnRuleVersion.digest,
        _NOTHING,
        _NOTHING,
        _NOTHING,
        _NOTHING,
        OwnRuleVersion.known_from,
        OwnRuleVersion.known_until,
        OwnRuleVersion.published_at,
    ).where(OwnRuleVersion.organisation_id == bindparam("organisation"), *IN_FORCE),
).order_by("is_version", "published_at", "known_from", "id")
"""All of an organisation: an administrator makes these by hand, so they are few. Kept versions lie under those that
were published, and of those the one that was published last lies on top.
"""


def _figure(version: str, path: str, value: Decimal, source: str, example: bool) -> OwnFigure:  # noqa: FBT001 - a row
    return OwnFigure(version=version, path=path, value=value, source=source, example=example)


class Days(Protocol):
    """First and last day of something, both in it."""

    @property
    def starts_on(self) -> date:
        """The first day."""

    @property
    def ends_on(self) -> date:
        """The last day."""


class Registered(Protocol):
    """What the period of a registration follows from, as an object or as a row."""

    @property
    def cycle_starts_on(self) -> date:
        """The first day of the period."""

    @property
    def cycle_ends_on(self) -> date | None:
        """Its last day, where that was recorded."""

    @property
    def extension_days(self) -> int:
        """By how much the register made it longer."""

    @property
    def pauses(self) -> Sequence[Days]:
        """When it stood still."""


def cycle_for(registration: Registered, judge: Judge) -> Cycle:
    """Return the cycle of a registration: the end that was recorded, else the register's own length from the start.

    Pauses and an extension push a derived end back (C7); a recorded end already has them in it.

    Raises:
        Invalid: no end was recorded and the register's length is not known.

    """
    starts_on = registration.cycle_starts_on
    if registration.cycle_ends_on is not None:
        return Cycle(starts_on=starts_on, ends_on=registration.cycle_ends_on)
    figure = judge.years(starts_on)
    if figure is None or figure.value is None:
        raise Invalid(
            "cycle_ends_on",
            f"Hoe lang een registratie bij {judge.register.name} duurt, is niet vastgesteld. Vul de einddatum in.",
        )
    pauses = [Pause(starts_on=pause.starts_on, ends_on=pause.ends_on) for pause in registration.pauses]
    return cycle_of(starts_on, int(figure.value), pauses, registration.extension_days)


def known_cycle(registration: Registered, judge: Judge) -> Cycle | None:
    """Return the cycle of a registration; `None` where its end is not known, so that nothing can be judged yet."""
    try:
        return cycle_for(registration, judge)
    except Invalid:
        return None


def period_years(judge: Judge) -> int | None:
    """Return how many years a registration lasts by the newest rules that still hold; `None`: that is not known."""
    figure = judge.newest.years
    return int(figure.value) if figure is not None and figure.value is not None else None
