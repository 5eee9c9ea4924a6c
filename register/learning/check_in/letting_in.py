"""The facilitator's side of checking in: who is there, who asks, let in, take out."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from register import audit
from register.access import Viewer
from register.current import day_here
from register.db import transaction
from register.errors import Conflict, NotAllowed, NotFound
from register.learning.change_activity import take_off
from register.learning.check_in.check_in import put_on_list
from register.learning.check_in.codes import ShownCode, open_code
from register.learning.check_in.models import CheckInRequest
from register.learning.check_in.screen import find_led, led_meeting
from register.learning.claiming import claim_session
from register.learning.facts_of import is_confirmed
from register.learning.kinds import PRESENT
from register.learning.mail import ask_to_confirm
from register.learning.models import Attendance, LearningSession
from register.learning.open_activity import LOCKED
from register.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Somebody on the list."""

    attendance_id: int
    name: str
    confirmed: bool
    may_go: bool
    """On the day itself, and not the viewer: who leads stays on the own list."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Somebody who came with a code that had gone out."""

    request_id: int
    name: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class CheckInScreen:
    """What the facilitator shows and sees."""

    session_id: int
    activity_id: int
    title: str
    held_on: date
    is_today: bool
    """Else it has been: nobody checks in any more, and who asked can still be let in."""
    locked: bool
    """Points were granted: who asked can only be turned down."""
    code: ShownCode | None
    people: tuple[Listed, ...]
    asking: tuple[Asking, ...]

    @property
    def confirmed(self) -> int:
        """How many confirmed."""
        return sum(one.confirmed for one in self.people)


def check_in_screen(session: Session, viewer: Viewer, session_id: int, *, at: datetime) -> CheckInScreen:
    """Return the page on which people check in.

    Raises:
        NotFound, NotAllowed, Conflict: as `find_led`.

    """
    led = find_led(session, viewer, session_id, at=at, later=True)
    meeting, is_today = led.meeting, led.meeting.held_on == day_here(at)
    is_open = is_today and not led.locked
    there = sorted((one for one in meeting.attendances if one.state in PRESENT), key=lambda one: one.person.sort_key)
    return CheckInScreen(
        session_id=meeting.id,
        activity_id=meeting.activity_id,
        title=meeting.activity.title,
        held_on=meeting.held_on,
        is_today=is_today,
        locked=led.locked,
        code=open_code(session, meeting.id, at=at) if is_open else None,
        people=tuple(
            Listed(
                attendance_id=one.id,
                name=one.person.display_name,
                confirmed=is_confirmed(one),
                may_go=is_open and one.person_id != viewer.person_id,
            )
            for one in there
        ),
        asking=_asking(session, meeting.id),
    )


def _asking(session: Session, session_id: int) -> tuple[Asking, ...]:
    rows = session.execute(
        select(CheckInRequest.id, Person.display_name, CheckInRequest.asked_at)
        .join(Person, Person.id == CheckInRequest.person_id)
        .where(
            CheckInRequest.session_id == session_id, CheckInRequest.answer.is_(None), Person.deactivated_at.is_(None)
        )
        .order_by(CheckInRequest.asked_at, CheckInRequest.id)
    )
    return tuple(Asking(request_id=key, name=name, asked_at=asked) for key, name, asked in rows)


def answer_request(viewer: Viewer, request_id: int, *, admit: bool, at: datetime) -> int:
    """Let somebody in who asked on the day, or not; let in, the person is on the list and confirms the own presence.

    Returns:
        The id of the session.

    Raises:
        NotFound, NotAllowed, Conflict: as `find_led`, it was answered already, or to let somebody in: points were
            granted, or who asked has left.

    """
    with transaction() as session:
        request = session.get(CheckInRequest, request_id)
        if request is None:
            raise NotFound
        led = find_led(session, viewer, request.session_id, at=at, for_change=True, later=True)
        if admit and led.locked:
            raise Conflict(LOCKED)
        meeting = led.meeting
        session.refresh(request)
        if request.answer is not None:
            raise Conflict("Dit verzoek is al beantwoord.")
        if admit and session.get_one(Person, request.person_id, populate_existing=True).deactivated_at is not None:
            raise Conflict("Wie dit vroeg, heeft geen toegang meer.")
        request.answer = "toegelaten" if admit else "afgewezen"
        request.answered_by_id, request.answered_at = viewer.person_id, at
        if admit:
            put_on_list(session, viewer, meeting, request.person_id, at=at)
            claim_session(session, meeting, at=at)
            ask_to_confirm(session, meeting.activity, at)
        return meeting.id


def take_out(viewer: Viewer, attendance_id: int, *, at: datetime) -> int:
    """Take somebody off the list who does not belong there; returns the id of the session.

    Raises:
        NotFound, NotAllowed, Conflict: as `led_meeting`, or it is the viewer.

    """
    with transaction() as session:
        part = session.get(Attendance, attendance_id)
        if part is None:
            raise NotFound
        meeting: LearningSession = led_meeting(session, viewer, part.session_id, at=at, for_change=True)
        if part.person_id == viewer.person_id:
            raise NotAllowed("Jezelf haal je van de lijst bij Wijzigen van de activiteit.")
        take_off(session, meeting, part, at=at)
        flag_modified(meeting.activity, "title")  # who was there is part of it: the version goes up
        audit.record(
            session, organisation_id=viewer.organisation_id, actor_id=viewer.person_id, act="deelname.van-lijst",
            object_kind="activity", object_id=meeting.activity_id, at=at,
        )  # fmt: skip
        claim_session(session, meeting, at=at)
        return meeting.id
