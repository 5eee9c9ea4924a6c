"""`flask register evidence …`: care for the files of evidence."""

import click
from flask.cli import AppGroup, with_appcontext

from register.commands._shared import refusing
from register.current import state
from register.db import transaction
from register.evidence.sweep import sweep


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(evidence)


@click.group("evidence")
def evidence() -> None:
    """Bewijsstukken."""


@evidence.command("sweep")
@with_appcontext
def sweep_files() -> None:
    """Ruim bestanden op die twee dagen oud zijn en bij geen activiteit horen."""
    with refusing(), transaction() as current:
        gone = sweep(current, at=state().now(), settings=state().settings)
    click.echo(f"Opgeruimd: {gone} {'bestand' if gone == 1 else 'bestanden'} zonder activiteit.")
