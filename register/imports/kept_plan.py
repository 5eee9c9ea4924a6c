"""A plan of people as text, kept with its upload: what was shown is written, not planned again (*bewaard plan*).

Two texts: all that would be written, of which the plan's digest is taken, and what is only shown beside it. The stamp
says on which state of the data the plan was made; with another stamp it is of no use and is made anew.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from register import __version__
from register.access import Role
from register.imports.people_plan import (
    Change,
    Insert,
    NewPerson,
    Outcome,
    PeoplePlan,
    PlannedRow,
    PlanOfRows,
    Removal,
    Update,
    digest_of_text,
)
from register.imports.people_snapshot import PeopleSnapshot
from register.imports.problems import RowProblem

KeptPlan = Mapping[str, str]

_DAYS = ("starts_on", "ends_on", "cycle_starts_on", "cycle_ends_on")
_FIGURES = ("hours_per_week",)


def stamp_of(
    snapshot: PeopleSnapshot, *, without_period: frozenset[str], may_grant: frozenset[Role], today: date, how: object
) -> str:
    """Return the digest of everything that a plan follows from beside the rows of the file.

    Args:
        snapshot: who is known now.
        without_period: the registers of which nobody knows how long a registration lasts.
        may_grant: the roles that the importer may give.
        today: this day.
        how: how the file is read: the system, the mapping, the answers; plain values.

    """
    content = [
        [__version__, today.isoformat(), sorted(may_grant), sorted(without_period), how],
        sorted(snapshot.persons.values()),
        [sorted(group.items()) for group in _groups(snapshot)],
        sorted(snapshot.teams.items()),
    ]
    return digest_of_text(json.dumps(content, default=str, sort_keys=True))


def keep_plan(plan: PeoplePlan, *, stamp: str) -> KeptPlan:
    """Write a plan down."""
    beside = [
        [[row.personnel_number, row.name, row.problems] for row in plan.rows],
        [plan.notices, plan.absent, plan.in_service, plan.leavers, plan.is_correction],
    ]
    return kept_text(plan, stamp=stamp, beside=beside)


def kept_text(plan: PlanOfRows, *, stamp: str, beside: object, **more: str) -> KeptPlan:
    """Write down what a plan would write, and beside it what is only shown."""
    text = plan.text()
    return {
        "stamp": stamp,
        "digest": plan.known_digest or digest_of_text(text),
        "written": packed(text),
        "beside": packed(json.dumps(beside)),
        **more,
    }


def text_of(kept: KeptPlan | None, *, stamp: str) -> str | None:
    """Return what a plan would write; `None` where it was made on another state of the data, or is not whole."""
    if kept is None or kept["stamp"] != stamp:
        return None
    text = unpacked(kept["written"])
    return text if digest_of_text(text) == kept["digest"] else None


def recall_plan(kept: KeptPlan | None, *, stamp: str) -> PeoplePlan | None:
    """Read a plan back; `None` where it was made on another state of the data, or is not whole."""
    text = text_of(kept, stamp=stamp)
    if kept is None or text is None:
        return None
    rows, teams, people, inserts, updates, removals = json.loads(text)
    of_rows, (notices, absent, in_service, leavers, is_correction) = json.loads(unpacked(kept["beside"]))
    return PeoplePlan(
        rows=tuple(_row(one, beside) for one, beside in zip(rows, of_rows, strict=True)),
        teams=tuple(teams),
        people=tuple(map(_person, people)),
        inserts=tuple(Insert(row, kind, person, _typed(values)) for row, kind, person, values in inserts),
        updates=tuple(
            Update(row, kind, object_id, version, _typed(before), _typed(after))
            for row, kind, object_id, version, before, after in updates
        ),
        removals=tuple(Removal(row, kind, object_id, _typed(before)) for row, kind, object_id, before in removals),
        absent=tuple(absent),
        notices=tuple(notices),
        questions={},
        in_service=in_service,
        leavers=leavers,
        is_correction=is_correction,
        known_digest=kept["digest"],
    )


def _groups(snapshot: PeopleSnapshot) -> Iterable[Mapping[int, Any]]:
    return (snapshot.employments, snapshot.memberships, snapshot.roles, snapshot.registrations, snapshot.managers)


def _row(written: list[Any], beside: list[Any]) -> PlannedRow:
    number, outcome, changes = written
    personnel_number, name, problems = beside
    return planned_row(number, outcome, personnel_number, name, changes, problems)


def planned_row(  # noqa: PLR0917 - the fields of a row, as they were kept
    number: int, outcome: str, personnel_number: str, name: str, changes: list[Any], problems: list[Any]
) -> PlannedRow:
    """Make a row of what was kept of it."""
    return PlannedRow(
        number,
        personnel_number,
        name,
        _OUTCOMES[outcome],
        tuple(Change(*one) for one in changes),
        tuple(RowProblem(*one) for one in problems),
    )


def _person(written: list[Any]) -> NewPerson:
    row, key, person, *belongings = written
    return NewPerson(row, key, person, *(tuple(map(_typed, found)) for found in belongings))


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """Make days and figures of the texts that stand for them."""
    for name in _DAYS:
        if text := values.get(name):
            values[name] = date.fromisoformat(text)
    for name in _FIGURES:
        if text := values.get(name):
            values[name] = Decimal(text)
    return values


def packed(text: str) -> str:
    """Make a long text small enough to keep."""
    return b64encode(zlib.compress(text.encode(), 1)).decode("ascii")


def unpacked(kept: str) -> str:
    """Make the text of `packed` again."""
    return zlib.decompress(b64decode(kept)).decode()


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
