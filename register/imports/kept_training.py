"""A plan of learning history as text, kept with its upload like one of people (*bewaard plan*).

Beside the plan stand the personnel numbers that it is about: what is known of them now tells whether it still fits.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from register import __version__
from register.imports.kept_plan import KeptPlan, kept_text, packed, planned_row, text_of, unpacked
from register.imports.people_plan import PlannedRow, digest_of_text
from register.imports.training_pieces import plan_of_text
from register.imports.training_plan import TrainingBasis, TrainingPlan
from register.imports.training_snapshot import TrainingSnapshot

_FORM = 2
"""How a plan is written down: one that was kept otherwise is made anew."""


def stamp_of_training(snapshot: TrainingSnapshot, organisation_id: int, *, today: date, how: object) -> str:
    """Return the digest of everything that a plan follows from beside the rows of the file.

    Args:
        snapshot: what is known now of the people in the file.
        organisation_id: for whom.
        today: this day.
        how: how the file is read: the system, the mapping, the answers; plain values.

    """
    content = [
        [__version__, _FORM, organisation_id, today.isoformat(), how],
        sorted(snapshot.learners.items()),
        [[*key, *done] for key, done in sorted(snapshot.done.items())],
        sorted(snapshot.moved),
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
    rows, activities, repairs = plan_of_text(text)
    planned, notices = rows_back(rows, kept)
    return TrainingPlan(
        rows=planned,
        notices=notices,
        questions={},
        activities=activities,
        repairs=repairs,
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


def rows_back(written: Iterable[Sequence[Any]], kept: KeptPlan) -> tuple[tuple[PlannedRow, ...], tuple[str, ...]]:
    """Make the rows and the notices of what was kept."""
    beside, notices = json.loads(unpacked(kept["beside"]))
    rows = tuple(planned_row(*one, *shown) for one, shown in zip(written, beside, strict=True))
    return rows, tuple(notices)
