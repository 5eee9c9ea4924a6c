"""The sheet for the yearly talk (*blad voor het jaargesprek*, H5): what stands on it, now and as it was kept."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register.culture.plan.models import DevelopmentPlan, Goal
from register.learning.hours import learning_hours
from register.people.models import Registration
from register.points.judges import rule_book
from register.points.models import Standing
from register.rules.explain import day, duration, number


@dataclass(frozen=True, kw_only=True)
class SheetGoal:
    """A goal that its person put on the sheet."""

    words: str
    state: str
    """"bereikt op 5 maart 2026", "voor 1 juli 2026", or empty."""


@dataclass(frozen=True, kw_only=True)
class SheetRegistration:
    """A registration with its totals, in words."""

    register_name: str
    countable: str
    needed: str
    until: str


@dataclass(frozen=True, kw_only=True)
class SheetKind:
    """How often and how long somebody learnt in one way."""

    name: str
    informal: bool
    times: int
    time: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything on the sheet; nothing else is ever read by the manager."""

    year: int
    looking_back: str
    wishes: str
    goals: tuple[SheetGoal, ...]
    registrations: tuple[SheetRegistration, ...]
    learnt: tuple[SheetKind, ...]

    @property
    def digest(self) -> str:
        """The same for the same sheet, so that nobody releases another one than they saw."""
        return hashlib.sha256(json.dumps(as_plain(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """What its person wrote and ticked for the sheet."""

    looking_back: str = ""
    wishes: str = ""
    goal_ids: tuple[int, ...] = ()


def make_sheet(session: Session, person_id: int, year: int, words: OwnWords, *, today: date) -> Sheet:
    """Put the sheet of a year together, in three queries."""
    since, until = date(year, 1, 1), min(date(year, 12, 31), today)
    goals = {goal.id: goal for goal in goals_of_year(session, person_id, year)}
    return Sheet(
        year=year,
        looking_back=words.looking_back,
        wishes=words.wishes,
        goals=tuple(_goal(goals[one]) for one in words.goal_ids if one in goals),
        registrations=_registrations(session, person_id, today),
        learnt=tuple(
            SheetKind(name=one.name, informal=one.informal, times=one.times, time=duration(one.minutes))
            for one in learning_hours(session, person_id, since, until)
        ),
    )


def goals_of_year(session: Session, person_id: int, year: int) -> Sequence[Goal]:
    """Return the goals of the plans that run in a year, as its person may put them on the sheet."""
    return session.scalars(
        select(Goal)
        .join(DevelopmentPlan, DevelopmentPlan.id == Goal.plan_id)
        .where(
            DevelopmentPlan.person_id == person_id,
            DevelopmentPlan.starts_on <= date(year, 12, 31),
            or_(DevelopmentPlan.ends_on.is_(None), DevelopmentPlan.ends_on >= date(year, 1, 1)),
        )
        .order_by(Goal.id)
    ).all()


def as_plain(sheet: Sheet) -> dict[str, Any]:
    """Write a sheet as JSON can hold it."""
    kept: dict[str, Any] = json.loads(json.dumps(asdict(sheet)))
    return kept


def from_plain(kept: dict[str, Any]) -> Sheet:
    """Read back what `as_plain` wrote."""
    return Sheet(
        year=kept["year"],
        looking_back=kept["looking_back"],
        wishes=kept["wishes"],
        goals=tuple(SheetGoal(**one) for one in kept["goals"]),
        registrations=tuple(SheetRegistration(**one) for one in kept["registrations"]),
        learnt=tuple(SheetKind(**one) for one in kept["learnt"]),
    )


def _goal(goal: Goal) -> SheetGoal:
    if goal.reached_on is not None:
        return SheetGoal(words=goal.words, state=f"bereikt op {day(goal.reached_on)}")
    return SheetGoal(words=goal.words, state=f"voor {day(goal.due_on)}" if goal.due_on else "")


def _registrations(session: Session, person_id: int, today: date) -> tuple[SheetRegistration, ...]:
    """Return the totals of every registration that runs: what the manager sees on the page of the team too."""
    rows = session.execute(
        select(Registration.register_id, Standing.countable, Standing.needed, Standing.label, Standing.ends_on)
        .join(Standing, Standing.registration_id == Registration.id)
        .where(
            Registration.person_id == person_id,
            or_(Registration.ended_on.is_(None), Registration.ended_on >= today),
            Registration.cycle_starts_on <= today,
            Standing.ends_on >= today,
        )
        .order_by(Registration.register_id, Standing.ends_on)
    )
    infos = rule_book().infos
    return tuple(
        SheetRegistration(
            register_name=infos[row.register_id].name if row.register_id in infos else row.register_id,
            countable=number(row.countable) + (f" ({row.label})" if row.label else ""),
            needed="niet vastgesteld" if row.needed is None else number(row.needed),
            until=day(row.ends_on),
        )
        for row in rows
    )
