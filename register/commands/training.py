"""`flask register training import`: a history of learning, so that nobody starts at nothing."""

import json
from contextlib import suppress
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from register.commands._shared import (
    LARGEST_IMPORT,
    NothingAccepted,
    is_refused,
    organisation,
    readable,
    refusal,
    refusing,
)
from register.current import state
from register.db import session, transaction
from register.imports.import_people import Importer
from register.imports.import_training import carry_out_training, plan_training_import
from register.imports.models import ImportBatch
from register.imports.tables import TRAINING, digest_of, read_training_table
from register.imports.training_plan import TrainingPlan
from register.imports.training_report import as_document, as_lines
from register.workbooks.header import Table

_FILE = click.Path(path_type=Path)


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(training)


@click.group("training")
def training() -> None:
    """Scholing: wat mensen eerder leerden."""


@training.command("import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren en wijzig niets.")
@click.option("--dates", type=click.Choice(["dmj", "mdj"]), help="Hoe datums met schuine strepen gelezen worden.")
@click.option("--json", "as_json", is_flag=True, help="Geef het verslag als JSON.")
@with_appcontext
def import_training(file: Path, dates: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Lees een geschiedenis van scholing in uit een .xlsx-bestand."""
    with refusing():
        table = read_training_table(readable(file), max_rows=LARGEST_IMPORT)
        answers = dict.fromkeys(table.columns, dates == "dmj") if dates else None
        plan = _try(table, answers) if dry_run else _import(file, table, answers)
    refused = is_refused(plan)
    applied = not dry_run and not refused
    if as_json:
        click.echo(json.dumps(as_document(plan, applied=applied), ensure_ascii=False, indent=2))
    elif not refused:
        click.echo("\n".join(as_lines(plan, applied=applied)))
    if refused:
        raise refusal(plan)


def _try(table: Table, answers: dict[str, bool] | None) -> TrainingPlan:
    current = session()
    importer = Importer(organisation_id=organisation(current).id, actor_id=None)
    return plan_training_import(current, table, importer, today=state().today(), day_first=answers)


def _import(file: Path, table: Table, answers: dict[str, bool] | None) -> TrainingPlan:
    at = state().now()
    with suppress(NothingAccepted), transaction() as current:
        importer = Importer(organisation_id=organisation(current).id, actor_id=None)
        batch = ImportBatch(
            organisation_id=importer.organisation_id,
            kind=TRAINING,
            file_name=file.name[:150],
            sha256=digest_of(file),
            system=table.layout.system,
            counts={},
            plan=None,
            plan_digest="",
            made_at=at,
        )
        current.add(batch)
        current.flush()
        plan = carry_out_training(
            current, batch, table, importer, expected=None, at=at, today=state().today(), day_first=answers
        )
        if is_refused(plan):
            raise NothingAccepted
    return plan
