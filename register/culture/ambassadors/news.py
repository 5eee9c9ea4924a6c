"""What is new with methods (*nieuws over werkmethoden*, J2): questions to an ambassador, answers to who asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Row, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.ambassadors.models import Ambassador, MethodQuestion
from register.culture.ambassadors.period import stands_on
from register.db import UtcDateTime, read
from register.learning import today_row as rows_of_today
from register.learning.labels.models import WorkMethod
from register.people.names import fold

FRESH = timedelta(days=7)
"""So long an answer is news on the page of today; the weekly message counts from the one before it."""
_QUESTIONS, _ANSWERS = "vragen", "antwoorden"


@dataclass(frozen=True, kw_only=True)
class MethodNews:
    """One method, and how many questions or answers."""

    method_id: int
    name: str
    number: int


@dataclass(frozen=True, kw_only=True)
class News:
    """What waits for an answer of the viewer, and what the viewer asked and others answered; by name of the method."""

    to_answer: tuple[MethodNews, ...] = ()
    answered: tuple[MethodNews, ...] = ()


NOTHING = News()


def method_news(session: Session, viewer: Viewer, *, at: datetime, today: date, since: datetime | None = None) -> News:
    """Return what is new with methods for the viewer, in one query; of answers, what came since then."""
    return news_from(read(session, _BOTH, news_asked(viewer, at=at, today=today, since=since)).all())


def news_asked(viewer: Viewer, *, at: datetime, today: date, since: datetime | None = None) -> dict[str, Any]:
    """Return what `news_selects` want to know."""
    return {"person": viewer.person_id, "today": today, "fresh": since or at - FRESH}


def news_from(rows: Iterable[Row[*tuple[Any, ...]]]) -> News:
    """Sort the rows of `news_selects` out; other rows are left alone."""
    found = sorted(
        ((row.what, MethodNews(method_id=row.id, name=row.text, number=row.number)) for row in rows),
        key=lambda one: fold(one[1].name),
    )
    return News(
        to_answer=tuple(one for what, one in found if what == _QUESTIONS),
        answered=tuple(one for what, one in found if what == _ANSWERS),
    )


def news_selects() -> tuple[rows_of_today.Row, rows_of_today.Row]:
    """Return the selects of both, to be read together with others of these columns: what, id, text, beside, number."""
    day = bindparam("today", type_=Date)
    mine = select(Ambassador.method_id).where(Ambassador.person_id == bindparam("person"), stands_on(day))
    waiting = _per_method(_QUESTIONS).where(
        MethodQuestion.method_id.in_(mine),
        MethodQuestion.answered_at.is_(None),
        MethodQuestion.asked_by_id != bindparam("person"),
    )
    answered = _per_method(_ANSWERS).where(
        MethodQuestion.asked_by_id == bindparam("person"),
        MethodQuestion.answered_by_id != bindparam("person"),
        MethodQuestion.answered_at >= bindparam("fresh", type_=UtcDateTime()),
    )
    return waiting, answered


def _per_method(what: str) -> rows_of_today.Row:
    return (
        rows_of_today.today_row(what, number=func.count(MethodQuestion.id), key=WorkMethod.id, text=WorkMethod.name)
        .join(MethodQuestion, MethodQuestion.method_id == WorkMethod.id)
        .where(MethodQuestion.withdrawn_at.is_(None))
        .group_by(WorkMethod.id, WorkMethod.name)
    )


_BOTH = union_all(*news_selects())
