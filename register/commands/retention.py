"""`flask register retention …`: what is past its term, and letting go of it."""

import json

import click
from flask.cli import AppGroup, with_appcontext

from register.commands._shared import organisation, refusing
from register.current import state
from register.db import session
from register.keeping.retention import RetentionPlan, plan_retention, run_retention

_APART = (
    "Blijft staan: {} keer toegang gestopt terwijl het dienstverband nog loopt volgens het bestand van HR. "
    "Laat HR de laatste dag invullen, of zet --still-employed achter de opdracht."
)


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(retention)


@click.group("retention")
def retention() -> None:
    """Bewaartermijnen: wat te lang ligt, gaat weg."""


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren; er verandert niets.")
@click.option(
    "--still-employed",
    is_flag=True,
    help="Ook wie geen toegang meer heeft en volgens het bestand van HR nog in dienst is.",
)
@click.option("--json", "as_json", is_flag=True, help="Schrijf de aantallen als JSON.")
@with_appcontext
def run(*, dry_run: bool, still_employed: bool, as_json: bool) -> None:
    """Wis wat over zijn termijn is, ook de dossiers van wie lang weg is."""
    with refusing():
        home, at = organisation(session()).id, state().now()
        if dry_run:
            plan = plan_retention(session(), home, at=at, still_employed=still_employed)
        else:
            plan = run_retention(home, at=at, actor_id=None, still_employed=still_employed)
    left_alone = 0 if still_employed else len(plan.apart)
    if as_json:
        told = {"dry_run": dry_run, "counts": dict(plan.counts), "still_employed": left_alone}
        click.echo(json.dumps(told, indent=1))
        return
    click.echo("\n".join([*_lines(plan, dry_run=dry_run), *[_APART.format(left_alone)] * bool(left_alone)]))


def _lines(plan: RetentionPlan, *, dry_run: bool) -> list[str]:
    """Say it in counts: names stand on the page of HR."""
    held = sum(one.held for one in plan.people)
    lines = ["Dit zou weggaan:" if dry_run else "Weggegaan:"]
    lines += [f"- {name}: {count}" for name, count in plan.named.items()]
    return lines + [f"Door een bewaarplicht blijven {held} mensen bewaard."] * bool(held)
