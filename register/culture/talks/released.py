"""The released sheets as a manager reads them: of who sits in an own team today, and only what was released."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.talks.models import Talk
from register.culture.talks.sheet import Sheet, from_plain
from register.errors import NotFound
from register.people.managing import manages
from register.people.models import Person
from register.privacy.looks import LookedAt, look


@dataclass(frozen=True, kw_only=True)
class ReleasedTalk:
    """A sheet that its person released."""

    talk_id: int
    name: str
    sheet: Sheet
    released_at: datetime


def released_talk(session: Session, viewer: Viewer, talk_id: int, *, at: datetime, today: date) -> ReleasedTalk:
    """Return a sheet to who manages a team of its person today; that it was looked at is written down first.

    Raises:
        NotFound: not released (any more), or not of somebody in the viewer's teams.

    """
    row = session.execute(
        select(Talk.sheet, Talk.released_at, Talk.person_id, Person.display_name)
        .join(Person, Person.id == Talk.person_id)
        .where(
            Talk.id == talk_id,
            Talk.released_at.is_not(None),
            Talk.person_id != viewer.person_id,
            Person.organisation_id == viewer.organisation_id,
        )
    ).first()
    if row is None or row.sheet is None or not manages(session, viewer, row.person_id, on=today):
        raise NotFound
    look(viewer, [row.person_id], LookedAt.TALK, audience="leidinggevende", at=at)
    return ReleasedTalk(
        talk_id=talk_id, name=row.display_name, sheet=from_plain(row.sheet), released_at=row.released_at
    )
