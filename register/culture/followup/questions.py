"""The question on *Vandaag*, and its answer in one press; of the person alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.followup.due import OPEN_DAYS
from register.culture.followup.models import FollowUp
from register.db import read, transaction
from register.errors import Invalid, NotFound
from register.learning.models import Activity

ANSWERS = {"ja": "Ja", "deels": "Deels", "nee": "Nee"}
SKIP = "overslaan"
MOST_AT_ONCE = 2


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whether somebody does it differently since this activity."""

    follow_up_id: int
    title: str
    held_on: date
    """The last meeting of the activity."""
    weeks: int
    answer: str = ""
    """What was answered a moment ago; "overslaan" where it was skipped."""


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What waits, newest first, and what was answered a moment ago."""

    waiting: tuple[Question, ...]
    answered: Question | None


def questions_for(session: Session, viewer: Viewer, *, today: date, answered_id: int | None = None) -> Questions:
    """Return what the viewer can answer now, in one query."""
    rows = read(
        session,
        _QUESTIONS,
        {
            "person": viewer.person_id,
            "since": today - timedelta(days=OPEN_DAYS),
            "today": today,
            "answered": answered_id or 0,
        },
    ).all()
    found = [_question(row) for row in rows]
    return Questions(
        waiting=tuple(one for one in found if not one.answer)[:MOST_AT_ONCE],
        answered=next((one for one in found if one.answer), None),
    )


def answer_question(viewer: Viewer, follow_up_id: int, answer: str, *, at: datetime) -> None:
    """Keep an answer, or that it was skipped; the last press counts. It stands in no trail of the organisation.

    Raises:
        NotFound: it is not a question to the viewer.
        Invalid: no such answer.

    """
    with transaction() as session:
        found = _find(session, viewer, follow_up_id)
        if answer not in {*ANSWERS, SKIP}:
            raise Invalid("answer", "Kies ja, deels of nee, of sla de vraag over.")
        skipped = answer == SKIP
        found.answer, found.answered_at = (None, None) if skipped else (answer, at)
        found.skipped_at = at if skipped else None


def undo_answer(viewer: Viewer, follow_up_id: int) -> None:
    """Take an answer back: the question waits again.

    Raises:
        NotFound: it is not a question to the viewer.

    """
    with transaction() as session:
        found = _find(session, viewer, follow_up_id)
        found.answer = found.answered_at = found.skipped_at = None


def _find(session: Session, viewer: Viewer, follow_up_id: int) -> FollowUp:
    found = session.scalar(select(FollowUp).where(FollowUp.id == follow_up_id, FollowUp.person_id == viewer.person_id))
    if found is None:
        raise NotFound
    return found


_QUESTIONS = (
    select(
        FollowUp.id,
        FollowUp.weeks,
        FollowUp.due_on,
        FollowUp.answer,
        FollowUp.skipped_at,
        Activity.title,
    )
    .join(Activity, Activity.id == FollowUp.activity_id)
    .where(
        FollowUp.person_id == bindparam("person"),
        Activity.withdrawn_at.is_(None),
        or_(
            and_(
                FollowUp.due_on.between(bindparam("since"), bindparam("today")),
                FollowUp.answer.is_(None),
                FollowUp.skipped_at.is_(None),
            ),
            FollowUp.id == bindparam("answered"),
        ),
    )
    .order_by(FollowUp.due_on.desc(), FollowUp.id.desc())
)


def _question(row: Any) -> Question:  # noqa: ANN401 - a row of the query above
    return Question(
        follow_up_id=row.id,
        title=row.title,
        held_on=row.due_on - timedelta(weeks=row.weeks),
        weeks=row.weeks,
        answer=row.answer or (SKIP if row.skipped_at is not None else ""),
    )
