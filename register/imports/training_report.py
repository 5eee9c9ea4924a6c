"""What came of an import of learning history, as a stable document and as Dutch lines (*verslag*)."""

from collections.abc import Iterator
from typing import Any

from register.imports.attendance_plan import AttendancePlan
from register.imports.people_plan import Outcome
from register.imports.people_report import outcome_line, problem_document, problem_line
from register.imports.training_plan import TrainingPlan
from register.workbooks.words import number_of

SAID = {
    Outcome.NEW: "nieuw",
    Outcome.CHANGED: "aangevuld",
    Outcome.UNCHANGED: "stond er al",
    Outcome.REJECTED: "afgekeurd",
    Outcome.WAITS: "wacht op antwoord",
}


def as_document(plan: TrainingPlan, *, system: str = "generic", applied: bool) -> dict[str, Any]:
    """Return the plan as plain JSON values; keys stay as they are."""
    return _document("training", plan, system=system, applied=applied, activities_added=len(plan.activities))


def attendance_document(plan: AttendancePlan, *, system: str = "generic", applied: bool) -> dict[str, Any]:
    """Return the plan of an attendance list as plain JSON values; keys stay as they are."""
    return _document("attendance", plan, system=system, applied=applied, activities_added=len(plan.meetings))


def _document(
    kind: str, plan: TrainingPlan | AttendancePlan, *, system: str, applied: bool, activities_added: int
) -> dict[str, Any]:
    return {
        "kind": kind,
        "system": system,
        "applied": applied,
        "rows": len(plan.rows),
        "counts": dict(plan.counts),
        "activities_added": activities_added,
        "notices": list(plan.notices),
        "questions": dict(plan.questions),
        "problems": [problem_document(problem) for problem in plan.problems],
        "digest": plan.digest,
    }


def as_lines(plan: TrainingPlan | AttendancePlan, *, applied: bool) -> Iterator[str]:
    """Write the plan for a person: counts that add up, then what was left out and why."""
    yield f"{number_of(len(plan.rows), 'rij', 'rijen')} gelezen:"
    for name, count in plan.counts.items():
        yield f"  {count:>6}  {SAID[Outcome(name)]}"
    yield from plan.notices
    yield from plan.questions.values()
    for problem in plan.problems:
        yield problem_line(problem)
    yield outcome_line(applied=applied, changes=plan.changes)
