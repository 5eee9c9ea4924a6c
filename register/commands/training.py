"""`flask register training import`: a history of learning, so that nobody starts at nothing."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from register.commands._importing import DATES, FILE, Work, run_import
from register.commands._shared import LARGEST_IMPORT, organisation, readable
from register.imports.import_training import carry_out_training, plan_training_import
from register.imports.tables import TRAINING, read_training_table
from register.imports.training_report import as_document, as_lines
from register.workbooks.header import Table


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(training)


@click.group("training")
def training() -> None:
    """Scholing: wat mensen eerder leerden."""


@training.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren en wijzig niets.")
@click.option("--dates", type=DATES, help="Hoe datums met schuine strepen gelezen worden.")
@click.option("--json", "as_json", is_flag=True, help="Geef het verslag als JSON.")
@with_appcontext
def import_training(file: Path, dates: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Lees een geschiedenis van scholing in uit een werkboek."""
    work = Work(
        kind=TRAINING,
        organisation=organisation,
        plan=plan_training_import,
        carry_out=carry_out_training,
        document=lambda plan, _system, applied: as_document(plan, applied=applied),
        lines=lambda plan, applied: as_lines(plan, applied=applied),
    )

    def read() -> Table:
        return read_training_table(readable(file), max_rows=LARGEST_IMPORT)

    run_import(work, file, read, dates=dates, dry_run=dry_run, as_json=as_json)
