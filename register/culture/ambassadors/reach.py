"""How far a method reaches (*bereik*): totals of sessions, people and teams; never of one ambassador beside another."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from register.culture.ambassadors.models import Ambassador, MethodQuestion
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Membership

_GIVES = ("ambassadeur", "begeleider", "gever")
"""Roles of who passes a method on; the others are reached."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What was done with a method so far, everybody together."""

    sessions: int
    people: int
    """Different people who took part without being its ambassador then."""
    teams: int
    """Different teams in which these people sat on that day."""
    asked: int
    answered: int


def reach_of(session: Session, method_id: int) -> Reach:
    """Count what was logged with a method and what was asked about it, in four queries."""
    asked, answered = _questions(session, method_id)
    return Reach(
        sessions=_count(session, func.count(LearningSession.id.distinct()), _of(method_id)),
        people=_count(session, func.count(Attendance.person_id.distinct()), _of(method_id), _reached(method_id)),
        teams=_teams(session, method_id),
        asked=asked,
        answered=answered,
    )


def _of(method_id: int) -> ColumnElement[bool]:
    return and_(
        Activity.method_id == method_id,
        Activity.withdrawn_at.is_(None),
        Attendance.state.in_(sorted(PRESENT)),
        Attendance.disputed_at.is_(None),
    )


def _reached(method_id: int) -> ColumnElement[bool]:
    ambassador = exists().where(
        Ambassador.method_id == method_id,
        Ambassador.person_id == Attendance.person_id,
        Ambassador.starts_on <= LearningSession.held_on,
        or_(Ambassador.ends_on.is_(None), Ambassador.ends_on >= LearningSession.held_on),
    )
    return and_(Attendance.role.not_in(_GIVES), ~ambassador)


def _count(session: Session, what: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
    found = (
        select(what)
        .select_from(Attendance)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(*conditions)
    )
    return session.scalar(found) or 0


def _teams(session: Session, method_id: int) -> int:
    found = (
        select(func.count(Membership.team_id.distinct()))
        .select_from(Attendance)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .join(Membership, Membership.person_id == Attendance.person_id)
        .where(
            _of(method_id),
            _reached(method_id),
            Membership.starts_on <= LearningSession.held_on,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= LearningSession.held_on),
        )
    )
    return session.scalar(found) or 0


def _questions(session: Session, method_id: int) -> tuple[int, int]:
    row = session.execute(
        select(func.count(MethodQuestion.id), func.count(MethodQuestion.answered_at)).where(
            MethodQuestion.method_id == method_id, MethodQuestion.withdrawn_at.is_(None)
        )
    ).one()
    return row[0], row[1]
