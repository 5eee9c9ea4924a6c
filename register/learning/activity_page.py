"""One activity as its page shows it: who was there, who confirmed, net time, the viewer's own points."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import day_here
from register.learning.check_in.screen import leads
from register.learning.facts_of import is_confirmed
from register.learning.hours import net_minutes
from register.learning.kinds import EXCLUSION_NAMES, PRESENT, ROLE_NAMES, STATE_NAMES, Kind, kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.on_screen import may_offer_screen, who_else_waits
from register.learning.open_activity import OpenedActivity, visible_activity
from register.learning.outsiders.there import Outsider, outsiders_of
from register.learning.preview import Excluded
from register.points.what_if import ExplainedClaim, explained_claims

CONFIRMED, DISPUTED, WAITING, ABSENT = "bevestigd", "klopt niet", "nog niet bevestigd", ""


@dataclass(frozen=True, kw_only=True)
class PersonThere:
    """Somebody on the list of a session."""

    attendance_id: int
    person_id: int
    name: str
    state_name: str
    present: bool
    minutes_present: int | None
    role_name: str
    confirmation: str
    confirmed_at: datetime | None
    on_screen_of: str
    """On whose screen it was confirmed; empty: on the own one."""
    dispute_reason: str
    """What somebody wrote at "klopt niet"; only for who can mend it."""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """One session with its net time."""

    held_on: date
    starts_at: time | None
    ends_at: time | None
    gross_minutes: int
    excluded: tuple[Excluded, ...]
    net_minutes: int
    people: tuple[PersonThere, ...]
    elsewhere: tuple[Outsider, ...]
    """Who came from elsewhere."""
    confirmed: int
    to_confirm: int


@dataclass(frozen=True, kw_only=True)
class OwnPart:
    """The viewer's own part in one meeting, and the answer so far: one of the words above."""

    attendance_id: int
    held_on: date
    confirmation: str
    on_screen_of: str


@dataclass(frozen=True, kw_only=True)
class ActivityPage:
    """An activity for one viewer; the reflection is not in it."""

    activity: Activity
    kind: Kind
    created_by: str
    meetings: tuple[Meeting, ...]
    may_change: bool
    may_offer_screen: bool
    """Colleagues who did not confirm yet can do so on the screen of the viewer."""
    check_in_at: int | None
    """The session of today to which the viewer may let people check in."""
    locked: bool
    undoable: bool
    """Logged today, not changed since, and nobody else answered or came in: undoing it undoes what was done last."""
    took_part: bool
    own: tuple[OwnPart, ...]
    """The viewer's part in each meeting, in their order."""
    claims: tuple[ExplainedClaim, ...]


def activity_page(session: Session, viewer: Viewer, activity_id: int, *, today: date) -> ActivityPage:
    """Return one activity for whoever entered it, took part, or coordinates its group.

    Raises:
        NotFound: it does not exist, was withdrawn, or is not for this viewer.

    """
    opened = visible_activity(session, viewer, activity_id)
    activity = opened.activity
    own = [one for meeting in activity.sessions for one in meeting.attendances if one.person_id == viewer.person_id]
    elsewhere = outsiders_of(session, [one.id for one in activity.sessions])
    tell_why = opened.may_change and not opened.takes_over
    return ActivityPage(
        activity=activity,
        kind=kinds()[activity.kind],
        created_by=activity.created_by.display_name,
        meetings=tuple(_meeting(one, elsewhere.get(one.id, ()), tell_why=tell_why) for one in activity.sessions),
        may_change=opened.may_change,
        may_offer_screen=may_offer_screen(opened, viewer) and bool(who_else_waits(activity, viewer)),
        check_in_at=_check_in_at(opened, viewer, today),
        locked=opened.locked,
        undoable=_undoable(activity, today),
        took_part=bool(own),
        own=tuple(
            OwnPart(
                attendance_id=one.id,
                held_on=one.session.held_on,
                confirmation=_confirmation(one),
                on_screen_of=_on_screen_of(one),
            )
            for one in own
        ),
        claims=explained_claims(
            session,
            organisation_id=viewer.organisation_id,
            person_id=viewer.person_id,
            attendance_ids=[one.id for one in own],
        ),
    )


def _undoable(activity: Activity, today: date) -> bool:
    """Whether logging it was the last that happened; a signature of another leaves the version as it is."""
    if day_here(activity.created_at) != today or activity.version != 1:
        return False
    parts = (one for meeting in activity.sessions for one in meeting.attendances)
    others = (one for one in parts if one.person_id != activity.created_by_id)
    return all(one.confirmed_at is None and one.disputed_at is None for one in others)


def _check_in_at(opened: OpenedActivity, viewer: Viewer, today: date) -> int | None:
    if opened.locked or not leads(opened, viewer):
        return None
    return next((one.id for one in opened.activity.sessions if one.held_on == today), None)


def _meeting(meeting: LearningSession, elsewhere: tuple[Outsider, ...], *, tell_why: bool) -> Meeting:
    there = [one for one in meeting.attendances if one.state in PRESENT]
    in_order = sorted(meeting.attendances, key=lambda one: one.person.sort_key)
    return Meeting(
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        gross_minutes=meeting.gross_minutes,
        excluded=tuple(
            Excluded(name=EXCLUSION_NAMES[kind], minutes=minutes) for kind, minutes in meeting.excluded_minutes.items()
        ),
        net_minutes=net_minutes(meeting.gross_minutes, meeting.excluded_minutes, None),
        people=tuple(_person(one, tell_why=tell_why) for one in in_order),
        elsewhere=elsewhere,
        confirmed=sum(is_confirmed(one) for one in there) + sum(one.confirmed_at is not None for one in elsewhere),
        to_confirm=len(there) + sum(one.present for one in elsewhere),
    )


def _person(attendance: Attendance, *, tell_why: bool) -> PersonThere:
    return PersonThere(
        attendance_id=attendance.id,
        person_id=attendance.person_id,
        name=attendance.person.display_name,
        state_name=STATE_NAMES[attendance.state],
        present=attendance.state in PRESENT,
        minutes_present=attendance.minutes_present,
        role_name=ROLE_NAMES[attendance.role],
        confirmation=_confirmation(attendance),
        confirmed_at=attendance.confirmed_at if is_confirmed(attendance) else None,
        on_screen_of=_on_screen_of(attendance),
        dispute_reason=attendance.dispute_reason if tell_why and attendance.disputed_at else "",
    )


def _on_screen_of(attendance: Attendance) -> str:
    return attendance.witness.display_name if attendance.witness and is_confirmed(attendance) else ""


def _confirmation(attendance: Attendance) -> str:
    if attendance.disputed_at is not None:
        return DISPUTED
    if attendance.state not in PRESENT:
        return ABSENT
    return CONFIRMED if is_confirmed(attendance) else WAITING
