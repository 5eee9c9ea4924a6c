"""Two versions of one activity beside each other: what somebody typed, and what was saved meanwhile (bar CO2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from wtforms import Field, Form, SelectField

from register.learning.kinds import ROLE_NAMES, kinds
from register.learning.labels.competences import competence_name

from ._activity_form import ActivityForm
from ._activity_view import Filled
from ._format import clock, day
from ._meetings import kept
from ._participants import Row, participants_of

_TECHNICAL = frozenset(
    {
        "version", "session_id", "duration_given", "kind_shown", "evidence", "evidence_ticket", "participants",
        "excluded", "accreditation", "group_id", "reflection", "belongs_to",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field that differs."""

    label: str
    mine: str
    theirs: str


def differences(mine: Filled, theirs: Filled) -> tuple[Difference, ...]:
    """Return the fields that differ, as text for people."""
    found = _fields(mine.form, theirs.form)
    if _list(mine.rows) != _list(theirs.rows):
        people = f"{_present(mine.rows)} aanwezig", f"{_present(theirs.rows)} aanwezig"
        found.append(Difference(label="Wie waren erbij", mine=people[0], theirs=people[1]))
    later = _meetings(mine), _meetings(theirs)
    if later[0] != later[1]:
        found.append(Difference(label="Andere bijeenkomsten", mine=later[0], theirs=later[1]))
    return tuple(found)


def fields_that_differ(mine: Form, stored: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return the fields of a form that differ from what is stored, as text for people; a choice by its words."""
    return tuple(
        Difference(label=field.label.text, mine=_chosen(field, field.data), theirs=_chosen(field, stored.get(name)))
        for name, field in mine._fields.items()
        if name not in _TECHNICAL and _chosen(field, field.data) != _chosen(field, stored.get(name))
    )


def _chosen(field: Field, value: Any) -> str:  # noqa: ANN401 - whatever a field holds
    if isinstance(field, SelectField):
        return str(dict(field.choices).get(value or "", ""))
    return _told(field.name, value)


def _fields(mine: ActivityForm, theirs: ActivityForm) -> list[Difference]:
    return [
        Difference(label=field.label.text, mine=_told(name, field.data), theirs=_told(name, theirs[name].data))
        for name, field in mine._fields.items()
        if name not in _TECHNICAL and _told(name, field.data) != _told(name, theirs[name].data)
    ]


def _meetings(filled: Filled) -> str:
    return "; ".join(
        f"{_told('held_on', one.form.held_on.data)}, {one.form.duration.data or ''}, {_present(one.rows)} aanwezig"
        for one in kept(filled.meetings)
    )


def _told(name: str, value: Any) -> str:  # noqa: ANN401 - whatever a field holds
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if name == "kind" and value in kinds():
        return kinds()[value].name
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return ", ".join(map(competence_name, value))
    if isinstance(value, time):
        return clock(value)
    return "" if value is None else str(value)


def _list(rows: Sequence[Row]) -> set[tuple[int, str, str]]:
    return {(one.person_id, one.state, ROLE_NAMES.get(one.role, one.role)) for one in participants_of(rows)}


def _present(rows: Sequence[Row]) -> int:
    return sum(row.there for row in rows)
