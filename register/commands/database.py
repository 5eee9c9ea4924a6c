"""`flask register db …`: the tables."""

import click
from flask.cli import AppGroup, with_appcontext

from register import schema
from register.db import engine


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(database)


@click.group("db")
def database() -> None:
    """De tabellen van Leerregister."""


@database.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Breng de tabellen naar de nieuwste versie."""
    schema.upgrade(engine())
    click.echo(f"De tabellen zijn bij (versie {schema.head()}).")


@database.command("current")
@with_appcontext
def current() -> None:
    """Zeg welke versie de tabellen hebben."""
    click.echo(f"Nu: {schema.current(engine()) or 'nog geen tabellen'}; nieuwste: {schema.head()}.")
