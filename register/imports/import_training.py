"""Import learning history: plan against what is known, and carry it out in one transaction (G9)."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from register.imports.apply_training import apply_training
from register.imports.bulk import no_collecting
from register.imports.import_people import Importer, claim_again, note_applied, one_import_at_a_time, refuse_unless_seen
from register.imports.models import ImportBatch
from register.imports.training_plan import TrainingPlan, plan_training
from register.imports.training_snapshot import TrainingSnapshot, take_training_snapshot
from register.imports.training_table import TrainingTable, read_training
from register.points.figures_recount import recount_registrations
from register.points.judges import rule_book
from register.workbooks.header import Table


def plan_training_import(
    session: Session, table: Table, importer: Importer, *, today: date, day_first: Mapping[str, bool] | None = None
) -> TrainingPlan:
    """Compare a table with what is known; writes nothing."""
    with no_collecting():
        parsed = _parse(table, day_first)
        return plan_training(_snapshot(session, parsed, importer), parsed, today=today)


def carry_out_training(
    session: Session,
    batch: ImportBatch,
    table: Table,
    importer: Importer,
    *,
    expected: str | None,
    at: datetime,
    today: date,
    day_first: Mapping[str, bool] | None = None,
) -> TrainingPlan:
    """Plan again, now under the write lock, and write it; in the caller's transaction.

    Raises:
        Conflict: the plan is no longer what the person saw.
        Invalid: a question about dates was not answered.

    """
    one_import_at_a_time(session, importer.organisation_id)
    with no_collecting():
        parsed = _parse(table, day_first)
        snapshot = _snapshot(session, parsed, importer)
        plan = plan_training(snapshot, parsed, today=today)
        refuse_unless_seen(plan.questions, plan.digest, expected)
        touched = apply_training(
            session,
            plan,
            snapshot,
            organisation_id=importer.organisation_id,
            batch_id=batch.id,
            actor_id=importer.actor_id,
            at=at,
        )
    session.expire_all()
    recount_registrations(session, importer.organisation_id, touched, at=at)
    claim_again(session, [one.activity_id for one in plan.repairs], at=at)
    note_applied(session, batch, importer, counts=plan.counts, digest=plan.digest, at=at)
    return plan


def _parse(table: Table, day_first: Mapping[str, bool] | None) -> TrainingTable:
    return read_training(table, registers=rule_book().registers(), day_first=day_first)


def _snapshot(session: Session, parsed: TrainingTable, importer: Importer) -> TrainingSnapshot:
    numbers = {row.personnel_number for row in parsed.rows if row.personnel_number}
    return take_training_snapshot(session, importer.organisation_id, numbers)
