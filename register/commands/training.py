"""`flask register training import`: a history of learning, so that nobody starts at nothing."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from register.commands._importing import DATES, FILE, Order, run_import, write_template_to
from register.imports.tables import TRAINING


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(training)


@click.group("training")
def training() -> None:
    """Scholing: wat mensen eerder leerden."""


@training.command("import")
@click.argument("file", type=FILE)
@click.option("--system", help="own:NAAM voor een eigen indeling; anders herkennen we die aan de koppen.")
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren en wijzig niets.")
@click.option("--dates", type=DATES, help="Hoe datums gelezen worden waarvan de volgorde niet blijkt.")
@click.option("--errors", type=FILE, help="Waar het werkboek met de afgekeurde rijen komt.")
@click.option("--json", "as_json", is_flag=True, help="Geef het verslag als JSON.")
@with_appcontext
def import_training(file: Path, *, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Lees een geschiedenis van scholing in uit een werkboek."""
    run_import(Order(kind=TRAINING, files=[file], **asked), as_json=as_json)


@training.command("template")
@click.option("--out", required=True, type=FILE, help="Waar het bestand komt.")
@with_appcontext
def template(out: Path) -> None:
    """Schrijf het werkboek om scholing in te vullen."""
    write_template_to(out, TRAINING)
