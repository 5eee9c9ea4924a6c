"""Somebody who leaves in three weeks, and somebody of whom nothing may be erased yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import day_here
from register.keeping.holds import Hold, set_hold
from register.people.models import Employment


def leave_and_hold(session: Session, members: Sequence[Viewer], *, hr: Viewer, at: datetime) -> None:
    """Let the last of a team leave in three weeks, and hold the one before."""
    today = day_here(at)
    leaver, held = members[-1], members[-2]
    for one in session.scalars(select(Employment).where(Employment.person_id == leaver.person_id)):
        one.ends_on = today + timedelta(days=21)
    session.flush()
    set_hold(hr, held.person_id, Hold(reference="Z-2026-14"), at=at, today=today)
