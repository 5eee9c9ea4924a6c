"""`flask register retention …`: what is past its term, and letting go of it."""

import json

import click
from flask.cli import AppGroup, with_appcontext

from register.commands._shared import organisation, refusing
from register.current import state
from register.db import session
from register.keeping.retention import RetentionPlan, plan_retention, run_retention


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(retention)


@click.group("retention")
def retention() -> None:
    """Bewaartermijnen: wat te lang ligt, gaat weg."""


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren; er verandert niets.")
@click.option("--json", "as_json", is_flag=True, help="Schrijf de aantallen als JSON.")
@with_appcontext
def run(*, dry_run: bool, as_json: bool) -> None:
    """Wis wat over zijn termijn is, ook de dossiers van wie lang weg is."""
    with refusing():
        home, at = organisation(session()).id, state().now()
        plan = plan_retention(session(), home, at=at) if dry_run else run_retention(home, at=at, actor_id=None)
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, "counts": dict(plan.counts)}, indent=1))
        return
    click.echo("\n".join(_lines(plan, dry_run=dry_run)))


def _lines(plan: RetentionPlan, *, dry_run: bool) -> list[str]:
    """Say it in counts: names stand on the page of HR."""
    held = sum(one.held for one in plan.people)
    lines = ["Dit zou weggaan:" if dry_run else "Weggegaan:"]
    lines += [f"- {name}: {count}" for name, count in plan.named.items()]
    return lines + [f"Door een bewaarplicht blijven {held} mensen bewaard."] * bool(held)
