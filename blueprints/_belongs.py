"""What a new activity belongs to (*hoort bij*), besides its group: joined in the transaction in which it is logged.

A page that opens the log form for something of its own puts "<kind>-<id>" in `belongs_to`, and its module adds how
that kind is joined to `JOINS`. What is gone meanwhile, or not for this viewer, leaves the activity as it is.
"""

import re
from collections.abc import Callable

from flask import flash
from sqlalchemy.orm import Session

from register.access import Viewer
from register.learning.log_activity import AndThen

Join = Callable[[Session, Viewer, int, int], bool]
"""Gets the session, the viewer, the id of the thing and that of the activity; says whether it was joined."""

JOINS: dict[str, Join] = {}
"""How an activity is joined, by kind of thing."""
_WRITTEN = re.compile(r"([a-z]{1,20})-([0-9]{1,9})")


def joined_to(viewer: Viewer, belongs_to: str | None) -> AndThen | None:
    """Return what joins the logged activity to what its form came from; `None` where it came from nothing."""
    found = _WRITTEN.fullmatch(belongs_to or "")
    join = JOINS.get(found[1]) if found else None
    if found is None or join is None:
        return None
    thing_id = int(found[2])

    def act(current: Session, activity_id: int) -> None:
        if not join(current, viewer, thing_id, activity_id):
            flash("Vastgelegd, maar niet gekoppeld: waar het bij hoorde, is er niet meer.")

    return act


def after_each_other(*acts: AndThen | None) -> AndThen:
    """Put several acts in one transaction."""

    def act(current: Session, activity_id: int) -> None:
        for one in acts:
            if one is not None:
                one(current, activity_id)

    return act
