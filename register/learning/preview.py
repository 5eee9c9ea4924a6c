"""What an activity would give before it is stored (A3, B8): net time, points with reasons, traffic light."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from register.access import Viewer
from register.learning.checks import check_entry
from register.learning.entry import ActivityEntry
from register.learning.facts_of import facts_of
from register.learning.hours import net_minutes
from register.learning.kinds import EXCLUSION_NAMES, PRESENT, kinds
from register.learning.log_activity import build_activity
from register.learning.models import Activity, Attendance
from register.points.what_if import WhatIf, what_if


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """Minutes of a session that are no learning."""

    name: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What the viewer would get."""

    timed: bool
    gross_minutes: int
    excluded: tuple[Excluded, ...]
    net_minutes: int
    present: int
    viewer_present: bool
    registers: tuple[WhatIf, ...]


def preview_activity(
    session: Session,
    viewer: Viewer,
    entry: ActivityEntry,
    *,
    at: datetime,
    today: date,
    changes: Activity | None = None,
) -> Preview:
    """Judge an entered activity for the viewer; the database stays as it is.

    Raises:
        Invalid: a value cannot be accepted.
        NotFound: a participant or group is not of this organisation.

    """
    check_entry(session, viewer, entry, today=today, changes=changes)
    with session.no_autoflush:
        activity = build_activity(session, viewer, entry, at=at)
    meeting = activity.sessions[0]
    own = next((one for one in meeting.attendances if one.person_id == viewer.person_id), None)
    there = own is not None and own.state in PRESENT
    return Preview(
        timed=kinds()[entry.kind].timed,
        gross_minutes=meeting.gross_minutes,
        excluded=tuple(
            Excluded(name=EXCLUSION_NAMES[kind], minutes=minutes) for kind, minutes in meeting.excluded_minutes.items()
        ),
        net_minutes=net_minutes(
            meeting.gross_minutes, meeting.excluded_minutes, own.minutes_present if own is not None else None
        ),
        present=sum(one.state in PRESENT for one in meeting.attendances),
        viewer_present=there,
        registers=_judged(session, viewer, own) if own is not None and there else (),
    )


def _judged(session: Session, viewer: Viewer, own: Attendance) -> tuple[WhatIf, ...]:
    return what_if(session, organisation_id=viewer.organisation_id, person_id=viewer.person_id, facts=facts_of(own))
