"""Put somebody of elsewhere on the list of an activity (*externe deelnemer*, B6), or take them off it.

The list is part of what everybody confirms: when it changes, everybody is asked again, as with any other change.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.change_activity import ask_again
from register.learning.claiming import claim_session
from register.learning.kinds import ROLE_NAMES
from register.learning.mail import ask_to_confirm
from register.learning.models import Activity, LearningSession
from register.learning.open_activity import changeable_activity
from register.learning.outsiders.models import OutsiderAttendance
from register.learning.outsiders.there import forget_parts
from register.once import once
from register.points.standing import counted_once

MOST = 50
"""People of elsewhere in one activity."""
LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[^\s@<>,;:\"()]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_LONGEST = {"name": 200, "employer": 200, "register_id": 40, "register_number": 40}


@dataclass(frozen=True, kw_only=True)
class OutsiderEntry:
    """What somebody enters about a participant of elsewhere."""

    name: str
    employer: str = ""
    email: str = ""
    register_id: str = ""
    register_number: str = ""
    role: str = "deelnemer"


def add_outsider(viewer: Viewer, activity_id: int, entry: OutsiderEntry, *, form_key: str, at: datetime) -> int:
    """Add somebody to every meeting of an activity; returns the id of the first attendance.

    Raises:
        NotFound, NotAllowed, Conflict: as `changeable_activity`.
        Invalid: a value cannot be accepted, or this person is on the list already.

    """

    def act(session: Session) -> dict[str, int]:
        activity = changeable_activity(session, viewer, activity_id)
        checked = _checked(entry)
        there = parts_in(session, activity)
        if any((one.name.casefold(), one.employer.casefold()) == _who(checked) for one in there):
            raise Invalid("name", f"{checked.name} staat al op de lijst.")
        if len({(one.name, one.employer) for one in there}) >= MOST:
            raise Invalid("name", f"Er staan al {MOST} mensen van elders op de lijst. Meer kan niet.")
        rows = [_row(meeting.id, checked) for meeting in activity.sessions]
        session.add_all(rows)
        _list_changed(session, viewer, activity, "extern.toegevoegd", at=at)
        return {"outsider_id": rows[0].id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["outsider_id"])


def _checked(entry: OutsiderEntry) -> OutsiderEntry:
    tidied = {name: getattr(entry, name).strip() for name in (*_LONGEST, "email")}
    if not tidied["name"]:
        raise Invalid("name", "Vul de naam in, zoals die op de presentielijst komt.")
    for name, longest in _LONGEST.items():
        if len(tidied[name]) > longest:
            raise Invalid(name, f"Deze tekst is te lang: hooguit {longest} tekens. Kort haar in.")
    if entry.role not in ROLE_NAMES:
        raise Invalid("role", "Kies een rol uit de lijst.")
    if tidied["email"] and not (_ADDRESS.fullmatch(tidied["email"]) and len(tidied["email"]) <= LONGEST_ADDRESS):
        raise Invalid("email", "Dit e-mailadres klopt niet. Schrijf het als naam@organisatie.nl.")
    return OutsiderEntry(**tidied, role=entry.role)


def _who(entry: OutsiderEntry) -> tuple[str, str]:
    return entry.name.casefold(), entry.employer.casefold()


def _row(session_id: int, entry: OutsiderEntry) -> OutsiderAttendance:
    return OutsiderAttendance(
        session_id=session_id,
        name=entry.name,
        employer=entry.employer,
        email=entry.email or None,
        register_id=entry.register_id,
        register_number=entry.register_number,
        role=entry.role,
    )


def remove_outsider(viewer: Viewer, outsider_id: int, *, at: datetime) -> int:
    """Take somebody of elsewhere off the list of the whole activity; returns the id of the activity.

    Raises:
        NotFound, NotAllowed, Conflict: as `changeable_activity`.

    """
    with transaction() as session:
        activity = changeable_activity(session, viewer, activity_id_of(session, outsider_id))
        ids = [one.id for one in same_person(session, activity, outsider_id)]
        if not ids:
            raise Conflict("Deze deelnemer is al van de lijst.")
        forget_parts(session, ids)
        _list_changed(session, viewer, activity, "extern.van-lijst", at=at)
        return activity.id


def _list_changed(session: Session, viewer: Viewer, activity: Activity, act: str, *, at: datetime) -> None:
    """Ask everybody again about the list as it is now, and judge them with the right number of people."""
    ask_again(viewer, activity, at=at)
    audit.record(
        session, organisation_id=viewer.organisation_id, actor_id=viewer.person_id, act=act, object_kind="activity",
        object_id=activity.id, at=at, details={"content_version": activity.content_version},
    )  # fmt: skip
    session.flush()
    with counted_once(session, at=at):
        for meeting in activity.sessions:
            claim_session(session, meeting, at=at)
    ask_to_confirm(session, activity, at)


def parts_in(session: Session, activity: Activity) -> Sequence[OutsiderAttendance]:
    """Load everybody of elsewhere in an activity, in the order of its meetings."""
    return session.scalars(
        select(OutsiderAttendance)
        .where(OutsiderAttendance.session_id.in_([one.id for one in activity.sessions]))
        .order_by(OutsiderAttendance.id)
        .execution_options(populate_existing=True)
    ).all()


def same_person(session: Session, activity: Activity, outsider_id: int) -> list[OutsiderAttendance]:
    """Load somebody's part in every meeting of an activity; empty where it is gone."""
    everybody = parts_in(session, activity)
    one = next((row for row in everybody if row.id == outsider_id), None)
    return [row for row in everybody if one is not None and (row.name, row.employer) == (one.name, one.employer)]


def activity_id_of(session: Session, outsider_id: int) -> int:
    """Return in which activity somebody of elsewhere took part.

    Raises:
        NotFound: there is no such part.

    """
    found = session.scalar(
        select(LearningSession.activity_id)
        .join(OutsiderAttendance, OutsiderAttendance.session_id == LearningSession.id)
        .where(OutsiderAttendance.id == outsider_id)
    )
    if found is None:
        raise NotFound
    return found
