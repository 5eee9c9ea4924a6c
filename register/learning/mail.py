"""Ask participants by mail to confirm (B5): written down while logging, sent later by `flask register mail send`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from register.current import SendMail, State, state
from register.db import session as current_session
from register.db import transaction
from register.learning.cards import Card, card_for
from register.learning.models import Activity, Attendance, OutgoingMail
from register.learning.sign_links import PATH, load_days, make_link, unanswered
from register.mail import NotSent, mail_is_on, postbox
from register.people.models import Person

KIND = "bevestigen"
MOST_ATTEMPTS = 5
_BATCH = 500
_UNCERTAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What one run did, in messages."""

    sent: int = 0
    dropped: int = 0
    """No longer needed: confirmed, disputed, withdrawn, out of service."""
    again: int = 0
    """Refused by the mail server; the next run tries again."""
    failed: int = 0
    """Refused for the last time."""
    uncertain: int = 0
    """Something went wrong at the moment of sending: it may have gone, so it is not sent again by itself."""


def ask_to_confirm(session: Session, activity: Activity, at: datetime) -> int:
    """Write one message for everybody who was there and did not confirm; in the caller's transaction.

    Without a mail setting nothing is written, so that nothing piles up. People without an address are skipped: their
    card waits on the home page. Who has a message waiting gets no second one.

    Returns:
        How many messages were added.

    """
    if not mail_is_on(state()):
        return 0
    everybody = [one for meeting in activity.sessions for one in meeting.attendances]
    asked: dict[int, int] = {}
    for one in unanswered(everybody):
        asked.setdefault(one.person_id, one.id)
    reachable = set(
        session.scalars(
            select(Person.id).where(
                Person.id.in_(asked),
                Person.email.is_not(None),
                Person.email != "",
                Person.deactivated_at.is_(None),
            )
        )
    )
    waiting = set(
        session.scalars(
            select(OutgoingMail.person_id).where(
                OutgoingMail.attendance_id.in_([one.id for one in everybody]),
                OutgoingMail.outcome.is_(None),
                OutgoingMail.claimed_at.is_(None),
            )
        )
    )
    messages = [
        OutgoingMail(person_id=person_id, kind=KIND, attendance_id=attendance_id, made_at=at)
        for person_id, attendance_id in asked.items()
        if person_id in reachable - waiting
    ]
    session.add_all(messages)
    return len(messages)


def send_waiting(*, at: datetime) -> Sent:
    """Send what waits, each message at most once, whoever else is sending at the same moment.

    Raises:
        NotSent: the mail server cannot be reached; nothing was taken, everything still waits.

    """
    outcomes: list[str] = []
    if not (ids := _waiting_ids(current_session())):
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
    message = _take(mail_id, at=at)
    if message is None:
        return "vervallen"
    if isinstance(message, str):
        return message
    try:
        send(message)
    except NotSent as refused:
        current_app.logger.warning("mail %s geweigerd: %s", mail_id, refused)
        return _refused(mail_id)
    except Exception:
        current_app.logger.exception("mail %s: onzeker of die verzonden is", mail_id)
        return "onzeker"
    _close(mail_id, outcome="verzonden", at=at)
    return "verzonden"


def _take(mail_id: int, *, at: datetime) -> EmailMessage | str | None:
    """Claim a message and write it; what needs no mail any more is closed. Only one of two senders gets it."""
    with transaction() as session:
        taken = session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.id == mail_id, OutgoingMail.outcome.is_(None), OutgoingMail.claimed_at.is_(None))
            .values(claimed_at=at, attempts=OutgoingMail.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            return "elders"
        row = session.get_one(OutgoingMail, mail_id, populate_existing=True)
        person = session.get_one(Person, row.person_id, populate_existing=True)
        if row.body:
            return _whole(row, person, at=at)
        days = _still_asked(load_days(session, row.attendance_id or 0, row.person_id), person)
        if not days:
            row.outcome = "vervallen"
            return None
        token = make_link(session, days[0], at=at, days=state().settings.sign_link_days)
        try:
            return compose(state(), row.id, person, card_for(days), token=token, at=at)
        except ValueError:
            row.outcome = "mislukt"
            return "mislukt"


def _still_asked(days: Sequence[Attendance], person: Person) -> list[Attendance]:
    if not person.email or person.deactivated_at is not None:
        return []
    return [one for one in unanswered(days) if one.session.activity.withdrawn_at is None]


def compose(state: State, mail_id: int, person: Person, card: Card, *, token: str, at: datetime) -> EmailMessage:
    """Write the message: text and simple HTML, nobody's name or points in the subject.

    Raises:
        ValueError: the address cannot stand in a header.

    """
    settings = state.settings
    home = settings.public_url.rstrip("/") + settings.url_prefix
    subject = f"Was je erbij? {card.kind} van {_days(card)}"
    values = {
        "subject": subject,
        "given_name": person.given_name,
        "card": card,
        "link": f"{home}{PATH}{token}",
        "home": f"{home}/",
        "expires_on": at + timedelta(days=settings.sign_link_days),
    }
    message = _headed(state, mail_id, person, subject, at=at)
    message.set_content(write_text("confirm.txt", values))
    message.add_alternative(write_text("confirm.html", values), subtype="html")
    return message


def _days(card: Card) -> str:
    first, last = (f"{day.day}-{day.month}-{day.year}" for day in (card.held_on, card.last_on))
    return first if first == last else f"{first} tot en met {last}"


def write_to(session: Session, person_ids: Sequence[int], *, kind: str, subject: str, body: str, at: datetime) -> int:
    """Put a message that is written whole in the outbox, in the caller's transaction; returns how many.

    Without a mail setting nothing is written, and people without an address are skipped.
    """
    if not mail_is_on(state()):
        return 0
    reachable = session.scalars(
        select(Person.id).where(Person.id.in_(person_ids), Person.email != "", Person.deactivated_at.is_(None))
    ).all()
    session.add_all(
        OutgoingMail(person_id=person_id, kind=kind, subject=subject, body=body, made_at=at) for person_id in reachable
    )
    return len(reachable)


def _whole(row: OutgoingMail, person: Person, *, at: datetime) -> EmailMessage | str | None:
    """Write a message whose text stands in the outbox; it lapses for who has left or has no address."""
    if not person.email or person.deactivated_at is not None:
        row.outcome = "vervallen"
        return None
    try:
        message = _headed(state(), row.id, person, row.subject, at=at)
    except ValueError:
        row.outcome = "mislukt"
        return "mislukt"
    message.set_content(row.body)
    return message


def _headed(state: State, mail_id: int, person: Person, subject: str, *, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    if state.settings.mail_from:
        message["From"] = state.settings.mail_from
    message["To"] = person.email or ""
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<leerregister-{mail_id}@{urlsplit(state.settings.public_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def write_text(template: str, values: Mapping[str, object]) -> str:
    """Fill a template of a mail in without the host's own context: there is no request here."""
    return current_app.jinja_env.get_template(f"register/mail/{template}").render(values)


def _refused(mail_id: int) -> str:
    with transaction() as session:
        row = session.get_one(OutgoingMail, mail_id, populate_existing=True)
        row.claimed_at = None
        if row.attempts >= MOST_ATTEMPTS:
            row.outcome = "mislukt"
            return "mislukt"
        return "opnieuw"


def _close(mail_id: int, *, outcome: str, at: datetime) -> None:
    with transaction() as session:
        session.execute(update(OutgoingMail).where(OutgoingMail.id == mail_id).values(outcome=outcome, sent_at=at))
