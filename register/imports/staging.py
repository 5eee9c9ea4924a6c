"""An uploaded workbook: kept as a table until it is carried out or dropped, at most seven days (*klaarzetten*)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import transaction
from register.errors import Conflict, NotFound
from register.imports.history import forget_old
from register.imports.import_people import Importer, carry_out, one_import_at_a_time, plan_import
from register.imports.import_training import carry_out_training, plan_training_import
from register.imports.models import ImportBatch
from register.imports.people_plan import PeoplePlan
from register.imports.tables import PEOPLE, digest_of, from_json, read_people_table, read_training_table, to_json
from register.imports.training_plan import TrainingPlan
from register.workbooks.bsn import mask
from register.workbooks.header import Table

_NOT_IN_NAME = re.compile(r"[^\w .,()+-]+")

Plan = PeoplePlan | TrainingPlan


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What an upload would do now; `plan` is empty once it was carried out or dropped."""

    batch: ImportBatch
    plan: Plan | None
    skipped: tuple[str, ...]
    """Headers of columns that were refused: never stored."""


def read_upload(path: Path, *, kind: str, system: str | None, max_rows: int) -> Table:
    """Read a received file; the caller throws the file away.

    Raises:
        WorkbookRefused: it cannot be read, in Dutch with the remedy.

    """
    if kind == PEOPLE:
        return read_people_table(path, system=system, max_rows=max_rows)
    return read_training_table(path, max_rows=max_rows)


def stage(viewer: Viewer, table: Table, *, kind: str, path: Path, file_name: str, at: datetime) -> int:
    """Keep the table for a preview; the same file again is the same preview (bar CO4). Returns the batch's id."""
    with transaction() as session:
        forget_old(session, at=at)
        one_import_at_a_time(session, viewer.organisation_id)
        sha256 = digest_of(path)
        batch = session.scalar(
            select(ImportBatch).where(
                ImportBatch.organisation_id == viewer.organisation_id,
                ImportBatch.kind == kind,
                ImportBatch.sha256 == sha256,
                ImportBatch.state == "voorbeeld",
            )
        )
        if batch is None:
            batch = ImportBatch(
                organisation_id=viewer.organisation_id, kind=kind, sha256=sha256, counts={}, plan_digest=""
            )
            session.add(batch)
        batch.file_name, batch.system = clean_name(file_name), table.layout.system
        batch.plan, batch.made_by_id, batch.made_at = to_json(table), viewer.person_id, at
        session.flush()
        return batch.id


def preview(session: Session, viewer: Viewer, batch_id: int, *, today: date) -> Preview:
    """Plan an upload against the data of this moment; writes nothing.

    Raises:
        NotFound: no such upload in this organisation.

    """
    batch = _batch(session, viewer, batch_id)
    if batch.plan is None:
        return Preview(batch=batch, plan=None, skipped=())
    table, answers = _staged(batch)
    importer = importer_for(viewer)
    plan: Plan
    if batch.kind == PEOPLE:
        plan = plan_import(session, table, importer, today=today, day_first=answers)
    else:
        plan = plan_training_import(session, table, importer, today=today, day_first=answers)
    return Preview(batch=batch, plan=plan, skipped=table.refused)


def answer(viewer: Viewer, batch_id: int, *, field: str, day_first: bool) -> None:
    """Keep the person's answer about the order of day and month in one column.

    Raises:
        NotFound: no such upload, or no such column in it.

    """
    with transaction() as session:
        batch = _batch(session, viewer, batch_id)
        if batch.plan is None or field not in batch.plan["columns"]:
            raise NotFound
        batch.plan = batch.plan | {"answers": batch.plan["answers"] | {field: day_first}}


def apply_batch(
    viewer: Viewer, batch_id: int, *, digest: str, at: datetime, today: date, allow_leavers: bool = False
) -> tuple[ImportBatch, bool]:
    """Carry out what the person saw, once.

    Returns:
        The batch, and whether this call did the work; a second click finds it done.

    Raises:
        Conflict: the data changed since the preview, or the upload was dropped.
        Invalid: the file names few people, and nobody said that who leaves really leaves.

    """
    with transaction() as session:
        one_import_at_a_time(session, viewer.organisation_id)
        batch = _batch(session, viewer, batch_id)
        session.refresh(batch)
        if batch.state in {"toegepast", "teruggedraaid"}:
            return batch, False
        if batch.plan is None:
            raise Conflict("Dit voorbeeld is vervallen. Kies het bestand opnieuw.")
        table, answers = _staged(batch)
        work = partial(carry_out, allow_leavers=allow_leavers) if batch.kind == PEOPLE else carry_out_training
        work(session, batch, table, importer_for(viewer), expected=digest, at=at, today=today, day_first=answers)
        return batch, True


def drop(viewer: Viewer, batch_id: int, *, at: datetime) -> None:
    """Forget an upload that is not wanted."""
    with transaction() as session:
        batch = _batch(session, viewer, batch_id)
        if batch.state != "voorbeeld":
            return
        batch.state, batch.plan = "vervallen", None
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="import.vervallen",
            object_kind="import_batch",
            object_id=batch.id,
            at=at,
        )


def importer_for(viewer: Viewer) -> Importer:
    """Return what this viewer may do by import: only an admin makes admins."""
    roles = frozenset(Role) if viewer.has(Role.ADMIN) else frozenset(Role) - {Role.ADMIN}
    return Importer(organisation_id=viewer.organisation_id, actor_id=viewer.person_id, may_grant=roles)


def clean_name(file_name: str) -> str:
    """Return a file name to show: its last part, ordinary signs only, nothing that looks like a BSN."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    return mask(_NOT_IN_NAME.sub(" ", last)).strip()[:150] or "werkboek.xlsx"


def _batch(session: Session, viewer: Viewer, batch_id: int) -> ImportBatch:
    batch = session.get(ImportBatch, batch_id)
    if batch is None or batch.organisation_id != viewer.organisation_id or not viewer.has(Role.HR):
        raise NotFound
    return batch


def _staged(batch: ImportBatch) -> tuple[Table, Mapping[str, bool]]:
    written: dict[str, Any] = batch.plan or {}
    return from_json(written, kind=batch.kind), written["answers"]
