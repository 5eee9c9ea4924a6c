"""A match becomes an activity of peer coaching (*collegiale coaching*), with its receiver and its giver."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.matching.asking import own_match
from register.culture.matching.models import Match, MatchTopic
from register.culture.matching.topics import label_of, names_of_labels
from register.db import session as current_session
from register.errors import NotFound
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.kinds import kinds
from register.learning.log_activity import Logged, log_activity

KIND = "collegiale_coaching"
_RECEIVER, _GIVER = "ontvanger", "gever"


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What the log form of a match is filled with."""

    people: tuple[tuple[int, str], ...]
    """Each with the role."""
    subject: str
    """What the question is about."""


def proposed(session: Session, viewer: Viewer, match_id: int) -> Proposed:
    """Return what an accepted match is logged with.

    Raises:
        NotFound: the viewer has no part in an accepted match of this id.

    """
    match = own_match(session, viewer, match_id)
    if match.state != "aangenomen":
        raise NotFound
    return _proposed(session, match)


def _proposed(session: Session, match: Match) -> Proposed:
    topic = session.get(MatchTopic, match.topic_id) if match.topic_id else None
    third = ((match.third_id, _RECEIVER),) if match.third_id else ()
    subject = names_of_labels(session, {label_of(topic)})[label_of(topic)] if topic else ""
    return Proposed(people=((match.receiver_id, _RECEIVER), (match.giver_id, _GIVER), *third), subject=subject)


def log_match(viewer: Viewer, match_id: int, *, form_key: str, at: datetime, today: date) -> Logged:
    """Log the meeting of a match as held today, with the usual length; everybody in it confirms.

    Once, however often the form is sent.

    Raises:
        NotFound: the viewer has no part in an accepted match of this id.
        Conflict: the key was used for another form.

    """
    match = own_match(current_session(), viewer, match_id)
    if match.state not in {"aangenomen", "gedaan"}:
        raise NotFound
    start = _proposed(current_session(), match)
    kind = kinds()[KIND]
    meeting = SessionEntry(
        held_on=today,
        gross_minutes=kind.minutes,
        participants=tuple(Participant(person_id=one, role=role) for one, role in start.people),
    )
    entry = ActivityEntry(kind=KIND, title=kind.name, subject=start.subject, sessions=(meeting,))

    def join(current: Session, activity_id: int) -> None:
        join_match(current, viewer, match_id, activity_id, at=at)

    return log_activity(viewer, entry, form_key=form_key, form=f"match {match_id}", at=at, today=today, and_then=join)


def join_match(session: Session, viewer: Viewer, match_id: int, activity_id: int, *, at: datetime) -> bool:
    """Join what was just logged to its match, in the transaction of the log; whether it was there to join to."""
    try:
        match = own_match(session, viewer, match_id)
    except NotFound:
        return False
    if match.state != "aangenomen":
        return False
    match.state, match.activity_id, match.answered_at = "gedaan", activity_id, at
    return True
