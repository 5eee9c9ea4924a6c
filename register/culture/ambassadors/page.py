"""A method as its page shows it: what it is, who stands for it, its reach, its questions, what came of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from register.access import Viewer
from register.culture.ambassadors.models import Ambassador, MethodQuestion
from register.culture.ambassadors.naming import named_today
from register.culture.ambassadors.questions import QUESTION_BACK, answers_taken_back
from register.culture.ambassadors.reach import Reach, reach_of
from register.culture.experiments.models import Experiment
from register.culture.shared.models import Learning
from register.culture.taking_back import taken_back_by
from register.learning.labels.competences import competence_name
from register.learning.labels.methods import KEEPERS, find_method
from register.people.models import Person

PAGE = 25
"""Questions on one page."""
_SHOWN = 5
"""Learnings and experiments shown of a method."""


@dataclass(frozen=True, kw_only=True)
class AmbassadorLine:
    """Somebody who stands or stood for the method, with the days between which."""

    ambassador_id: int
    version: int
    person_id: int
    name: str
    starts_on: date
    ends_on: date | None
    named_today: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with its answer, and what the viewer may do with either."""

    question_id: int
    version: int
    asked_by: str
    asked_at: datetime
    text: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    withdrawn: bool
    """Taken back by the viewer, who may put it back."""
    answer_withdrawn: bool
    """The answer was, by the viewer."""
    may_withdraw: bool
    may_withdraw_answer: bool
    may_change_answer: bool


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """A learning or an experiment of the method."""

    id: int
    title: str


@dataclass(frozen=True, kw_only=True)
class MethodPage:
    """A method for one viewer."""

    method_id: int
    version: int
    name: str
    about: str
    labels: tuple[str, ...]
    competences: tuple[str, ...]
    ended_on: date | None
    """Filled in once it is over."""
    may_keep: bool
    is_ambassador: bool
    was_ambassador: bool
    ambassadors: tuple[AmbassadorLine, ...]
    former: tuple[AmbassadorLine, ...]
    reach: Reach
    questions: tuple[Question, ...]
    page: int
    pages: int
    learnings: tuple[Pointer, ...]
    experiments: tuple[Pointer, ...]


def method_page(session: Session, viewer: Viewer, method_id: int, *, today: date, page: int = 1) -> MethodPage:
    """Return a method with everything on its page, the newest questions first.

    Raises:
        NotFound: there is no such method for this viewer.

    """
    method = find_method(session, viewer, method_id)
    current, former = _ambassadors(session, viewer, method_id, today)
    reach = reach_of(session, method_id)
    pages = max(1, -(-_questions_to_see(session, method_id) // PAGE))
    shown = min(max(page, 1), pages)
    return MethodPage(
        method_id=method.id,
        version=method.version,
        name=method.name,
        about=method.about,
        labels=tuple(method.competences),
        competences=tuple(map(competence_name, method.competences)),
        ended_on=method.ended_on if method.ended_on and method.ended_on <= today else None,
        may_keep=viewer.has(*KEEPERS),
        is_ambassador=viewer.person_id in {one.person_id for one in current},
        was_ambassador=viewer.person_id in {one.person_id for one in (*current, *former)},
        ambassadors=current,
        former=former,
        reach=reach,
        questions=_questions(session, viewer, method_id, shown),
        page=shown,
        pages=pages,
        learnings=_learnings(session, method_id),
        experiments=_experiments(session, method_id),
    )


def _ambassadors(
    session: Session, viewer: Viewer, method_id: int, today: date
) -> tuple[tuple[AmbassadorLine, ...], tuple[AmbassadorLine, ...]]:
    """Return who stands for it now or will, and who did before; in the order of Dutch name lists."""
    rows = session.execute(
        select(Ambassador, Person.display_name, Person.deactivated_at)
        .join(Person, Person.id == Ambassador.person_id)
        .where(Ambassador.method_id == method_id)
        .order_by(Person.sort_key, Ambassador.starts_on.desc())
    ).all()
    fresh = named_today(session, viewer, today=today)
    current: list[AmbassadorLine] = []
    former: list[AmbassadorLine] = []
    for one, name, gone in rows:
        line = AmbassadorLine(
            ambassador_id=one.id,
            version=one.version,
            person_id=one.person_id,
            name=name,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            named_today=one.id in fresh,
        )
        stands = gone is None and (one.ends_on is None or one.ends_on >= today)
        (current if stands else former).append(line)
    return tuple(current), tuple(former)


def _questions_to_see(session: Session, method_id: int) -> int:
    return session.scalar(select(func.count(MethodQuestion.id)).where(MethodQuestion.method_id == method_id)) or 0


def _questions(session: Session, viewer: Viewer, method_id: int, page: int) -> tuple[Question, ...]:
    asking, answering = aliased(Person), aliased(Person)
    rows = session.execute(
        select(MethodQuestion, asking.display_name, answering.display_name)
        .join(asking, asking.id == MethodQuestion.asked_by_id)
        .outerjoin(answering, answering.id == MethodQuestion.answered_by_id)
        .where(MethodQuestion.method_id == method_id)
        .order_by(MethodQuestion.asked_at.desc(), MethodQuestion.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    gone = [row[0].id for row in rows if row[0].withdrawn_at is not None]
    open_again = [row[0].id for row in rows if row[0].answered_at is None and row[0].answer]
    mine = taken_back_by(session, viewer, QUESTION_BACK, gone) if gone else set()
    answers = answers_taken_back(session, viewer, open_again) if open_again else {}
    return tuple(
        _question(viewer, *row, answer_withdrawn=row[0].id in answers)
        for row in rows
        if row[0].withdrawn_at is None or row[0].id in mine
    )


def _question(
    viewer: Viewer, one: MethodQuestion, asked_by: str, answered_by: str | None, *, answer_withdrawn: bool
) -> Question:
    keeps = viewer.has(*KEEPERS)
    return Question(
        question_id=one.id,
        version=one.version,
        asked_by=asked_by,
        asked_at=one.asked_at,
        text=one.question,
        answer=one.answer if one.answered_at is not None else "",
        answered_by=answered_by or "",
        answered_at=one.answered_at,
        withdrawn=one.withdrawn_at is not None,
        answer_withdrawn=answer_withdrawn,
        may_withdraw=keeps or one.asked_by_id == viewer.person_id,
        may_withdraw_answer=one.answered_at is not None and (keeps or one.answered_by_id == viewer.person_id),
        may_change_answer=one.answered_by_id == viewer.person_id,
    )


def _learnings(session: Session, method_id: int) -> tuple[Pointer, ...]:
    rows = session.execute(
        select(Learning.id, Learning.title)
        .where(Learning.method_id == method_id, Learning.withdrawn_at.is_(None))
        .order_by(Learning.shared_at.desc(), Learning.id.desc())
        .limit(_SHOWN)
    )
    return tuple(Pointer(id=row.id, title=row.title) for row in rows)


def _experiments(session: Session, method_id: int) -> tuple[Pointer, ...]:
    rows = session.execute(
        select(Experiment.id, Experiment.question)
        .where(Experiment.method_id == method_id, Experiment.withdrawn_at.is_(None))
        .order_by(Experiment.starts_on.desc(), Experiment.id.desc())
        .limit(_SHOWN)
    )
    return tuple(Pointer(id=row.id, title=row.question) for row in rows)
