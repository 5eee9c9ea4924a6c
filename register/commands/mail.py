"""`flask register mail …`: send what waits."""

import click
from flask.cli import AppGroup, with_appcontext

from register.current import state
from register.db import session
from register.mail import NotSent, missing_setting
from register.notices.sending import Sent, count_waiting, release_uncertain, send_waiting


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(mail)


@click.group("mail")
def mail() -> None:
    """De mails van Leerregister."""


@mail.command("send")
@click.option(
    "--uncertain",
    is_flag=True,
    help="Verstuur ook mails waarvan niet zeker is of ze weg zijn; iemand kan er dan twee krijgen.",
)
@with_appcontext
def send(*, uncertain: bool) -> None:
    """Verstuur de mails die wachten, elk één keer. Laat dit om de paar minuten lopen."""
    if problem := missing_setting(state()):
        raise click.ClickException(problem)
    if uncertain and (released := release_uncertain(at=state().now())):
        click.echo(f"{released} onzekere mails wachten weer.")
    try:
        click.echo(told(send_waiting(at=state().now())))
    except NotSent as away:
        waiting, _ = count_waiting(session())
        raise click.ClickException(
            f"De mailserver doet het niet ({away}). Er is niets verstuurd; er wachten {waiting} mails. "
            "Kijk REGISTER_MAIL_URL na of probeer het later opnieuw."
        ) from away


@mail.command("status")
@with_appcontext
def status() -> None:
    """Zeg hoeveel mails wachten."""
    waiting, unsure = count_waiting(session())
    click.echo(f"{waiting} wachten, van {unsure} is niet zeker of ze weg zijn.")


def told(run: Sent) -> str:
    """Say what one run did with the mails."""
    parts = [f"{run.sent} verstuurd"]
    if run.dropped:
        parts.append(f"{run.dropped} niet meer nodig")
    if run.again:
        parts.append(f"{run.again} geweigerd, volgende keer opnieuw")
    if run.failed:
        parts.append(f"{run.failed} mislukt")
    if run.uncertain:
        parts.append(f"{run.uncertain} onzeker (zie het logboek)")
    return ", ".join(parts) + "."
