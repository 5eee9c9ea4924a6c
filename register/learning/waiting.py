"""What waits for an answer: of me, and of others about what I logged (B5).

One question an activity: a training of three days is one card, with an answer for each day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Executable,
    Select,
    Subquery,
    bindparam,
    case,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from register.access import Viewer
from register.db import read
from register.learning.cards import Card, Day, LoggedRow, MeetingRow, PartRow, day_of, put_on_card
from register.learning.kinds import PRESENT
from register.learning.models import ON_SCREEN_PROVEN, Activity, Attendance, LearningSession
from register.people.models import Person

MOST_CARDS = 20
"""Meetings asked about on one page; the next ones come up as these are answered."""
MOST_OWN = 5


_MEETING = slice(len(PartRow._fields), len(PartRow._fields) + len(MeetingRow._fields))
_LOGGED = slice(_MEETING.stop, _MEETING.stop + len(LoggedRow._fields))


@dataclass(frozen=True, kw_only=True)
class Cards:
    """The questions of one page, and the answer that was just given."""

    waiting: tuple[Card, ...]
    more: bool
    """There are more than fit."""
    answered: Card | None


@dataclass(frozen=True, kw_only=True)
class OwnWaiting:
    """An activity of the viewer that others did not all confirm yet."""

    activity_id: int
    title: str
    held_on: date
    confirmed: int
    asked: int
    disputed: int


def waiting_cards(session: Session, viewer: Viewer, *, answered_id: int | None = None) -> Cards:
    """Return what the viewer is asked to confirm, newest first, in one query."""
    known = {"person": viewer.person_id, "organisation": viewer.organisation_id}
    if answered_id is None:
        rows = read(session, _cards_query(), known)
    else:
        rows = read(session, _cards_query(with_answer=True), known | {"answered": answered_id})
    found: dict[int, tuple[Any, ...]] = {}
    names: dict[int, list[str]] = {}
    for row in rows:
        found[row[0]] = row
        if row.someone_id is not None:
            names.setdefault(row[0], []).append(row.name)
    days = [(row, _day(row, others=tuple(names.get(key, ())))) for key, row in found.items()]
    asked = [(row, day) for row, day in days if day.answer is None]
    told = [(row, day) for row, day in days if day.answer is not None]
    answered = _cards(told) if any(day.attendance_id == answered_id for _, day in told) else ()
    return Cards(
        waiting=_cards(asked[:MOST_CARDS]),
        more=len(asked) > MOST_CARDS,
        answered=next(iter(answered), None),
    )


def _day(row: Any, *, others: tuple[str, ...]) -> Day:  # noqa: ANN401 - a row of the query
    part, meeting = PartRow._make(row[: len(PartRow._fields)]), MeetingRow._make(row[_MEETING])
    return day_of(part, meeting, LoggedRow._make(row[_LOGGED]), others=others, witness=row.witness)


def _cards(found: Sequence[tuple[Any, Day]]) -> tuple[Card, ...]:
    """Put the days of one activity on one card; the activity of the newest day first."""
    of_activity: dict[int, list[tuple[Any, Day]]] = {}
    for row, day in found:
        of_activity.setdefault(LoggedRow._make(row[_LOGGED]).id, []).append((row, day))
    return tuple(
        put_on_card(LoggedRow._make(rows[0][0][_LOGGED]), rows[0][0].logged_by, [day for _, day in rows])
        for rows in of_activity.values()
    )


def own_waiting(session: Session, viewer: Viewer, *, since: datetime) -> Sequence[OwnWaiting]:
    """Return what the viewer logged since then and others did not all confirm, newest first, in one query."""
    rows = read(session, _own_query(), {"person": viewer.person_id, "since": since})
    return tuple(
        OwnWaiting(activity_id=key, title=title, held_on=held_on, confirmed=done, asked=of, disputed=against)
        for key, title, held_on, done, of, against in rows
    )


def _is_present(state: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Spelled out, because a list is written into the statement anew at every use."""
    return or_(*(state == present for present in sorted(PRESENT)))


@cache
def _cards_query(*, with_answer: bool = False) -> Executable:
    """Built once: putting it together costs more than running it."""
    mine, other, someone, creator = aliased(Attendance), aliased(Attendance), aliased(Person), aliased(Person)
    witness = aliased(Person)
    return (
        select(
            *(getattr(mine, name) for name in PartRow._fields),
            *(getattr(LearningSession, name) for name in MeetingRow._fields),
            *(getattr(Activity, name) for name in LoggedRow._fields),
            creator.display_name.label("logged_by"),
            witness.display_name.label("witness"),
            someone.id.label("someone_id"),
            someone.display_name.label("name"),
        )
        .join(LearningSession, LearningSession.id == mine.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .join(creator, creator.id == Activity.created_by_id)
        .outerjoin(witness, witness.id == mine.witness_id)
        .outerjoin(other, (other.session_id == mine.session_id) & _is_present(other.state) & (other.id != mine.id))
        .outerjoin(someone, someone.id == other.person_id)
        .where(mine.id.in_(_asked_or_answered() if with_answer else select(_asked().c.id)))
        .order_by(LearningSession.held_on.desc(), mine.id.desc(), other.id)
    )


@cache
def _own_query() -> Executable:
    confirmed = func.sum(case((Attendance.confirmed_version == Activity.content_version, 1), else_=0))
    disputed = func.sum(case((Attendance.disputed_at.is_not(None), 1), else_=0))
    asked = func.count(Attendance.id)
    latest = func.max(LearningSession.held_on)
    return (
        select(Activity.id, Activity.title, latest, confirmed, asked, disputed)
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .join(Attendance, Attendance.session_id == LearningSession.id)
        .where(
            Activity.created_by_id == bindparam("person"),
            Activity.withdrawn_at.is_(None),
            Activity.created_at >= bindparam("since"),
            _is_present(Attendance.state),
            Attendance.person_id != bindparam("person"),
        )
        .group_by(Activity.id, Activity.title)
        .having(confirmed < asked)
        .order_by(latest.desc(), Activity.id.desc())
        .limit(MOST_OWN)
    )


def _asked() -> Subquery:
    """Ids of the viewer's attendances that wait, newest first, one more than fits; reads no others (partial index).

    What was confirmed on the screen of a colleague waits too, unless with the own password: the person may object.
    """
    waits = Attendance.disputed_at.is_(None) & or_(
        Attendance.confirmed_version.is_(None), Attendance.lapsed, Attendance.witness_id.is_not(None)
    )
    newest = LearningSession.held_on.desc()
    return _own_parts().where(waits, _not_proven()).order_by(newest).limit(MOST_CARDS + 1).subquery()


def _not_proven() -> ColumnElement[bool]:
    method = Attendance.confirmation_method
    return or_(method.is_(None), method != ON_SCREEN_PROVEN, Attendance.lapsed)


def _asked_or_answered() -> CompoundSelect[int]:
    """Return the same, and the own part in the activity that was just answered."""
    meeting = select(Attendance.session_id).where(
        Attendance.id == bindparam("answered"), Attendance.person_id == bindparam("person")
    )
    activity_id = select(LearningSession.activity_id).where(LearningSession.id.in_(meeting)).scalar_subquery()
    answered = _own_parts().where(LearningSession.activity_id == activity_id).subquery()
    return union_all(select(_asked().c.id), select(answered.c.id))


def _own_parts() -> Select[int]:
    return (
        select(Attendance.id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            Attendance.person_id == bindparam("person"),
            Activity.organisation_id == bindparam("organisation"),
            Activity.withdrawn_at.is_(None),
            _is_present(Attendance.state),
        )
    )
