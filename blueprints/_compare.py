"""Two versions of one activity beside each other: what somebody typed, and what was saved meanwhile (bar CO2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from register.learning.kinds import ROLE_NAMES, kinds

from ._activity_form import ActivityForm
from ._format import clock, day
from ._participants import Row, participants_of

_TECHNICAL = frozenset(
    {
        "version", "duration_given", "kind_shown", "evidence", "evidence_ticket", "participants", "excluded",
        "accreditation", "group_id", "reflection",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field that differs."""

    label: str
    mine: str
    theirs: str


def differences(
    mine: ActivityForm, theirs: ActivityForm, my_rows: Sequence[Row], their_rows: Sequence[Row]
) -> tuple[Difference, ...]:
    """Return the fields that differ, as text for people."""
    found = [
        Difference(label=field.label.text, mine=_told(name, field.data), theirs=_told(name, theirs[name].data))
        for name, field in mine._fields.items()
        if name not in _TECHNICAL and _told(name, field.data) != _told(name, theirs[name].data)
    ]
    if _list(my_rows) != _list(their_rows):
        people = f"{_present(my_rows)} aanwezig", f"{_present(their_rows)} aanwezig"
        found.append(Difference(label="Wie waren erbij", mine=people[0], theirs=people[1]))
    return tuple(found)


def _told(name: str, value: Any) -> str:  # noqa: ANN401 - whatever a field holds
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if name == "kind" and value in kinds():
        return kinds()[value].name
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return clock(value)
    return "" if value is None else str(value)


def _list(rows: Sequence[Row]) -> set[tuple[int, str, str]]:
    return {(one.person_id, one.state, ROLE_NAMES.get(one.role, one.role)) for one in participants_of(rows)}


def _present(rows: Sequence[Row]) -> int:
    return sum(row.there for row in rows)
