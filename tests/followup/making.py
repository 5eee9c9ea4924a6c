"""Makers of questions about what stayed."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from register.culture.followup.models import FollowUp
from register.people.models import Person
from tests.makers import NOON, TODAY, make_logged, make_person

LAST_MONTH = NOON - timedelta(days=30)


def make_question(
    session: Session,
    person: Person,
    activity_id: int,
    *,
    weeks: int = 6,
    answer: str = "",
    due_on: date = TODAY,
) -> int:
    """A question that is due today, answered or not; returns its id."""
    row = FollowUp(
        person_id=person.id,
        activity_id=activity_id,
        weeks=weeks,
        due_on=due_on,
        answer=answer or None,
        answered_at=LAST_MONTH if answer else None,
    )
    session.add(row)
    session.commit()
    return row.id


def make_answers(session: Session, kind: str, *answers: str, weeks: int = 6, first: int = 1) -> None:
    """Log one activity of a kind for so many people, numbered from `first`, and let each give an answer."""
    people = [make_person(session, f"P{kind}{first + number}") for number in range(len(answers))]
    activity = make_logged(session, people[0], kind, others=tuple(people[1:]), held_on=TODAY - timedelta(weeks=weeks))
    for person, answer in zip(people, answers, strict=True):
        make_question(session, person, activity, weeks=weeks, answer=answer)
