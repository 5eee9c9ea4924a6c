"""Import learning history: plan against what is known, and carry it out in one transaction (G9)."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from register.bulk.rows import no_collecting
from register.imports.apply_training import apply_training
from register.imports.import_people import Importer, claim_again, note_applied, one_import_at_a_time, refuse_unless_seen
from register.imports.kept_plan import KeptPlan
from register.imports.kept_training import keep_training_plan, numbers_of, recall_training_plan, stamp_of_training
from register.imports.models import ImportBatch
from register.imports.training_plan import TrainingBasis, TrainingPlan, plan_training
from register.imports.training_snapshot import TrainingSnapshot, take_training_snapshot
from register.imports.training_table import TrainingTable, read_training
from register.points.figures_recount import recount_registrations
from register.points.judges import rule_book
from register.workbooks.header import Table


def plan_training_import(
    session: Session,
    table: Table,
    importer: Importer,
    *,
    today: date,
    day_first: Mapping[str, bool] | None = None,
    seen: TrainingPlan | None = None,
) -> TrainingPlan:
    """Compare a table with what is known; writes nothing.

    With the plan that was `seen` of the same table, the file is not parsed again, and nothing is planned again where
    nothing changed since.
    """
    with no_collecting():
        parsed = (seen.basis.table if seen else None) or _parse(table, day_first)
        basis = TrainingBasis(snapshot=_snapshot(session, parsed, importer), table=parsed, today=today)
        return seen if seen and seen.basis == basis else plan_training(basis.snapshot, parsed, today=today)


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
    seen: TrainingPlan | None = None,
) -> TrainingPlan:
    """Plan again, now under the write lock, and write it; in the caller's transaction.

    Raises:
        Conflict: the plan is no longer what the person saw.
        Invalid: a question about dates was not answered.

    """
    one_import_at_a_time(session, importer.organisation_id)
    plan = plan_training_import(session, table, importer, today=today, day_first=day_first, seen=seen)
    write_training(session, batch, plan, importer, expected=expected, at=at)
    return plan


def write_training(
    session: Session,
    batch: ImportBatch,
    plan: TrainingPlan,
    importer: Importer,
    *,
    expected: str | None,
    at: datetime,
) -> None:
    """Write a plan that was made under the write lock, or that still fits the data under it.

    Raises:
        Conflict: the plan is not what the person saw.
        Invalid: a question about dates was not answered.

    """
    with no_collecting():
        refuse_unless_seen(plan.questions, plan.digest, expected)
        touched = apply_training(
            session,
            plan,
            plan.basis.snapshot,
            organisation_id=importer.organisation_id,
            batch_id=batch.id,
            actor_id=importer.actor_id,
            at=at,
        )
    session.expire_all()
    recount_registrations(session, importer.organisation_id, touched, at=at)
    claim_again(session, [one.activity_id for one in plan.repairs], at=at)
    note_applied(session, batch, importer, counts=plan.counts, digest=plan.digest, at=at)


def keep_training(plan: TrainingPlan, importer: Importer, *, how: object) -> KeptPlan | None:
    """Write a plan down with the state of the data that it was made on; `None` while it still asks something."""
    basis = plan.basis
    if basis.table is None or plan.questions:
        return None
    with no_collecting():
        stamp = stamp_of_training(basis.snapshot, importer.organisation_id, today=basis.today, how=how)
        return keep_training_plan(plan, stamp=stamp, numbers=_numbers(basis.table))


def recall_training(
    session: Session, kept: KeptPlan, importer: Importer, *, today: date, how: object
) -> TrainingPlan | None:
    """Read a plan back; `None` where the data of the people in it, the day or the way of reading is another now."""
    with no_collecting():
        snapshot = take_training_snapshot(session, importer.organisation_id, numbers_of(kept))
        stamp = stamp_of_training(snapshot, importer.organisation_id, today=today, how=how)
        return recall_training_plan(kept, stamp=stamp, snapshot=snapshot, today=today)


def _parse(table: Table, day_first: Mapping[str, bool] | None) -> TrainingTable:
    return read_training(table, registers=rule_book().registers(), day_first=day_first)


def _snapshot(session: Session, parsed: TrainingTable, importer: Importer) -> TrainingSnapshot:
    return take_training_snapshot(session, importer.organisation_id, _numbers(parsed))


def _numbers(parsed: TrainingTable) -> set[str]:
    return {row.personnel_number for row in parsed.rows if row.personnel_number}
