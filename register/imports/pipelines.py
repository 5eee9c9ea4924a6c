"""The four kinds of import, each planned, carried out and told the same way (*soorten import*)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from register.imports import people_report, training_report
from register.imports.attendance_plan import AttendancePlan
from register.imports.import_attendance import carry_out_attendance, plan_attendance_import
from register.imports.import_people import carry_out, plan_import
from register.imports.import_training import carry_out_training, plan_training_import
from register.imports.people_plan import PeoplePlan
from register.imports.tables import ATTENDANCE, NUMBERS, PEOPLE, TRAINING
from register.imports.training_plan import TrainingPlan

Plan = PeoplePlan | TrainingPlan | AttendancePlan


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """One kind of import; `plan` and `carry_out` take a session, a table and an importer, `carry_out` a batch too."""

    kind: str
    name: str
    """As people read it."""
    command: str
    """The command that does the same."""
    plan: Callable[..., Plan]
    carry_out: Callable[..., Plan]
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
            document=people_report.as_document,
            lines=people_report.as_lines,
        ),
        Pipeline(
            kind=TRAINING,
            name="Scholing van vroeger",
            command="training import",
            plan=plan_training_import,
            carry_out=carry_out_training,
            document=training_report.as_document,
            lines=training_report.as_lines,
        ),
        Pipeline(
            kind=ATTENDANCE,
            name="Presentielijst",
            command="attendance import",
            plan=plan_attendance_import,
            carry_out=carry_out_attendance,
            document=training_report.attendance_document,
            lines=training_report.as_lines,
        ),
        Pipeline(
            kind=NUMBERS,
            name="Registernummers",
            command="numbers import",
            plan=plan_import,
            carry_out=carry_out,
            document=people_report.numbers_document,
            lines=people_report.as_lines,
        ),
    )
}
