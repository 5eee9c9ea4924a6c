"""A plan of learning history as text, kept with its upload like one of people (*bewaard plan*).

Beside the plan stand the personnel numbers that it is about: what is known of them now tells whether it still fits.
"""

import json
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any

from register import __version__
from register.imports.kept_plan import KeptPlan, kept_text, packed, planned_row, text_of, unpacked
from register.imports.people_plan import PlannedRow, digest_of_text
from register.imports.training_plan import NewActivity, RegisterSaid, Repair, TrainingBasis, TrainingPlan
from register.imports.training_snapshot import TrainingSnapshot
from register.rules.facts import ClaimState


def stamp_of_training(snapshot: TrainingSnapshot, organisation_id: int, *, today: date, how: object) -> str:
    """Return the digest of everything that a plan follows from beside the rows of the file.

    Args:
        snapshot: what is known now of the people in the file.
        organisation_id: for whom.
        today: this day.
        how: how the file is read: the system, the mapping, the answers; plain values.

    """
    content = [
        [__version__, organisation_id, today.isoformat(), how],
        sorted(snapshot.learners.items()),
        [[*key, *done] for key, done in sorted(snapshot.done.items())],
        sorted(snapshot.enrolments.items()),
        sorted((register, sorted(bodies)) for register, bodies in snapshot.bodies.items()),
    ]
    return digest_of_text(json.dumps(content, default=str, sort_keys=True))


def keep_training_plan(plan: TrainingPlan, *, stamp: str, numbers: Iterable[str]) -> KeptPlan:
    """Write a plan down with the numbers of whom it is about."""
    return kept_text(plan, stamp=stamp, beside=beside_rows(plan.rows, plan.notices), numbers=packed_numbers(numbers))


def recall_training_plan(kept: KeptPlan, *, stamp: str, snapshot: TrainingSnapshot, today: date) -> TrainingPlan | None:
    """Read a plan back; `None` where it was made on another state of the data, or is not whole."""
    text = text_of(kept, stamp=stamp)
    if text is None:
        return None
    rows, activities, repairs = json.loads(text)
    planned, notices = rows_back(rows, kept)
    return TrainingPlan(
        rows=planned,
        notices=notices,
        questions={},
        activities=tuple(_activity(*one) for one in activities),
        repairs=tuple(Repair(*one) for one in repairs),
        basis=TrainingBasis(snapshot=snapshot, table=None, today=today),
        known_digest=kept["digest"],
    )


def numbers_of(kept: KeptPlan) -> list[str]:
    """Return the personnel numbers that a kept plan is about."""
    return list(json.loads(unpacked(kept["numbers"])))


def packed_numbers(numbers: Iterable[str]) -> str:
    """Write personnel numbers down."""
    return packed(json.dumps(sorted(numbers)))


def beside_rows(rows: Iterable[PlannedRow], notices: Iterable[str]) -> list[Any]:
    """Return what is only shown of the rows, as plain values."""
    return [[[row.personnel_number, row.name, row.changes, row.problems] for row in rows], list(notices)]


def rows_back(written: list[Any], kept: KeptPlan) -> tuple[tuple[PlannedRow, ...], tuple[str, ...]]:
    """Make the rows and the notices of what was kept."""
    beside, notices = json.loads(unpacked(kept["beside"]))
    rows = tuple(planned_row(*one, *shown) for one, shown in zip(written, beside, strict=True))
    return rows, tuple(notices)


def _activity(*written: Any) -> NewActivity:  # noqa: ANN401 - the fields of the plan, in their order
    values = dict(zip(NewActivity._fields, written, strict=True))
    awarded = values["awarded_points"]
    return NewActivity(**values)._replace(
        date=date.fromisoformat(values["date"]),
        starts=clock(values["starts"]),
        ends=clock(values["ends"]),
        awarded_points=None if awarded is None else Decimal(awarded),
        said=tuple(_said(*one) for one in values["said"]),
    )


def _said(register: str | None, state: str | None, granted: str | None) -> RegisterSaid:
    return RegisterSaid(register, ClaimState(state) if state else None, None if granted is None else Decimal(granted))


def clock(text: str | None) -> time | None:
    """Make a time of day of the text that stands for it."""
    return time.fromisoformat(text) if text else None
