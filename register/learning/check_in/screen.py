"""Who may let people check in, and to which session: whoever logged or led it, on the day itself.

Who asked on that day to be let in can be let in some days later: nobody answers during the meeting itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import day_here
from register.errors import Conflict, NotAllowed, NotFound
from register.learning.kinds import PRESENT
from register.learning.models import LearningSession
from register.learning.open_activity import LOCKED, OpenedActivity, visible_activity

LEADS = "begeleider"
METHOD = "inchecken"
LET_IN = timedelta(days=14)
"""So long after the day who asked then can be let in."""


@dataclass(frozen=True, kw_only=True)
class Led:
    """A session that the viewer leads."""

    meeting: LearningSession
    locked: bool
    """Points were granted: nobody comes in any more, and who asked can be turned down."""


def led_meeting(
    session: Session, viewer: Viewer, session_id: int, *, at: datetime, for_change: bool = False, later: bool = False
) -> LearningSession:
    """Load a session of today to which the viewer may let people check in; with `later` also one of the days before.

    Raises:
        NotFound, NotAllowed, Conflict: as `find_led`, or points were granted.

    """
    found = find_led(session, viewer, session_id, at=at, for_change=for_change, later=later)
    if found.locked:
        raise Conflict(LOCKED)
    return found.meeting


def find_led(
    session: Session, viewer: Viewer, session_id: int, *, at: datetime, for_change: bool = False, later: bool = False
) -> Led:
    """Load a session of today that the viewer leads, also one that is locked; with `later` also of the days before.

    Raises:
        NotFound: not there, or its activity is not for this viewer.
        NotAllowed: the viewer neither logged nor led it.
        Conflict: it was on another day.

    """
    found = session.get(LearningSession, session_id)
    if found is None:
        raise NotFound
    opened = visible_activity(session, viewer, found.activity_id, for_change=for_change)
    if not leads(opened, viewer):
        raise NotAllowed("Alleen wie de bijeenkomst vastlegde of begeleidt, laat anderen inchecken.")
    today = day_here(at)
    if found.held_on != today and not (later and today - LET_IN <= found.held_on < today):
        raise Conflict("Inchecken kan alleen op de dag zelf. Pas daarna de lijst aan bij de activiteit.")
    return Led(meeting=found, locked=opened.locked)


def leads(opened: OpenedActivity, viewer: Viewer) -> bool:
    """Whether the viewer logged the activity, coordinates its group, or led one of its sessions."""
    everybody = (one for meeting in opened.activity.sessions for one in meeting.attendances)
    return opened.may_change or any(
        one.person_id == viewer.person_id and one.role == LEADS and one.state in PRESENT for one in everybody
    )
