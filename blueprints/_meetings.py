"""The later meetings of an activity as rows of its form (*bijeenkomsten*): each with its own day, time and list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField

from register.learning.checks import MOST_MEETINGS
from register.learning.kinds import EXCLUSION_NAMES, Kind
from register.learning.models import Activity

from ._activity_form import ActivityForm, meeting_values
from ._fields import numbers
from ._participants import Row, fit_roles, read_rows, rows_of_meetings

_COPIED = ("duration", "duration_given", "starts_at", "ends_at", *(f"excluded_{kind}" for kind in EXCLUSION_NAMES))
"""What a new meeting takes over from the first one; its day is asked."""


class MeetingForm(Form):
    """When one later meeting was, and for how long."""

    session_id = HiddenField()
    gone = HiddenField()
    held_on = ActivityForm.held_on
    duration = ActivityForm.duration
    duration_given = ActivityForm.duration_given
    starts_at = ActivityForm.starts_at
    ends_at = ActivityForm.ends_at
    participants = ActivityForm.participants
    excluded = ActivityForm.excluded


for _kind in EXCLUSION_NAMES:
    setattr(MeetingForm, f"excluded_{_kind}", getattr(ActivityForm, f"excluded_{_kind}"))


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """One later meeting as it stands in the form; `key` is its number among the fields."""

    key: int
    form: MeetingForm
    rows: tuple[Row, ...]
    fresh: bool = False
    """Added or put back by the button that was just pressed: the cursor goes there."""

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return f"sessions-{self.key}-"

    @property
    def gone(self) -> bool:
        """Whether it was taken away: it goes when the activity is saved, and can be put back until then."""
        return bool(self.form.gone.data)


def read_meetings(posted: MultiDict[str, str], first: ActivityForm, rows: Sequence[Row]) -> tuple[Meeting, ...]:
    """Read the later meetings that were posted, with what a button did: add one, take one away, put one back."""
    keys = list(dict.fromkeys(numbers(posted.getlist("meeting"))))[: MOST_MEETINGS - 1]
    found = [_pressed(_read(posted, key), posted) for key in keys]
    if "add_meeting" in posted and len(found) < MOST_MEETINGS - 1:
        found.append(another_meeting(max(keys, default=0) + 1, first, rows))
    return tuple(found)


def _read(posted: MultiDict[str, str], key: int) -> Meeting:
    prefix = f"sessions-{key}-"
    return Meeting(key=key, form=MeetingForm(posted, prefix=prefix), rows=read_rows(posted, prefix))


def _pressed(meeting: Meeting, posted: MultiDict[str, str]) -> Meeting:
    if posted.get("drop_meeting") == str(meeting.key):
        meeting.form.gone.data = "1"
        return replace(meeting, fresh=True)
    if posted.get("restore_meeting") == str(meeting.key):
        meeting.form.gone.data = ""
        return replace(meeting, fresh=True)
    return meeting


def another_meeting(key: int, first: ActivityForm, rows: Sequence[Row]) -> Meeting:
    """Make a meeting like the first one on a day that is still to be said."""
    form = MeetingForm(prefix=f"sessions-{key}-", data={name: first[name].data for name in _COPIED})
    return Meeting(key=key, form=form, rows=tuple(replace(row, state="", minutes="") for row in rows), fresh=True)


def stored_meetings(activity: Activity) -> tuple[Meeting, ...]:
    """Return the stored meetings after the first one as they open in the form."""
    later = zip(activity.sessions[1:], rows_of_meetings(activity)[1:], strict=True)
    return tuple(
        Meeting(key=key, form=MeetingForm(prefix=f"sessions-{key}-", data=meeting_values(meeting)), rows=rows)
        for key, (meeting, rows) in enumerate(later, 1)
    )


def with_roles(meetings: Sequence[Meeting], kind: Kind) -> tuple[Meeting, ...]:
    """Give everybody in every meeting a role of this kind."""
    return tuple(replace(one, rows=fit_roles(one.rows, kind)) for one in meetings)


def kept(meetings: Sequence[Meeting]) -> tuple[Meeting, ...]:
    """Return the meetings that stay when the activity is saved, in the order of the form."""
    return tuple(one for one in meetings if not one.gone)
