"""Send what waits in the outbox, each message at most once (K, CO10): by `flask register mail send` and by the worker.

A message is taken before it is handed over. Whoever dies in between leaves it taken: it may have gone, so it does
not go again by itself. Somebody's requests to confirm go together, one message an hour at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from flask import current_app
from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from register.current import SendMail, state
from register.db import session as current_session
from register.db import transaction
from register.faults import without_values
from register.learning.cards import card_for
from register.learning.mail import KIND as CONFIRM
from register.learning.models import Attendance, OutgoingMail
from register.learning.outsiders.mailing import mail_of
from register.learning.sign_links import load_days, make_link, unanswered
from register.mail import NotSent, mail_is_on, postbox
from register.notices.digest import write_digest
from register.notices.kinds import WEEKLY
from register.notices.messages import Asked, write_confirm, write_plain, write_to_outsider
from register.notices.preferences import is_wanted
from register.people.models import Person

MOST_ATTEMPTS = 5
MOST_CARDS = 10
"""Requests in one message; of the others it says how many wait on Vandaag."""
APART = timedelta(hours=1)
"""So long after one message that asks to confirm comes the next, with all that was asked meanwhile."""
_BATCH = 500
_UNCERTAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What one run did, in messages."""

    sent: int = 0
    dropped: int = 0
    """No longer needed: confirmed, disputed, withdrawn, out of service, switched off, nothing left to do."""
    again: int = 0
    """Refused by the mail server; the next run tries again."""
    failed: int = 0
    """Refused for the last time."""
    uncertain: int = 0
    """Something went wrong at the moment of sending: it may have gone, so it is not sent again by itself."""


@dataclass(frozen=True, kw_only=True)
class _Taken:
    """Rows of the outbox that this sender has, and the one message that they make."""

    ids: Sequence[int]
    message: EmailMessage


def send_waiting(*, at: datetime) -> Sent:
    """Send what waits, each message at most once, whoever else is sending at the same moment.

    Raises:
        NotSent: the mail server cannot be reached; nothing was taken, everything still waits.

    """
    outcomes: list[str] = []
    if not mail_is_on(state()) or not (ids := _waiting_ids(current_session())):
        return Sent()
    with postbox(state()) as send:
        while ids:
            outcomes += [_send_one(send, mail_id, at=at) for mail_id in ids]
            ids = _waiting_ids(current_session(), after=ids[-1])
    return Sent(
        sent=outcomes.count("verzonden"),
        dropped=outcomes.count("vervallen"),
        again=outcomes.count("opnieuw"),
        failed=outcomes.count("mislukt"),
        uncertain=outcomes.count("onzeker"),
    )


def release_uncertain(*, at: datetime) -> int:
    """Let messages that may or may not have gone wait again, because an administrator says so; return how many."""
    with transaction() as session:
        released = session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.outcome.is_(None), OutgoingMail.claimed_at < at - _UNCERTAIN_AFTER)
            .values(claimed_at=None)
        )
        return int(released.rowcount)  # type: ignore[attr-defined]


def count_waiting(session: Session) -> tuple[int, int]:
    """Return how many messages wait, and of how many nobody knows whether they went."""
    rows = session.execute(
        select(OutgoingMail.claimed_at.is_(None), func.count(OutgoingMail.id))
        .where(OutgoingMail.outcome.is_(None))
        .group_by(OutgoingMail.claimed_at.is_(None))
    )
    found = {bool(waits): number for waits, number in rows}
    return found.get(True, 0), found.get(False, 0)


def _waiting_ids(session: Session, *, after: int = 0) -> Sequence[int]:
    return session.scalars(
        select(OutgoingMail.id)
        .where(OutgoingMail.outcome.is_(None), OutgoingMail.claimed_at.is_(None), OutgoingMail.id > after)
        .order_by(OutgoingMail.id)
        .limit(_BATCH)
    ).all()


def _send_one(send: SendMail, mail_id: int, *, at: datetime) -> str:
    """Take the message, send it, write down how that went."""
    taken = _take(mail_id, at=at)
    if isinstance(taken, str):
        return taken
    try:
        send(taken.message)
    except NotSent as refused:
        current_app.logger.warning("mail %s geweigerd: %s", mail_id, refused)
        return _refused(taken.ids)
    except Exception as fault:
        current_app.logger.exception("mail %s: onzeker of die verzonden is", mail_id, exc_info=without_values(fault))
        return "onzeker"
    _close(taken.ids, outcome="verzonden", at=at)
    return "verzonden"


