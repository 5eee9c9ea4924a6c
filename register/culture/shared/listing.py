"""The shared learnings, newest first, with search and filters (*gedeelde lessen*)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.shared.models import Learning, LearningApplied, LearningComment, LearningCompetence
from register.culture.shared.search import holds
from register.learning.labels.competences import competence_name
from register.learning.labels.methods import Method
from register.learning.labels.models import WorkMethod
from register.people.models import Person

PAGE = 25
_BEGINNING = 240


@dataclass(frozen=True, kw_only=True)
class LearningQuery:
    """What somebody asks of the list; everything empty is everything."""

    text: str = ""
    method_id: int | None = None
    competence: str = ""
    """As "framework:code"."""
    source: str = ""
    """"activiteit" or "experiment"."""
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, kw_only=True)
class LearningLine:
    """One learning in the list."""

    learning_id: int
    title: str
    beginning: str
    author: str
    shared_at: datetime
    method: str
    comments: int
    teams: int


@dataclass(frozen=True, kw_only=True)
class LearningList:
    """A page of the list, with how many there are, and what can be filtered on."""

    lines: tuple[LearningLine, ...]
    found: int
    all: int
    page: int
    pages: int
    methods: tuple[Method, ...]
    competences: tuple[tuple[str, str], ...]


def list_learnings(session: Session, viewer: Viewer, query: LearningQuery) -> LearningList:
    """Return one page of the learnings of the organisation, in five queries however many there are."""
    shared = (Learning.organisation_id == viewer.organisation_id, Learning.withdrawn_at.is_(None))
    conditions = (*shared, *_conditions(query))
    found = session.scalar(select(func.count(Learning.id)).where(*conditions)) or 0
    pages = max(1, -(-found // query.size))
    page = min(max(query.page, 1), pages)
    return LearningList(
        lines=_lines(session, conditions, page, query.size),
        found=found,
        all=session.scalar(select(func.count(Learning.id)).where(*shared)) or 0,
        page=page,
        pages=pages,
        methods=_methods(session, shared),
        competences=_competences(session, shared),
    )


def learnings_line(session: Session, viewer: Viewer, today: date) -> str:
    """Say how many learnings there are, for the page from which people learn together."""
    count = session.scalar(
        select(func.count(Learning.id)).where(
            Learning.organisation_id == viewer.organisation_id, Learning.withdrawn_at.is_(None)
        )
    )
    return f"{count} {'les' if count == 1 else 'lessen'} om van te leren." if count and today else ""


def _conditions(query: LearningQuery) -> tuple[ColumnElement[bool], ...]:
    found = [*holds(Learning.search_key, query.text)]
    if query.method_id is not None:
        found.append(Learning.method_id == query.method_id)
    if query.competence:
        framework, _, code = query.competence.partition(":")
        found.append(
            exists().where(
                LearningCompetence.learning_id == Learning.id,
                LearningCompetence.framework == framework,
                LearningCompetence.code == code,
            )
        )
    column = {"activiteit": Learning.activity_id, "experiment": Learning.experiment_id}.get(query.source)
    if column is not None:
        found.append(column.is_not(None))
    return tuple(found)


def _lines(
    session: Session, conditions: tuple[ColumnElement[bool], ...], page: int, size: int
) -> tuple[LearningLine, ...]:
    comments = select(func.count(LearningComment.id)).where(
        LearningComment.learning_id == Learning.id, LearningComment.withdrawn_at.is_(None)
    )
    teams = select(func.count(LearningApplied.id)).where(LearningApplied.learning_id == Learning.id)
    rows = session.execute(
        select(
            Learning.id,
            Learning.title,
            func.substr(Learning.text, 1, _BEGINNING + 1).label("beginning"),
            Learning.shared_at,
            Person.display_name,
            WorkMethod.name.label("method"),
            comments.correlate(Learning).scalar_subquery().label("comments"),
            teams.correlate(Learning).scalar_subquery().label("teams"),
        )
        .join(Person, Person.id == Learning.author_id)
        .outerjoin(WorkMethod, WorkMethod.id == Learning.method_id)
        .where(*conditions)
        .order_by(Learning.shared_at.desc(), Learning.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return tuple(
        LearningLine(
            learning_id=row.id,
            title=row.title,
            beginning=_cut(row.beginning),
            author=row.display_name,
            shared_at=row.shared_at,
            method=row.method or "",
            comments=row.comments,
            teams=row.teams,
        )
        for row in rows
    )


def _cut(text: str) -> str:
    """End a text at a word where it goes on."""
    return f"{text[:_BEGINNING].rpartition(' ')[0] or text[:_BEGINNING]}…" if len(text) > _BEGINNING else text


def _methods(session: Session, shared: tuple[ColumnElement[bool], ...]) -> tuple[Method, ...]:
    rows = session.execute(
        select(WorkMethod.id, WorkMethod.name)
        .where(exists().where(Learning.method_id == WorkMethod.id, *shared))
        .order_by(WorkMethod.name)
    )
    return tuple(Method(method_id=row.id, name=row.name) for row in rows)


def _competences(session: Session, shared: tuple[ColumnElement[bool], ...]) -> tuple[tuple[str, str], ...]:
    rows = session.execute(
        select(LearningCompetence.framework, LearningCompetence.code)
        .join(Learning, Learning.id == LearningCompetence.learning_id)
        .where(*shared)
        .distinct()
    )
    labels = (f"{row.framework}:{row.code}" for row in rows)
    return tuple(sorted(((label, competence_name(label)) for label in labels), key=lambda one: one[1]))
