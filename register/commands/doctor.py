"""`flask register doctor`: what is set wrong, and what to do about it."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from register.doctor import examine


def add_to(group: AppGroup) -> None:
    """Hang the command on `flask register`."""
    group.add_command(doctor)


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Kijk of alles goed staat; exit 1 als er iets mis is."""
    findings = examine(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    for finding in findings:
        click.echo(f"- {finding.about}: {finding.message}\n  {finding.remedy}", err=True)
    if findings:
        click.echo(f"{len(findings)} {'punt' if len(findings) == 1 else 'punten'} om te herstellen.", err=True)
        raise SystemExit(1)
    click.echo("Alles staat goed.")
