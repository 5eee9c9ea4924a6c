"""What waits for an answer: of me, and of others about what I logged (B5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple

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
from register.learning.hours import net_minutes
from register.learning.kinds import PRESENT, kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Person

MOST_CARDS = 20
"""Cards on one page; the next ones come up as these are answered."""
MOST_OWN = 5
MOST_NAMES = 3


@dataclass(frozen=True, kw_only=True)
class Card:
    """One question to the viewer: were you there? (*te bevestigen*)."""

    attendance_id: int
    activity_id: int
    content_version: int
    kind: str
    title: str
    held_on: date
    starts_at: time | None
    ends_at: time | None
    net_minutes: int
    online: bool
    role: str
    logged_by: str
    others: tuple[str, ...]
    """Display names of who else took part, in the order of the list."""
    changed: bool
    """The viewer confirmed an earlier version, and it changed since."""
    answer: str | None = None
    """"bevestigd" or "klopt niet" when the viewer answered already; `None`: the question stands."""

    @property
    def company(self) -> str:
        """Who else was there, in words: "Anna, Bram, Carla en 2 anderen"."""
        return company(self.others)


class _Part(NamedTuple):
    """What a card needs of the viewer's own attendance."""

    id: int
    state: str
    role: str
    minutes_present: int | None
    confirmed_version: int | None
    disputed_at: datetime | None


class _Meeting(NamedTuple):
    """What a card needs of the session."""

    held_on: date
    starts_at: time | None
    ends_at: time | None
    gross_minutes: int
    excluded_minutes: dict[str, int]


class _Logged(NamedTuple):
    """What a card needs of the activity."""

    id: int
    content_version: int
    kind: str
    title: str
    mode: str


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
    cards = [_card(row, others=tuple(names.get(key, ()))) for key, row in found.items()]
    questions = [card for card in cards if card.answer is None]
    answered = next((card for card in cards if card.attendance_id == answered_id and card.answer), None)
    return Cards(waiting=tuple(questions[:MOST_CARDS]), more=len(questions) > MOST_CARDS, answered=answered)


def _card(row: Any, *, others: tuple[str, ...]) -> Card:  # noqa: ANN401 - a row of the query
    part, meeting = _Part._make(row[:6]), _Meeting._make(row[6:11])
    return card_of(part, meeting, _Logged._make(row[11:16]), row.logged_by, others=others)


def own_waiting(session: Session, viewer: Viewer, *, since: datetime) -> Sequence[OwnWaiting]:
    """Return what the viewer logged since then and others did not all confirm, newest first, in one query."""
    rows = read(session, _own_query(), {"person": viewer.person_id, "since": since})
    return tuple(
        OwnWaiting(activity_id=key, title=title, held_on=held_on, confirmed=done, asked=of, disputed=against)
        for key, title, held_on, done, of, against in rows
    )


def company(others: Sequence[str]) -> str:
    """Put names in a sentence: all of them up to four, else three and how many more."""
    shown = list(others) if len(others) <= MOST_NAMES + 1 else [*others[:MOST_NAMES]]
    rest = len(others) - len(shown)
    if rest:
        shown.append(f"{rest} anderen")
    return " en ".join(part for part in (", ".join(shown[:-1]), shown[-1] if shown else "") if part)


def _is_present(state: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Spelled out, because a list is written into the statement anew at every use."""
    return or_(*(state == present for present in sorted(PRESENT)))


@cache
def _cards_query(*, with_answer: bool = False) -> Executable:
    """Built once: putting it together costs more than running it."""
    mine, other, someone, creator = aliased(Attendance), aliased(Attendance), aliased(Person), aliased(Person)
    return (
        select(
            *(getattr(mine, name) for name in _Part._fields),
            *(getattr(LearningSession, name) for name in _Meeting._fields),
            *(getattr(Activity, name) for name in _Logged._fields),
            creator.display_name.label("logged_by"),
            someone.id.label("someone_id"),
            someone.display_name.label("name"),
        )
        .join(LearningSession, LearningSession.id == mine.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .join(creator, creator.id == Activity.created_by_id)
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
    """Ids of the viewer's attendances that wait, newest first, one more than fits; reads no others (partial index)."""
    waits = Attendance.disputed_at.is_(None) & (Attendance.confirmed_version.is_(None) | Attendance.lapsed)
    newest = LearningSession.held_on.desc()
    return _own_parts().where(waits).order_by(newest).limit(MOST_CARDS + 1).subquery()


def _asked_or_answered() -> CompoundSelect[int]:
    """Return the same, and the one just answered."""
    answered = _own_parts().where(Attendance.id == bindparam("answered")).subquery()
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


def card_of(
    attendance: Attendance | _Part,
    meeting: LearningSession | _Meeting,
    activity: Activity | _Logged,
    logged_by: str,
    *,
    others: tuple[str, ...],
) -> Card:
    """Put what is stored of somebody's part in a session on a card; rows with the same columns will do."""
    confirmed = attendance.confirmed_version == activity.content_version
    return Card(
        attendance_id=attendance.id,
        activity_id=activity.id,
        content_version=activity.content_version,
        kind=kinds()[activity.kind].name if activity.kind in kinds() else activity.kind,
        title=activity.title,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        net_minutes=net_minutes(
            meeting.gross_minutes,
            meeting.excluded_minutes,
            attendance.minutes_present if attendance.state == "deels" else None,
        ),
        online=activity.mode == "online" or attendance.state == "online",
        role=attendance.role,
        logged_by=logged_by,
        others=others,
        changed=attendance.confirmed_version is not None and not confirmed,
        answer="klopt niet" if attendance.disputed_at else "bevestigd" if confirmed else None,
    )


def card_for(attendance: Attendance) -> Card:
    """Put an attendance on a card, its session, activity and everybody in it loaded."""
    meeting = attendance.session
    others = [one for one in meeting.attendances if one.state in PRESENT and one.id != attendance.id]
    return card_of(
        attendance,
        meeting,
        meeting.activity,
        meeting.activity.created_by.display_name,
        others=tuple(one.person.display_name for one in others),
    )
