"""Answer "doe je het nu anders?" from a mail (*antwoordlink*): looking changes nothing, answering works once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.followup.due import OPEN_DAYS
from register.culture.followup.models import FollowUp
from register.culture.followup.questions import answer_question
from register.current import day_here
from register.db import transaction
from register.learning.models import Activity
from register.learning.sign_links import LinkRefused
from register.notices.models import NoticeLink
from register.people.models import Person
from register.people.viewer import viewer_of

PURPOSE = "terugblik"
PATH = "/terugblik/mail/"
"""Where the pages of these links are, below the register's own path."""
_ANSWERED = "Deze link is al gebruikt. Je hoeft niets meer te doen."


@dataclass(frozen=True, kw_only=True)
class AskedByMail:
    """What a link asks, and of whom."""

    person_name: str
    follow_up_id: int
    title: str
    held_on: date


def make_answer_link(session: Session, person_id: int, follow_up_id: int, *, at: datetime) -> str:
    """Add a link to one question; only the digest of its token is kept."""
    token = token_urlsafe(32)
    session.add(
        NoticeLink(
            person_id=person_id,
            purpose=PURPOSE,
            thing_id=follow_up_id,
            digest=digest_of_token(token),
            made_at=at,
            expires_at=at + timedelta(days=OPEN_DAYS),
        )
    )
    return token


def look_at_question(session: Session, token: str, *, viewer: Viewer | None, at: datetime) -> AskedByMail:
    """Say what a link asks; writes nothing, so that a mail scanner may look too.

    Raises:
        LinkRefused: it is not a link of ours, or can answer no longer.

    """
    return _asked(session, _find(session, token), viewer, at)


def answer_by_link(token: str, answer: str, *, viewer: Viewer | None, at: datetime) -> AskedByMail:
    """Keep the answer, once.

    Raises:
        LinkRefused: it is not a link of ours, or can answer no longer.
        Invalid: no such answer.

    """
    with transaction() as session:
        link = _find(session, token)
        asked = _asked(session, link, viewer, at)
        taken = session.execute(
            update(NoticeLink)
            .where(NoticeLink.id == link.id, NoticeLink.used_at.is_(None))
            .values(used_at=at)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            raise _refused("gebruikt", _ANSWERED)
        answer_question(_person_as_viewer(session, link.person_id, at), asked.follow_up_id, answer, at=at)
        return asked


def digest_of_token(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def _find(session: Session, token: str) -> NoticeLink:
    link = session.scalar(
        select(NoticeLink)
        .where(NoticeLink.digest == digest_of_token(token), NoticeLink.purpose == PURPOSE)
        .execution_options(populate_existing=True)
    )
    if link is None:
        raise _refused("ongeldig", "Deze link klopt niet. Open hem opnieuw vanuit de mail.", status=404)
    return link


def _asked(session: Session, link: NoticeLink, viewer: Viewer | None, at: datetime) -> AskedByMail:
    """Judge a link as it is now; the first reason to refuse wins."""
    person = session.get_one(Person, link.person_id)
    if viewer is not None and viewer.person_id != person.id:
        raise _refused("andere persoon", "Deze link is van iemand anders. Ieder antwoordt voor zichzelf.", status=403)
    if person.deactivated_at is not None:
        raise _refused("uit dienst", "Deze link geldt niet meer: je account is afgesloten.")
    if link.used_at is not None:
        raise _refused("gebruikt", _ANSWERED)
    if link.expires_at <= at:
        raise _refused("verlopen", "Deze link is verlopen. Je hoeft niets te doen.")
    row = session.execute(
        select(FollowUp, Activity.title)
        .join(Activity, Activity.id == FollowUp.activity_id)
        .where(FollowUp.id == link.thing_id, FollowUp.person_id == person.id, Activity.withdrawn_at.is_(None))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise _refused("ingetrokken", "Deze activiteit is ingetrokken. Je hoeft niets te doen.")
    question = row[0]
    if question.answered_at is not None or question.skipped_at is not None:
        raise _refused("beantwoord", "Je hebt deze vraag al beantwoord. Je hoeft niets meer te doen.")
    return AskedByMail(
        person_name=person.display_name,
        follow_up_id=question.id,
        title=row.title,
        held_on=question.due_on - timedelta(weeks=question.weeks),
    )


def _person_as_viewer(session: Session, person_id: int, at: datetime) -> Viewer:
    person = session.get_one(Person, person_id)
    today = day_here(at)
    return viewer_of(session, person.id, organisation_id=person.organisation_id, name=person.display_name, today=today)


def _refused(reason: str, message: str, *, status: int = 410) -> LinkRefused:
    current_app.logger.warning("antwoordlink geweigerd: %s", reason)
    return LinkRefused(reason, message, status=status)
