"""Put the weekly message in the outbox: once a week, from Monday seven o'clock, for who has something to do."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from register import audit
from register.current import AMSTERDAM, state
from register.db import session as current_session
from register.db import transaction
from register.evidence.models import Notice
from register.evidence.readiness import missing_of_people
from register.learning.models import OutgoingMail
from register.mail import mail_is_on
from register.notices.digest import WEEK_KEY, digest_of
from register.notices.kinds import WEEKLY
from register.notices.models import NoticeLink, NoticePreference
from register.people.models import Organisation, Person

_BATCH = 50
_FROM = timedelta(hours=7)
"""After the beginning of the week: nobody needs a mail in the night."""
_REMEMBERED = timedelta(weeks=8)


def write_weekly(*, at: datetime) -> int:
    """Write a message down for everybody for whom something waits; returns for how many.

    Everybody is looked at once a week: what comes up on Wednesday waits for Monday. What the message tells is put
    together when it is sent.
    """
    if not mail_is_on(state()):
        return 0
    year, week, _ = (at.astimezone(AMSTERDAM) - _FROM).isocalendar()
    key = f"{WEEK_KEY}{year}-{week:02d}"
    written = 0
    for organisation_id in current_session().scalars(select(Organisation.id).order_by(Organisation.id)).all():
        people = _not_looked_at(current_session(), organisation_id, key)
        for start in range(0, len(people), _BATCH):
            written += _write(organisation_id, people[start : start + _BATCH], key, at=at)
    _forget(at)
    return written


def _not_looked_at(session: Session, organisation_id: int, key: str) -> Sequence[int]:
    seen = exists().where(Notice.person_id == Person.id, Notice.key == key)
    off = exists().where(
        NoticePreference.person_id == Person.id, NoticePreference.kind == WEEKLY, NoticePreference.wanted.is_(False)
    )
    return session.scalars(
        select(Person.id)
        .where(
            Person.organisation_id == organisation_id,
            Person.deactivated_at.is_(None),
            Person.email != "",
            ~seen,
            ~off,
        )
        .order_by(Person.id)
    ).all()


def _write(organisation_id: int, people: Sequence[int], key: str, *, at: datetime) -> int:
    """Look first, holding nobody up; then write for who was not seen by another worker meanwhile."""
    session = current_session()
    gaps = missing_of_people(session, organisation_id, people)
    busy = {one.id for one in _load(session, people) if digest_of(session, one, at=at, gaps=gaps[one.id]).has_work}
    with transaction() as session:
        audit.take_turn(session, organisation_id)
        still = set(_not_looked_at(session, organisation_id, key)).intersection(people)
        session.add_all(Notice(person_id=one, key=key, given_at=at) for one in sorted(still))
        told = sorted(still & busy)
        session.add_all(OutgoingMail(person_id=one, kind=WEEKLY, made_at=at) for one in told)
        return len(told)


def _load(session: Session, people: Sequence[int]) -> Sequence[Person]:
    return session.scalars(select(Person).where(Person.id.in_(people)).order_by(Person.id)).all()


def _forget(at: datetime) -> None:
    """Drop the notes of weeks long past, and the links in their messages."""
    long_past = at - _REMEMBERED
    with transaction() as session:
        session.execute(delete(Notice).where(Notice.key.startswith(WEEK_KEY), Notice.given_at < long_past))
        session.execute(delete(NoticeLink).where(NoticeLink.expires_at < long_past))
