"""`flask register demo …`: a made-up organisation to try the product with."""

from importlib.resources import as_file, files

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import Select, func, select

from register.commands._importing import Order, run_import
from register.commands._refused import Refused
from register.commands._shared import organisation
from register.current import state
from register.db import session, transaction
from register.demo.figures import add_example_figures
from register.demo.load import PASSWORD, accounts, fill
from register.imports.tables import PEOPLE, TRAINING
from register.people.models import Organisation, Person


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(demo)


@click.group("demo")
def demo() -> None:
    """Een verzonnen organisatie om mee te proberen."""


@demo.command("load")
@with_appcontext
def load() -> None:
    """Laad de demo-organisatie in een lege database."""
    if not state().settings.demo:
        raise Refused("Zet REGISTER_DEMO=1: de demo hoort niet in een database met echte mensen.")
    name = state().settings.organisation
    found = session().scalar(_named(name))
    if found is not None and accounts(session(), found.id):
        click.echo("De demo-organisatie staat er al.")
    else:
        _load(name)
    _tell_accounts()


def _named(name: str) -> Select[Organisation]:
    return select(Organisation).where(Organisation.name == name)


def _load(name: str) -> None:
    """All of it in one transaction: a demo that broke off leaves nothing."""
    at = state().now()
    folder = files("register.demo")
    with transaction() as current:
        if session().scalar(select(func.count(Person.id))):
            raise Refused("In deze database staan al mensen. Laad de demo in een lege database.")
        home = current.scalar(_named(name)) or Organisation(name=name)
        current.add(home)
        current.flush()
        add_example_figures(current, home.id, at=at)
        click.echo("Mensen inlezen uit medewerkers.xlsx …")
        with as_file(folder / "medewerkers.xlsx") as path:
            run_import(Order(kind=PEOPLE, files=[path]), as_json=False)
        click.echo("Scholing inlezen uit scholing.xlsx …")
        with as_file(folder / "scholing.xlsx") as path:
            run_import(Order(kind=TRAINING, files=[path]), as_json=False)
        fill(current, home.id, click.echo, at=at)
    click.echo("De demo-organisatie staat klaar.")


def _tell_accounts() -> None:
    click.echo(f"\nDemo-accounts (wachtwoord voor allemaal: {PASSWORD})")
    for account in accounts(session(), organisation(session()).id):
        click.echo(f"  {account.login:<36} {account.who}")
