"""The methods of the organisation, by name, with who stands for each and what is going on (*werkmethoden*)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.ambassadors.models import Ambassador, MethodQuestion
from register.culture.ambassadors.period import stands_on
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity, LearningSession
from register.people.models import Person
from register.people.names import fold


@dataclass(frozen=True, kw_only=True)
class MethodLine:
    """One method in the list."""

    method_id: int
    name: str
    ended_on: date | None
    ambassadors: tuple[str, ...]
    sessions: int
    unanswered: int
    own: bool
    """The viewer is its ambassador today."""


def list_methods(session: Session, viewer: Viewer, *, today: date) -> tuple[MethodLine, ...]:
    """Return every method, those that ended too, in four queries however many there are."""
    rows = session.execute(
        select(WorkMethod.id, WorkMethod.name, WorkMethod.ended_on).where(
            WorkMethod.organisation_id == viewer.organisation_id
        )
    ).all()
    ids = [row.id for row in rows]
    ambassadors = _ambassadors(session, ids, today)
    sessions, unanswered = _sessions(session, ids), unanswered_of(session, ids)
    lines = (
        MethodLine(
            method_id=row.id,
            name=row.name,
            ended_on=row.ended_on if row.ended_on and row.ended_on <= today else None,
            ambassadors=tuple(name for _, name in ambassadors[row.id]),
            sessions=sessions.get(row.id, 0),
            unanswered=unanswered.get(row.id, 0),
            own=viewer.person_id in {person_id for person_id, _ in ambassadors[row.id]},
        )
        for row in rows
    )
    return tuple(sorted(lines, key=lambda one: fold(one.name)))


def methods_line(session: Session, viewer: Viewer, today: date) -> str:
    """Say what waits for an ambassador, or else how many methods there are, for the page to learn together from."""
    lines = [one for one in list_methods(session, viewer, today=today) if one.ended_on is None]
    waiting = sum(one.unanswered for one in lines if one.own)
    if waiting:
        return f"{waiting} {'vraag wacht' if waiting == 1 else 'vragen wachten'} op een antwoord van jou."
    return f"{len(lines)} {'werkmethode' if len(lines) == 1 else 'werkmethoden'}." if lines else ""


def unanswered_of(session: Session, method_ids: Sequence[int]) -> dict[int, int]:
    """Return how many questions wait for an answer, by method."""
    rows = session.execute(
        select(MethodQuestion.method_id, func.count(MethodQuestion.id).label("number"))
        .where(
            MethodQuestion.method_id.in_(method_ids),
            MethodQuestion.withdrawn_at.is_(None),
            MethodQuestion.answered_at.is_(None),
        )
        .group_by(MethodQuestion.method_id)
    )
    return {row.method_id: row.number for row in rows}


def _ambassadors(session: Session, method_ids: Sequence[int], today: date) -> dict[int, list[tuple[int, str]]]:
    rows = session.execute(
        select(Ambassador.method_id, Ambassador.person_id, Person.display_name)
        .join(Person, Person.id == Ambassador.person_id)
        .where(Ambassador.method_id.in_(method_ids), stands_on(today), Person.deactivated_at.is_(None))
        .order_by(Person.sort_key)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        found[row.method_id].append((row.person_id, row.display_name))
    return found


def _sessions(session: Session, method_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(Activity.method_id, func.count(LearningSession.id).label("number"))
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .where(Activity.method_id.in_(method_ids), Activity.withdrawn_at.is_(None))
        .group_by(Activity.method_id)
    )
    return {row.method_id: row.number for row in rows if row.method_id is not None}
