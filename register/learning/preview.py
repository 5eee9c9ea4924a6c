"""What an activity would give before it is stored (A3, B8): net time, points with reasons, traffic light."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from register.access import Viewer
from register.learning.checks import check_entry
from register.learning.entry import ActivityEntry
from register.learning.facts_of import facts_of
from register.learning.hours import net_minutes
from register.learning.kinds import EXCLUSION_NAMES, PRESENT, kinds
from register.learning.log_activity import build_activity
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.outsiders.there import NOBODY, OutsidersThere, count_outsiders
from register.points.what_if import WhatIf, what_if


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """Minutes of a session that are no learning."""

    name: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class MeetingPreview:
    """What one meeting would give the viewer; times in whole minutes."""

    held_on: date
    gross_minutes: int
    excluded: tuple[Excluded, ...]
    net_minutes: int
    viewer_present: bool
    registers: tuple[WhatIf, ...]


@dataclass(frozen=True, kw_only=True)
class RegisterTotal:
    """What all meetings together would give in one register; `None` where one of them is not known."""

    register_name: str
    points: Decimal | None
    label: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What the viewer would get, of all meetings together and of each."""

    timed: bool
    gross_minutes: int
    excluded: tuple[Excluded, ...]
    net_minutes: int
    present: int
    """How many people were at one meeting or more."""
    viewer_present: bool
    meetings: tuple[MeetingPreview, ...]
    totals: tuple[RegisterTotal, ...]

    @property
    def registers(self) -> tuple[WhatIf, ...]:
        """What every register says of every meeting, in the order of the meetings."""
        return tuple(one for meeting in self.meetings for one in meeting.registers)


def preview_activity(
    session: Session,
    viewer: Viewer,
    entry: ActivityEntry,
    *,
    at: datetime,
    today: date,
    changes: Activity | None = None,
) -> Preview:
    """Judge an entered activity with all its meetings for the viewer; the database stays as it is.

    Raises:
        Invalid: a value cannot be accepted.
        NotFound: a participant or group is not of this organisation.

    """
    check_entry(session, viewer, entry, today=today, changes=changes)
    with session.no_autoflush:
        activity = build_activity(session, viewer, entry, at=at)
    elsewhere = _elsewhere(session, entry, changes)
    meetings = tuple(
        _meeting(session, viewer, one, others) for one, others in zip(activity.sessions, elsewhere, strict=True)
    )
    attended = [one for one in meetings if one.viewer_present]
    counted = attended or meetings
    return Preview(
        timed=kinds()[entry.kind].timed,
        gross_minutes=sum(one.gross_minutes for one in counted),
        excluded=_excluded_together(counted),
        net_minutes=sum(one.net_minutes for one in counted),
        present=len({one.person_id for it in activity.sessions for one in it.attendances if one.state in PRESENT}),
        viewer_present=bool(attended),
        meetings=meetings,
        totals=_totals(meetings),
    )


def _elsewhere(session: Session, entry: ActivityEntry, changes: Activity | None) -> tuple[OutsidersThere, ...]:
    """Return for each meeting who of elsewhere stands on its stored list; nobody in a new activity."""
    stored = count_outsiders(session, [one.id for one in changes.sessions]) if changes is not None else {}
    whole = next(iter(stored.values()), NOBODY)
    return tuple(stored.get(one.session_id or 0, whole) for one in entry.sessions)


def _meeting(session: Session, viewer: Viewer, meeting: LearningSession, elsewhere: OutsidersThere) -> MeetingPreview:
    own = next((one for one in meeting.attendances if one.person_id == viewer.person_id), None)
    there = own is not None and own.state in PRESENT
    return MeetingPreview(
        held_on=meeting.held_on,
        gross_minutes=meeting.gross_minutes,
        excluded=tuple(
            Excluded(name=EXCLUSION_NAMES[kind], minutes=minutes) for kind, minutes in meeting.excluded_minutes.items()
        ),
        net_minutes=net_minutes(
            meeting.gross_minutes, meeting.excluded_minutes, own.minutes_present if own is not None else None
        ),
        viewer_present=there,
        registers=_judged(session, viewer, own, elsewhere) if own is not None and there else (),
    )


def _excluded_together(meetings: Sequence[MeetingPreview]) -> tuple[Excluded, ...]:
    minutes: Counter[str] = Counter()
    for one in meetings:
        minutes.update({excluded.name: excluded.minutes for excluded in one.excluded})
    return tuple(Excluded(name=name, minutes=number) for name, number in minutes.items())


def _totals(meetings: Sequence[MeetingPreview]) -> tuple[RegisterTotal, ...]:
    found: dict[str, list[WhatIf]] = defaultdict(list)
    for meeting in meetings:
        for one in meeting.registers:
            found[one.register_id].append(one)
    return tuple(
        RegisterTotal(
            register_name=of_one[0].register_name,
            points=None
            if any(one.points is None for one in of_one)
            else sum((one.points or Decimal(0) for one in of_one), Decimal(0)),
            label=next((one.label for one in of_one if one.label), ""),
        )
        for of_one in found.values()
    )


def _judged(session: Session, viewer: Viewer, own: Attendance, elsewhere: OutsidersThere) -> tuple[WhatIf, ...]:
    facts = facts_of(own, elsewhere=elsewhere)
    return what_if(session, organisation_id=viewer.organisation_id, person_id=viewer.person_id, facts=facts)
