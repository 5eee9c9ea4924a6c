"""The outbox (*postvak uit*): messages are written down with what they tell, and sent later by the floor of notices."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.current import state
from register.learning.models import Activity, OutgoingMail
from register.learning.sign_links import unanswered
from register.mail import mail_is_on
from register.people.models import Person

KIND = "bevestigen"
"""Of a message that asks to confirm (B5)."""


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


def write_text(template: str, values: Mapping[str, object]) -> str:
    """Fill a template of a mail in without the host's own context: there is no request here."""
    return current_app.jinja_env.get_template(f"register/mail/{template}").render(values)
