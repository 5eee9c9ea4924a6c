"""What came of an import of people, as a stable document and as Dutch lines (*verslag*)."""

from collections.abc import Iterator
from typing import Any

from register.imports.people_plan import Outcome, PeoplePlan, PlannedRow
from register.imports.problems import RowProblem
from register.workbooks.words import number_of

SAID = {
    Outcome.NEW: "nieuw",
    Outcome.FUTURE: "begint later",
    Outcome.CHANGED: "gewijzigd",
    Outcome.UNCHANGED: "ongewijzigd",
    Outcome.LEAVER: "uit dienst",
    Outcome.REJECTED: "afgekeurd",
    Outcome.WAITS: "wacht op antwoord",
}


def as_document(plan: PeoplePlan, *, system: str, applied: bool) -> dict[str, Any]:
    """Return the plan as plain JSON values; keys stay as they are."""
    return {
        "kind": "people",
        "system": system,
        "applied": applied,
        "rows": len(plan.rows),
        "counts": dict(plan.counts),
        "changes": sum(len(row.changes) for row in plan.rows),
        "teams_added": list(plan.teams),
        "absent": len(plan.absent),
        "leavers": plan.leavers,
        "asks_about_leavers": plan.asks_about_leavers,
        "notices": list(plan.notices),
        "questions": dict(plan.questions),
        "problems": [problem_document(problem) for problem in plan.problems],
        "changed": [_row_document(row) for row in plan.rows if row.changes],
        "digest": plan.digest,
    }


def numbers_document(plan: PeoplePlan, *, system: str = "generic", applied: bool) -> dict[str, Any]:
    """Return the plan of an import of register numbers as plain JSON values; keys stay as they are."""
    found = as_document(plan, system=system, applied=applied)
    left_out = ("teams_added", "absent", "leavers", "asks_about_leavers")
    return {name: value for name, value in found.items() if name not in left_out} | {"kind": "numbers"}


def problem_document(problem: RowProblem) -> dict[str, Any]:
    """Return one message as plain JSON values."""
    return {
        "row": problem.row,
        "column": problem.column,
        "cell": problem.cell,
        "value": problem.value,
        "code": problem.code,
        "reason": problem.reason,
        "remedy": problem.remedy,
        "rejects": problem.blocks,
    }


def as_lines(plan: PeoplePlan, *, applied: bool) -> Iterator[str]:
    """Write the plan for a person: counts that add up, then what was left out and why."""
    yield f"{number_of(len(plan.rows), 'rij', 'rijen')} gelezen:"
    for name, count in plan.counts.items():
        yield f"  {count:>6}  {SAID[Outcome(name)]}"
    if plan.teams:
        yield f"Nieuwe teams: {', '.join(plan.teams)}."
    if plan.absent:
        absent = number_of(len(plan.absent), "mens", "mensen")
        yield f"In dienst, maar niet in dit bestand: {absent}. Met hen gebeurt niets."
    yield from plan.notices
    yield from plan.questions.values()
    for problem in plan.problems:
        yield problem_line(problem)
    yield outcome_line(applied=applied, changes=plan.changes)


def outcome_line(*, applied: bool, changes: bool) -> str:
    """Say what came of it: a trial, an import, or nothing to do."""
    if not applied:
        return "Er is niets gewijzigd: dit was een proef."
    return "Doorgevoerd." if changes else "Er was niets te wijzigen."


def problem_line(problem: RowProblem) -> str:
    """Write one message on one line: "Rij 4, E-mail werk: … "."""
    where = f"Rij {problem.row}" + (f", {problem.column}" if problem.column else "")
    value = f" ('{problem.value}')" if problem.value else ""
    return f"{where}{value}: {problem.reason} {problem.remedy}"


def _row_document(row: PlannedRow) -> dict[str, Any]:
    return {
        "row": row.row,
        "personnel_number": row.personnel_number,
        "outcome": row.outcome.value,
        "changes": [{"field": one.field, "old": one.old, "new": one.new} for one in row.changes],
    }
