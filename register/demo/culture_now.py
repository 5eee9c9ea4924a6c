"""What happens in the demo on the very day: a workshop with somebody of elsewhere and a code, and a weekly message."""

from datetime import datetime, time
from email.policy import SMTP
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.current import day_here
from register.demo.learning import Cast
from register.learning.check_in.codes import show_new_code
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.log_activity import log_activity
from register.learning.models import LearningSession
from register.learning.outsiders.adding import OutsiderEntry, add_outsider
from register.notices.digest import write_digest
from register.once import as_form_key
from register.people.models import Person

_GUEST = OutsiderEntry(
    name="Sacha van Buiten", employer="GGD Rivierland (demo)", email="sacha@ggd.example", role="deelnemer",
    register_id="Registerplein",
)  # fmt: skip


def meet_today(session: Session, cast: Cast, *, at: datetime) -> None:
    """Log a workshop of today, with somebody of elsewhere on the list and a code to check in by."""
    leader, *others = cast.by_team["Wijkteam West"][:3]
    on = day_here(at)
    meeting = SessionEntry(
        held_on=on,
        starts_at=time(9, 0),
        ends_at=time(11, 0),
        gross_minutes=120,
        participants=tuple(Participant(person_id=one.person_id) for one in (leader, *others)),
    )
    entry = ActivityEntry(kind="training", title="Workshop samenwerken met de GGD", sessions=(meeting,))
    activity_id = log_activity(leader, entry, at=at, today=on).activity_id
    add_outsider(leader, activity_id, _GUEST, form_key=as_form_key(""), at=at)
    show_new_code(leader, _only_meeting(session, activity_id), at=at)


def _only_meeting(session: Session, activity_id: int) -> int:
    return session.scalars(select(LearningSession.id).where(LearningSession.activity_id == activity_id)).one()


def write_message(session: Session, person: Person, folder: Path, *, at: datetime) -> None:
    """Write the weekly message of somebody as a file that mail programs open; it says that it is of the demo."""
    message = write_digest(session, 0, person, at=at)
    if message is None:
        return
    message.replace_header("Subject", f"[demo] {message['Subject']}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weekbericht.eml").write_bytes(message.as_bytes(policy=SMTP))
