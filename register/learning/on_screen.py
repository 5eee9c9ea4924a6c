"""Confirm on the screen of a colleague (*op het scherm van een collega*, D2): for who has no phone or computer at hand.

Whose screen it is, is kept as witness and stands wherever the confirmation is told of. With the own password it is a
proof of one's own; without, the person is told of it and may object, and no more is claimed of it than what happened.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.accounts.proof import Typed, show, who_can_show
from register.current import state
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.learning.cards import Card, card_for
from register.learning.confirm import Confirmed, Signature, sign_days
from register.learning.kinds import PRESENT
from register.learning.mail import write_text, write_to
from register.learning.models import ON_SCREEN, ON_SCREEN_PROVEN, Activity, Attendance
from register.learning.open_activity import OpenedActivity, visible_activity
from register.learning.sign_links import unanswered
from register.people.managing import manages_one_of
from register.people.models import Person

KIND = "op scherm bevestigd"
LEADS = "begeleider"
_TYPE_YOUR_OWN = "Vul je eigen wachtwoord in."
_AUTHORITY = "Tussen jullie is een gezagsrelatie. Laat {name} zelf bevestigen, of op het scherm van een andere collega."


@dataclass(frozen=True, kw_only=True)
class StillWaiting:
    """Somebody who was there and did not confirm."""

    attendance_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Screen:
    """Who may still confirm on this screen."""

    activity_id: int
    title: str
    waiting: tuple[StillWaiting, ...]


@dataclass(frozen=True, kw_only=True)
class ToSign:
    """What somebody signs on this screen, and what they show for it."""

    person_name: str
    card: Card
    asks_password: bool
    """The person has a password of their own and shows it; else the confirmation says that nothing was shown."""


def may_offer_screen(opened: OpenedActivity, viewer: Viewer) -> bool:
    """Whether colleagues may confirm on this screen: the viewer logged or led it and was there, nothing is locked."""
    own = [one for one in _everybody(opened.activity) if one.person_id == viewer.person_id]
    there = any(one.state in PRESENT and one.disputed_at is None for one in own)
    return there and not opened.locked and (opened.may_change or any(one.role == LEADS for one in own))


def who_else_waits(activity: Activity, viewer: Viewer) -> list[Attendance]:
    """Return the parts of others in an activity that wait for an answer, its sessions and people loaded."""
    return [one for one in unanswered(_everybody(activity)) if one.person_id != viewer.person_id]


def who_waits(session: Session, viewer: Viewer, activity_id: int) -> Screen:
    """Return who was there and did not confirm yet.

    Raises:
        NotFound: the activity is not for this viewer.
        NotAllowed: nobody may confirm on the screen of this viewer.

    """
    opened = visible_activity(session, viewer, activity_id)
    _refuse_screen(opened, viewer)
    waiting = {one.person_id: one for one in reversed(who_else_waits(opened.activity, viewer))}
    people = sorted(waiting.values(), key=lambda one: one.person.sort_key)
    return Screen(
        activity_id=activity_id,
        title=opened.activity.title,
        waiting=tuple(StillWaiting(attendance_id=one.id, name=one.person.display_name) for one in people),
    )


def what_to_sign(session: Session, viewer: Viewer, attendance_id: int, *, alone: bool, today: date) -> ToSign:
    """Return what somebody confirms on this screen; `alone`: people sign in with passwords of ours.

    Raises:
        NotFound: not an attendance that waits, in an activity for this viewer.
        NotAllowed: nobody may confirm on the screen of this viewer, or not this person.

    """
    days = _days(session, viewer, attendance_id)
    person = days[0].person
    proves = alone and person.id in who_can_show(session, [person.id])
    if not proves:
        _refuse_authority(session, viewer, days[0], on=today)
    return ToSign(person_name=person.display_name, card=card_for(days), asks_password=proves)


def sign_on_screen(
    viewer: Viewer,
    attendance_id: int,
    *,
    content_version: int,
    typed: Typed | None,
    absent: Collection[int] = (),
    at: datetime,
    today: date,
) -> Confirmed:
    """Let the person at this screen confirm all days of an activity that wait; those of `absent` go on waiting.

    `typed` is `None` in a host that signs people in itself: then there is nothing of one's own to show.

    Raises:
        NotFound, NotAllowed: as `what_to_sign`.
        Invalid: the password is wrong or missing, or no day is left.
        TooManyTries: too many wrong passwords.
        Conflict: the activity changed since it was shown, or all is confirmed already.

    """
    asked = what_to_sign(current_session(), viewer, attendance_id, alone=typed is not None, today=today)
    if asked.asks_password and typed is not None:
        if not typed.password:
            raise Invalid("password", _TYPE_YOUR_OWN)
        show(_person_of(current_session(), attendance_id), typed, at=at)
    signature = Signature(
        content_version=content_version,
        method=ON_SCREEN_PROVEN if asked.asks_password else ON_SCREEN,
        actor_id=viewer.person_id,
        witness_id=viewer.person_id,
    )
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        days = _days(session, viewer, attendance_id, for_change=True)
        ids = [one.id for one in days if one.id not in absent]
        if not ids:
            raise Invalid("present", "Vink minstens één dag aan waarop je erbij was.")
        person_id = days[0].person_id
        done = sign_days(session, person_id, ids, signature, at=at)
        _tell(session, viewer, person_id, asked, at=at)
        return done


def _days(session: Session, viewer: Viewer, attendance_id: int, *, for_change: bool = False) -> list[Attendance]:
    """Load what waits of the person of an attendance, in an activity of which this viewer may offer the screen."""
    attendance = session.get(Attendance, attendance_id)
    if attendance is None:
        raise NotFound
    opened = visible_activity(session, viewer, attendance.session.activity_id, for_change=for_change)
    if attendance.person_id == viewer.person_id:
        raise NotAllowed("Je eigen deelname bevestig je op Vandaag.")
    _refuse_screen(opened, viewer)
    waiting = [one for one in who_else_waits(opened.activity, viewer) if one.person_id == attendance.person_id]
    if not waiting:
        raise Conflict("Hier is niets meer te bevestigen. Kijk bij de activiteit wie er nog moet.")
    return waiting


def _refuse_screen(opened: OpenedActivity, viewer: Viewer) -> None:
    if not may_offer_screen(opened, viewer):
        raise NotAllowed(
            "Op dit scherm kan niemand bevestigen. Dat kan bij wie de activiteit vastlegde of begeleidde en er zelf "
            "bij was, zolang er geen punten zijn toegekend."
        )


def _refuse_authority(session: Session, viewer: Viewer, attendance: Attendance, *, on: date) -> None:
    """Somebody whose manager sits at the screen is not free to refuse: that asks for a proof of one's own."""
    if manages_one_of(session, [viewer.person_id, attendance.person_id], on=on):
        raise NotAllowed(_AUTHORITY.format(name=attendance.person.display_name))


def _everybody(activity: Activity) -> Iterable[Attendance]:
    return (one for meeting in activity.sessions for one in meeting.attendances)


def _person_of(session: Session, attendance_id: int) -> int:
    return session.scalars(select(Attendance.person_id).where(Attendance.id == attendance_id)).one()


def _tell(session: Session, viewer: Viewer, person_id: int, asked: ToSign, *, at: datetime) -> None:
    """Tell the person, so that nobody confirms in another's name in silence."""
    settings = state().settings
    values = {
        "given_name": session.get_one(Person, person_id).given_name,
        "witness": viewer.name,
        "card": asked.card,
        "proven": asked.asks_password,
        "activity": f"{settings.public_url.rstrip('/')}{settings.url_prefix}/activiteiten/{asked.card.activity_id}",
    }
    body = write_text("on_screen.txt", values)
    write_to(session, [person_id], kind=KIND, subject="Bevestigd dat je erbij was", body=body, at=at)
