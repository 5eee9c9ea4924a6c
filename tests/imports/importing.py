"""Import rows the way the command does, in a few words."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from register import db
from register.imports.import_people import Importer, carry_out, plan_import
from register.imports.import_training import carry_out_training
from register.imports.models import ImportBatch
from register.imports.people_plan import PeoplePlan
from register.imports.tables import PEOPLE, TRAINING, read_people_table, read_training_table
from register.imports.training_plan import TrainingPlan
from register.workbooks.header import Table
from tests.conftest import NOW
from tests.makers import TODAY, make_organisation
from tests.workbook_maker import PEOPLE_HEADER, TRAINING_HEADER, write_rows


def plan_rows(
    session: Session, folder: Path, rows: Sequence[Sequence[Any]], header: Sequence[str] = PEOPLE_HEADER, **given: Any
) -> PeoplePlan:
    """Plan an import of people, without writing."""
    table = read_people_table(write_rows(folder / "p.xlsx", header, rows), system=None, max_rows=20_000)
    importer = Importer(organisation_id=make_organisation(session).id, actor_id=None)
    return plan_import(session, table, importer, today=given.pop("today", TODAY), **given)


def import_rows(
    session: Session,
    folder: Path,
    rows: Sequence[Sequence[Any]],
    header: Sequence[str] = PEOPLE_HEADER,
    *,
    today: date = TODAY,
    allow_leavers: bool = True,
) -> PeoplePlan:
    """Import people and commit."""
    table = read_people_table(write_rows(folder / "p.xlsx", header, rows), system=None, max_rows=20_000)
    importer = Importer(organisation_id=make_organisation(session).id, actor_id=None)
    with db.transaction() as current:
        batch = _batch(current, importer.organisation_id, PEOPLE)
        return carry_out(
            current, batch, table, importer, expected=None, at=NOW, today=today, allow_leavers=allow_leavers
        )


def import_and_plan_again(session: Session, table: Table) -> PeoplePlan:
    """Import a table of people, commit, and plan the same table again."""
    importer = Importer(organisation_id=make_organisation(session).id, actor_id=None)
    with db.transaction() as current:
        batch = _batch(current, importer.organisation_id, PEOPLE)
        carry_out(current, batch, table, importer, expected=None, at=NOW, today=TODAY, allow_leavers=True)
    return plan_import(session, table, importer, today=TODAY)


def import_training_rows(
    session: Session, folder: Path, rows: Sequence[Sequence[Any]], header: Sequence[str] = TRAINING_HEADER
) -> TrainingPlan:
    """Import learning history and commit."""
    return import_training_file(session, write_rows(folder / "t.xlsx", header, rows))


def import_training_file(session: Session, path: Path) -> TrainingPlan:
    """Import a file with learning history and commit."""
    table = read_training_table(path, max_rows=20_000)
    importer = Importer(organisation_id=make_organisation(session).id, actor_id=None)
    with db.transaction() as current:
        batch = _batch(current, importer.organisation_id, TRAINING)
        return carry_out_training(current, batch, table, importer, expected=None, at=NOW, today=TODAY)


def _batch(session: Session, organisation_id: int, kind: str) -> ImportBatch:
    batch = ImportBatch(
        organisation_id=organisation_id, kind=kind, file_name="p.xlsx", sha256="0" * 64, system="generic",
        counts={}, plan=None, plan_digest="", made_at=NOW,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    return batch
