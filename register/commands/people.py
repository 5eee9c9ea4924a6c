"""`flask register people …`: people in by Excel, and the workbook to fill in."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from register.commands._importing import DATES, FILE, Order, run_import, write_template_to
from register.commands._shared import as_workbook
from register.imports.tables import PEOPLE


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(people)


@click.group("people")
def people() -> None:
    """Mensen: importeren uit Excel, en het sjabloon om in te vullen."""


@people.command("import")
@click.argument("files", metavar="BESTAND", type=FILE, nargs=-1, required=True)
@click.option("--system", help="HR-systeem (generic, afas, …) of own:NAAM; anders herkennen we het aan de koppen.")
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren en wijzig niets.")
@click.option("--sheet", help="De naam van het blad; anders lezen we het blad dat het beste past.")
@click.option("--dates", type=DATES, help="Hoe datums gelezen worden waarvan de volgorde niet blijkt.")
@click.option("--allow-leavers", is_flag=True, help="Laat mensen uit dienst gaan, ook als het bestand er weinig noemt.")
@click.option("--errors", type=FILE, help="Waar het werkboek met de afgekeurde rijen komt.")
@click.option("--json", "as_json", is_flag=True, help="Geef het verslag als JSON.")
@with_appcontext
def import_people(files: tuple[Path, ...], *, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Lees mensen in uit een werkboek. Meer bestanden samen zijn één export, zoals HR Core die geeft."""
    run_import(Order(kind=PEOPLE, files=files, **asked), as_json=as_json)


@people.command("template")
@click.option("--out", required=True, type=FILE, callback=as_workbook, help="Waar het bestand komt.")
@with_appcontext
def template(out: Path) -> None:
    """Schrijf het werkboek om mensen in te vullen."""
    write_template_to(out, PEOPLE)
