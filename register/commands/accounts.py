"""`flask register accounts …`: local accounts, for running alone."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from register.accounts import manage
from register.accounts.models import Account
from register.accounts.passwords import one_time_password
from register.commands._refused import Refused
from register.commands._shared import organisation, refusing
from register.current import state
from register.db import session
from register.people.models import Employment, Person
from register.people.organisations import home_organisation


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(accounts)


@click.group("accounts")
def accounts() -> None:
    """Accounts van mensen die zich hier aanmelden."""


@accounts.command("create-admin")
@click.option("--login", prompt="Aanmeldnaam (e-mailadres)", help="Waarmee je je aanmeldt; in een intranet je e-mail.")
@click.option("--given-name", prompt="Voornaam", help="Voornaam.")
@click.option("--family-name", prompt="Achternaam", help="Achternaam.")
@click.option("--organisation", "named", default="", help="Naam van de organisatie; anders die er al is.")
@click.option("--ask-password", is_flag=True, help="Vraag om een wachtwoord in plaats van er een te maken.")
@with_appcontext
def create_admin(*, login: str, given_name: str, family_name: str, named: str, ask_password: bool) -> None:
    """Maak de eerste beheerder; in een intranet zonder wachtwoord."""
    settings = state().settings
    home = home_organisation(session(), settings.organisation)
    who = {
        "given_name": given_name,
        "family_name": family_name,
        "organisation": named or (home.name if home else settings.organisation),
    }
    if "leerregister_account" not in current_app.blueprints:
        _appoint(login, who)
        return
    password = _asked() if ask_password else one_time_password()
    with refusing():
        manage.create_admin(login=login, password=password, at=state().now(), today=state().today(), **who)
    _tell(login, None if ask_password else password)


def _appoint(email: str, who: dict[str, str]) -> None:
    """In an intranet people sign in there: the administrator is known by e-mail address."""
    if "@" not in email:
        raise Refused("In een intranet herkennen we de beheerder aan het e-mailadres. Geef dat op met --login.")
    with refusing():
        manage.appoint_admin(email=email, at=state().now(), today=state().today(), **who)
    click.echo(f"{email} is beheerder. Meld je aan in het intranet met dit e-mailadres.")


@accounts.command("create")
@click.argument("personnel_number", metavar="PERSONEELSNUMMER")
@click.option("--login", help="Aanmeldnaam; anders het e-mailadres.")
@with_appcontext
def create(*, personnel_number: str, login: str | None) -> None:
    """Geef iemand die al in het leerregister staat een account."""
    person = session().scalar(
        select(Person)
        .join(Employment)
        .where(
            Employment.personnel_number == personnel_number,
            Person.organisation_id == organisation(session()).id,
        )
    )
    if person is None:
        raise Refused(f"Personeelsnummer {personnel_number} staat niet in het leerregister. Importeer de mensen eerst.")
    name, password = login or person.email or "", one_time_password()
    with refusing():
        manage.create_account(person_id=person.id, login=name, password=password, at=state().now())
    _tell(name, password)


@accounts.command("list")
@with_appcontext
def list_accounts() -> None:
    """Laat de accounts zien."""
    for login, closed in session().execute(select(Account.login, Account.disabled_at).order_by(Account.login)):
        click.echo(f"{login}{'  (uitgezet)' if closed else ''}")


@accounts.command("reset-password")
@click.argument("login", metavar="INLOGNAAM")
@with_appcontext
def reset_password(*, login: str) -> None:
    """Maak een wachtwoord dat één keer werkt; alle sessies van het account eindigen."""
    with refusing():
        password = manage.reset_password(login=login, at=state().now())
    _tell(login, password)


@accounts.command("close")
@click.argument("login", metavar="INLOGNAAM")
@with_appcontext
def close(*, login: str) -> None:
    """Zet een account uit; alle sessies eindigen."""
    with refusing():
        manage.close_account(login=login, at=state().now())
    click.echo(f"Het account {login} is uitgezet. Weer aanzetten: flask register accounts open {login}")


@accounts.command("open")
@click.argument("login", metavar="INLOGNAAM")
@with_appcontext
def open_again(*, login: str) -> None:
    """Zet een uitgezet account weer aan."""
    with refusing():
        manage.open_account(login=login, at=state().now())
    click.echo(f"Het account {login} staat weer aan.")


@accounts.command("end-sessions")
@click.argument("login", metavar="INLOGNAAM")
@with_appcontext
def end_sessions(*, login: str) -> None:
    """Beëindig alle sessies van een account, bijvoorbeeld na een verloren telefoon."""
    with refusing():
        manage.end_sessions(login=login, at=state().now())
    click.echo(f"Alle sessies van {login} zijn beëindigd.")


def _asked() -> str:
    return str(click.prompt("Wachtwoord", hide_input=True, confirmation_prompt="Nog eens"))


def _tell(login: str, password: str | None) -> None:
    click.echo(f"Account: {login}")
    if password is not None:
        click.echo(f"Eenmalig wachtwoord: {password}")
        click.echo("Geef het persoonlijk door. Bij het aanmelden kiest de ander meteen een eigen wachtwoord.")
