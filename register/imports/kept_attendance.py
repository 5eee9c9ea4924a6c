"""A plan of an attendance list as text, kept with its upload like one of people (*bewaard plan*).

Beside the plan stand the personnel numbers and the days that it is about: what is known of those now tells whether it
still fits.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from register import __version__
from register.imports.attendance_plan import AttendancePlan, ChangedPart, NewMeeting, NewPart
from register.imports.attendance_snapshot import AttendanceSnapshot, Meeting
from register.imports.kept_plan import KeptPlan, kept_text, packed, text_of, unpacked
from register.imports.kept_training import beside_rows, packed_numbers, rows_back
from register.imports.people_plan import digest_of_text


def stamp_of_attendance(snapshot: AttendanceSnapshot, organisation_id: int, *, today: date, how: object) -> str:
    """Return the digest of everything that a plan follows from beside the rows of the file.

    Args:
        snapshot: what is known now of the people and the days in the file.
        organisation_id: for whom.
        today: this day.
        how: how the file is read: the system, the mapping, the answers; plain values.

    """
    content = [
        [__version__, organisation_id, today.isoformat(), how],
        sorted(snapshot.learners.items()),
        [[*key, *map(_plain, found)] for key, found in sorted(snapshot.meetings.items())],
    ]
    return digest_of_text(json.dumps(content, default=str, sort_keys=True))


def keep_attendance_plan(plan: AttendancePlan, *, stamp: str, numbers: Iterable[str], days: Iterable[date]) -> KeptPlan:
    """Write a plan down with the numbers and days that it is about."""
    about = {"numbers": packed_numbers(numbers), "days": packed(json.dumps(sorted(map(str, days))))}
    return kept_text(plan, stamp=stamp, beside=beside_rows(plan.rows, plan.notices), **about)


def recall_attendance_plan(kept: KeptPlan, *, stamp: str) -> AttendancePlan | None:
    """Read a plan back; `None` where it was made on another state of the data, or is not whole."""
    text = text_of(kept, stamp=stamp)
    if text is None:
        return None
    rows, meetings, parts, changed, activities = json.loads(text)
    planned, notices = rows_back(rows, kept)
    return AttendancePlan(
        rows=planned,
        notices=notices,
        questions={},
        meetings=tuple(_meeting(*one) for one in meetings),
        parts=tuple(NewPart(*one) for one in parts),
        changed=tuple(_changed(*one) for one in changed),
        activities=tuple(activities),
        known_digest=kept["digest"],
    )


def days_of(kept: KeptPlan) -> list[date]:
    """Return the days that a kept plan is about."""
    return [date.fromisoformat(day) for day in json.loads(unpacked(kept["days"]))]


def _plain(one: Meeting) -> list[Any]:
    return [*one._replace(people={}), sorted(one.people.items())]


def _meeting(*written: Any) -> NewMeeting:  # noqa: ANN401 - the fields of the plan, in their order
    found = NewMeeting(*written)
    starts, ends = time.fromisoformat(str(found.starts)), time.fromisoformat(str(found.ends))
    return found._replace(date=date.fromisoformat(str(found.date)), starts=starts, ends=ends)


def _changed(*written: Any) -> ChangedPart:  # noqa: ANN401 - the fields of the plan, in their order
    found = ChangedPart(*written)
    for values in (found.before, found.after):
        if moment := values.get(_MOMENT):
            values[_MOMENT] = datetime.fromisoformat(moment)
    return found


_MOMENT = "confirmed_at"
