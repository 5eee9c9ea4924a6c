"""What became of own shared learnings (*nieuws over je lessen*), for *Vandaag*: comments, and who applied one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func

from register.culture.shared.models import Learning, LearningApplied, LearningComment
from register.db import UtcDateTime
from register.learning import today_row as rows_of_today
from register.people.names import fold

_COMMENTS, _APPLIED = "reacties", "toegepast"


@dataclass(frozen=True, kw_only=True)
class LearningNews:
    """One own learning, and what came since a week."""

    learning_id: int
    title: str
    comments: int
    teams: int


def learning_selects() -> tuple[rows_of_today.Row, rows_of_today.Row]:
    """Select what others said of own learnings and who applied them since `fresh`: what, id, text, beside, number."""
    me: BindParameter[int] = bindparam("person")
    since = bindparam("fresh", type_=UtcDateTime())
    comments = (
        _of_learning(_COMMENTS, func.count(LearningComment.id))
        .join(LearningComment, LearningComment.learning_id == Learning.id)
        .where(
            Learning.author_id == me,
            LearningComment.person_id != me,
            LearningComment.withdrawn_at.is_(None),
            LearningComment.made_at >= since,
        )
    )
    applied = (
        _of_learning(_APPLIED, func.count(LearningApplied.id))
        .join(LearningApplied, LearningApplied.learning_id == Learning.id)
        .where(Learning.author_id == me, LearningApplied.person_id != me, LearningApplied.applied_at >= since)
    )
    return comments, applied


def learning_news_from(rows: Iterable[Row[*tuple[Any, ...]]]) -> tuple[LearningNews, ...]:
    """Put the rows of `learning_selects` together, by title; other rows are left alone."""
    titles: dict[int, str] = {}
    numbers: dict[tuple[str, int], int] = {}
    for row in rows:
        if row.what in {_COMMENTS, _APPLIED}:
            titles[row.id] = row.text
            numbers[row.what, row.id] = row.number
    return tuple(
        LearningNews(
            learning_id=key,
            title=title,
            comments=numbers.get((_COMMENTS, key), 0),
            teams=numbers.get((_APPLIED, key), 0),
        )
        for key, title in sorted(titles.items(), key=lambda one: (fold(one[1]), one[0]))
    )


def _of_learning(what: str, number: Any) -> rows_of_today.Row:  # noqa: ANN401 - a count
    return (
        rows_of_today.today_row(what, number=number, key=Learning.id, text=Learning.title)
        .where(Learning.withdrawn_at.is_(None))
        .group_by(Learning.id, Learning.title)
    )
