"""`flask register db …`: the tables."""

import click
from flask.cli import AppGroup, with_appcontext

from register import schema
from register.commands._refused import Refused
from register.commands._shared import refusing
from register.current import state
from register.db import engine
from register.evidence.pack.keys import signing_key
from register.learning.lapsed import mend_lapsed


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
    try:
        schema.upgrade(engine())
    except schema.UnknownRevision as newer:
        raise Refused(str(newer)) from newer
    click.echo(f"De tabellen zijn bij (versie {schema.head()}).")
    with refusing():
        signing_key(state().settings)


@database.command("current")
@with_appcontext
def current() -> None:
    """Zeg welke versie de tabellen hebben."""
    click.echo(f"Nu: {schema.current(engine()) or 'nog geen tabellen'}; nieuwste: {schema.head()}.")


@database.command("mend")
@with_appcontext
def mend() -> None:
    """Zet opnieuw wat uit andere gegevens volgt: of een bevestiging vervallen is."""
    click.echo(f"Hersteld: {mend_lapsed()} deelnames.")
