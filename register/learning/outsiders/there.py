"""Which people of elsewhere took part in sessions (*externe deelnemers*), for the rules, the page and the papers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from register.current import state
from register.learning.kinds import PRESENT
from register.learning.models import Activity, LearningSession, OutgoingMail
from register.learning.outsiders.models import OutsiderAttendance, OutsiderSignLink
from register.mail import mail_is_on


@dataclass(frozen=True, kw_only=True)
class Outsider:
    """Somebody of elsewhere in one session, as the page and the list show it."""

    outsider_id: int
    name: str
    employer: str
    register_id: str
    register_number: str
    role: str
    state: str
    there: bool
    """Present, and did not say "klopt niet"."""
    confirmed_at: datetime | None
    """When the session as it is now was confirmed."""
    disputed: bool
    may_mail: bool
    """There is an address, and mail goes out here: a link can be mailed."""

    @property
    def present(self) -> bool:
        """Whether the list says that this person was there."""
        return self.state in PRESENT


@dataclass(frozen=True, kw_only=True)
class OutsidersThere:
    """What the rules want to know of the people of elsewhere in one session."""

    there: int = 0
    all_confirmed: bool = True


NOBODY = OutsidersThere()


def outsiders_of(session: Session, session_ids: Collection[int]) -> dict[int, tuple[Outsider, ...]]:
    """Return the people of elsewhere of each session, by name; in one query."""
    return _found(session, OutsiderAttendance.session_id.in_(session_ids))


def outsiders_in(session: Session, activity_ids: Collection[int]) -> dict[int, tuple[Outsider, ...]]:
    """Return the people of elsewhere of each session of these activities; in one query."""
    return _found(session, LearningSession.activity_id.in_(activity_ids))


def _found(session: Session, which: ColumnElement[bool]) -> dict[int, tuple[Outsider, ...]]:
    found: dict[int, list[Outsider]] = defaultdict(list)
    rows = session.execute(
        select(OutsiderAttendance, Activity.content_version)
        .join(LearningSession, LearningSession.id == OutsiderAttendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(which)
        .order_by(OutsiderAttendance.name, OutsiderAttendance.id)
    )
    for row, version in rows:
        found[row.session_id].append(_outsider(row, version))
    return {key: tuple(people) for key, people in found.items()}


def _outsider(row: OutsiderAttendance, version: int) -> Outsider:
    return Outsider(
        outsider_id=row.id,
        name=row.name,
        employer=row.employer,
        register_id=row.register_id,
        register_number=row.register_number,
        role=row.role,
        state=row.state,
        there=row.state in PRESENT and row.disputed_at is None,
        confirmed_at=row.confirmed_at if row.confirmed_version == version else None,
        disputed=row.disputed_at is not None,
        may_mail=bool(row.email) and mail_is_on(state()),
    )


def count_outsiders(session: Session, session_ids: Collection[int]) -> dict[int, OutsidersThere]:
    """Return for the rules how many were there and whether they all confirmed; sessions without any are left out."""
    return {
        key: OutsidersThere(
            there=sum(one.there for one in people),
            all_confirmed=all(one.confirmed_at is not None for one in people if one.present),
        )
        for key, people in outsiders_of(session, session_ids).items()
    }


def forget_outsiders(session: Session, session_id: int) -> None:
    """Let go of everybody of elsewhere in a session that goes itself, with their links."""
    ids = select(OutsiderAttendance.id).where(OutsiderAttendance.session_id == session_id)
    forget_parts(session, session.scalars(ids).all())


def forget_parts(session: Session, ids: Collection[int]) -> None:
    """Let go of these parts of people of elsewhere, with their links and the mails that carry them."""
    links = select(OutsiderSignLink.id).where(OutsiderSignLink.attendance_id.in_(ids))
    session.execute(delete(OutgoingMail).where(OutgoingMail.outsider_link_id.in_(links)))
    session.execute(delete(OutsiderSignLink).where(OutsiderSignLink.attendance_id.in_(ids)))
    session.execute(delete(OutsiderAttendance).where(OutsiderAttendance.id.in_(ids)))