def _take(mail_id: int, *, at: datetime) -> _Taken | str:
    """Claim a message and write it; what needs no mail any more is closed. Only one of two senders gets it.

    Whose mail it is, is held meanwhile: two senders cannot split what belongs in one message.
    """
    with transaction() as session:
        row = session.get_one(OutgoingMail, mail_id, populate_existing=True)
        person = session.get_one(Person, row.person_id, populate_existing=True, with_for_update=True)
        bundled = row.kind == CONFIRM and not row.body
        if bundled and _asked_a_moment_ago(session, person, at=at):
            return "wacht"
        rows = _claim(session, _together(session, person) if bundled else [mail_id], at=at)
        if not rows:
            return "elders"
        try:
            message = _compose(session, rows, person, at=at)
        except ValueError:
            _end(rows, "mislukt")
            return "mislukt"
        if message is None:
            _end(rows, "vervallen")
            return "vervallen"
        return _Taken(ids=[one.id for one in rows if one.outcome is None], message=message)


def _asked_a_moment_ago(session: Session, person: Person, *, at: datetime) -> bool:
    """Whether a request to confirm went, or may have gone, less than an hour ago."""
    gone = or_(
        OutgoingMail.sent_at > at - APART, and_(OutgoingMail.outcome.is_(None), OutgoingMail.claimed_at > at - APART)
    )
    found = select(OutgoingMail.id).where(OutgoingMail.person_id == person.id, OutgoingMail.kind == CONFIRM, gone)
    return session.scalar(found.limit(1)) is not None


def _together(session: Session, person: Person) -> Sequence[int]:
    return session.scalars(
        select(OutgoingMail.id).where(
            OutgoingMail.person_id == person.id,
            OutgoingMail.kind == CONFIRM,
            OutgoingMail.body == "",
            OutgoingMail.outcome.is_(None),
            OutgoingMail.claimed_at.is_(None),
        )
    ).all()


def _claim(session: Session, ids: Sequence[int], *, at: datetime) -> list[OutgoingMail]:
    """Take the rows that nobody else took."""
    taken = session.scalars(
        update(OutgoingMail)
        .where(OutgoingMail.id.in_(ids), OutgoingMail.outcome.is_(None), OutgoingMail.claimed_at.is_(None))
        .values(claimed_at=at, attempts=OutgoingMail.attempts + 1)
        .returning(OutgoingMail.id)
        .execution_options(synchronize_session=False)
    ).all()
    mine = select(OutgoingMail).where(OutgoingMail.id.in_(taken)).order_by(OutgoingMail.id)
    return list(session.scalars(mine.execution_options(populate_existing=True)))


def _compose(session: Session, rows: Sequence[OutgoingMail], person: Person, *, at: datetime) -> EmailMessage | None:
    """Write the message as things are now; `None`: there is nothing to tell (any more), or nobody to tell it to."""
    first = rows[0]
    if first.outsider_link_id is not None:
        mail = mail_of(session, first.outsider_link_id, at=at)
        return None if mail is None else write_to_outsider(state(), first.id, person, mail, at=at)
    if not person.email or person.deactivated_at is not None or not is_wanted(session, person.id, first.kind):
        return None
    if first.body:
        return write_plain(state(), first.id, person, first.subject, first.body, kind=first.kind, at=at)
    if first.kind == WEEKLY:
        return write_digest(session, first.id, person, at=at, made_at=first.made_at)
    return _bundle(session, rows, person, at=at)


def _bundle(session: Session, rows: Sequence[OutgoingMail], person: Person, *, at: datetime) -> EmailMessage | None:
    """Put every request that still stands in one message; the others lapse."""
    asked: dict[int, list[Attendance]] = {}
    for row in rows:
        days = _still_asked(load_days(session, row.attendance_id or 0, person.id))
        if days and days[0].session.activity_id not in asked:
            asked[days[0].session.activity_id] = days
        else:
            row.outcome = "vervallen"
    if not asked:
        return None
    shown = list(asked.values())[:MOST_CARDS]
    term = state().settings.sign_link_days
    links = [Asked(card=card_for(days), token=make_link(session, days[0], at=at, days=term)) for days in shown]
    kept = next(row.id for row in rows if row.outcome is None)
    return write_confirm(state(), kept, person, links, more=len(asked) - len(shown), at=at)


def _still_asked(days: Sequence[Attendance]) -> list[Attendance]:
    return [one for one in unanswered(days) if one.session.activity.withdrawn_at is None]


def _end(rows: Sequence[OutgoingMail], outcome: str) -> None:
    for row in rows:
        row.outcome = outcome


def _refused(ids: Sequence[int]) -> str:
    with transaction() as session:
        rows = [session.get_one(OutgoingMail, one, populate_existing=True) for one in ids]
        for row in rows:
            row.claimed_at = None
        if max(row.attempts for row in rows) >= MOST_ATTEMPTS:
            _end(rows, "mislukt")
            return "mislukt"
        return "opnieuw"


def _close(ids: Sequence[int], *, outcome: str, at: datetime) -> None:
    with transaction() as session:
        session.execute(update(OutgoingMail).where(OutgoingMail.id.in_(ids)).values(outcome=outcome, sent_at=at))
