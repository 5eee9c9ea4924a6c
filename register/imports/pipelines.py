"""The four kinds of import, each planned, carried out and told the same way (*soorten import*)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from register.imports import people_report, training_report
from register.imports.attendance_plan import AttendancePlan
from register.imports.import_attendance import (
    carry_out_attendance,
    keep_attendance,
    plan_attendance_import,
    recall_attendance,
    write_attendance,
)
from register.imports.import_people import carry_out, keep_for_later, plan_import, recall_import, write_plan
from register.imports.import_training import (
    carry_out_training,
    keep_training,
    plan_training_import,
    recall_training,
    write_training,
)
from register.imports.kept_plan import KeptPlan
from register.imports.people_plan import PeoplePlan
from register.imports.tables import ATTENDANCE, NUMBERS, PEOPLE, TRAINING
from register.imports.training_plan import TrainingPlan

Plan = PeoplePlan | TrainingPlan | AttendancePlan


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """One kind of import; `plan` and `carry_out` take a session, a table and an importer, `carry_out` a batch too.

    `keep` writes a plan down beside its upload, `recall` reads it back where it still fits, `write` carries it out.
    """

    kind: str
    name: str
    """As people read it."""
    command: str
    """The command that does the same."""
    plan: Callable[..., Plan]
    carry_out: Callable[..., Plan]
    keep: Callable[..., KeptPlan | None]
    recall: Callable[..., Plan | None]
    write: Callable[..., None]
    document: Callable[..., dict[str, Any]]
    lines: Callable[..., Iterable[str]]


PIPELINES: Mapping[str, Pipeline] = {
    one.kind: one
    for one in (
        Pipeline(
            kind=PEOPLE,
            name="Medewerkers",
            command="people import",
            plan=plan_import,
            carry_out=carry_out,
            keep=keep_for_later,
            recall=recall_import,
            write=write_plan,
            document=people_report.as_document,
            lines=people_report.as_lines,
        ),
        Pipeline(
            kind=TRAINING,
            name="Scholing van vroeger",
            command="training import",
            plan=plan_training_import,
            carry_out=carry_out_training,
            keep=keep_training,
            recall=recall_training,
            write=write_training,
            document=training_report.as_document,
            lines=training_report.as_lines,
        ),
        Pipeline(
            kind=ATTENDANCE,
            name="Presentielijst",
            command="attendance import",
            plan=plan_attendance_import,
            carry_out=carry_out_attendance,
            keep=keep_attendance,
            recall=recall_attendance,
            write=write_attendance,
            document=training_report.attendance_document,
            lines=training_report.as_lines,
        ),
        Pipeline(
            kind=NUMBERS,
            name="Registernummers",
            command="numbers import",
            plan=plan_import,
            carry_out=carry_out,
            keep=keep_for_later,
            recall=recall_import,
            write=write_plan,
            document=people_report.numbers_document,
            lines=people_report.as_lines,
        ),
    )
}
