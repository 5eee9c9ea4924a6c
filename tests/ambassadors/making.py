"""Makers of methods, ambassadors and questions."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from register.culture.ambassadors.models import Ambassador, MethodQuestion
from register.learning.labels.models import WorkMethod
from register.people.models import Organisation, Person
from tests.makers import NOON, make_organisation

SPRING = date(2026, 3, 1)


def make_method(
    session: Session, name: str = "Welzijn op recept", *, organisation: Organisation | None = None, **given: Any
) -> WorkMethod:
    """A method of the organisation."""
    method = WorkMethod(organisation_id=(organisation or make_organisation(session)).id, name=name, **given)
    session.add(method)
    session.commit()
    return method


def make_ambassador(
    session: Session, method: WorkMethod, person: Person, *, starts_on: date = SPRING, ends_on: date | None = None
) -> Ambassador:
    """An ambassador since the spring."""
    named = Ambassador(method_id=method.id, person_id=person.id, starts_on=starts_on, ends_on=ends_on)
    session.add(named)
    session.commit()
    return named


def make_question(
    session: Session, method: WorkMethod, person: Person, text: str = "Hoe begin ik?", **given: Any
) -> MethodQuestion:
    """A question that nobody answered yet."""
    question = MethodQuestion(method_id=method.id, asked_by_id=person.id, asked_at=NOON, question=text, **given)
    session.add(question)
    session.commit()
    return question
