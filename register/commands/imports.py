"""`flask register imports …`: what was imported, undoing it, and throwing away what need not be kept."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from register.commands._progress import shown_progress
from register.commands._refused import Refused
from register.commands._shared import organisation, refusing
from register.current import state
from register.db import session
from register.errors import NotFound
from register.imports.disk import why
from register.imports.drop_folder import Busy, run_folder
from register.imports.history import Import, history, report_lines, sweep
from register.imports.models import ImportBatch
from register.imports.undo import Undoer, undo_import, undo_preview
from register.imports.undo_plan import UndoPlan
from register.imports.undo_report import as_document, as_lines


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(imports)


@click.group("imports")
def imports() -> None:
    """Toon wat er geïmporteerd is, en draai het terug."""


@imports.command("list")
@click.option("--json", "as_json", is_flag=True, help="Geef de lijst als JSON.")
@with_appcontext
def list_imports(*, as_json: bool) -> None:
    """Toon de laatste imports, de nieuwste eerst."""
    with refusing():
        found = history(session(), organisation(session()).id)
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(report_lines(found)) or "Er is nog niets geïmporteerd.")


@imports.command("undo")
@click.argument("batch_id", type=int, metavar="ID")
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren en wijzig niets.")
@click.option("--json", "as_json", is_flag=True, help="Geef het verslag als JSON.")
@with_appcontext
def undo(batch_id: int, *, dry_run: bool, as_json: bool) -> None:
    """Draai import ID terug: alles wordt weer zoals het was, behalve wat intussen gewijzigd is."""
    at = state().now()
    with refusing():
        undoer = Undoer(organisation_id=organisation(session()).id, actor_id=None)
        batch, plan = _undo(undoer, batch_id, dry_run=dry_run, at=at)
    if plan is None:
        click.echo("Deze import was al teruggedraaid. Er is niets dubbel gedaan.")
    elif as_json:
        click.echo(json.dumps(as_document(session(), batch, plan, applied=not dry_run), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(as_lines(session(), plan, applied=not dry_run)))


@imports.command("run")
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path))
@click.option("--settle", type=click.FloatRange(0, 3600), default=5.0, help="Seconden waarin een bestand niet groeit.")
@with_appcontext
def run(folder: Path, *, settle: float) -> None:
    """Lees in wat er in MAP klaarstaat en ruim het op; bedoeld voor elke nacht.

    Verwerkt gaat naar MAP/done, mislukt naar MAP/failed met de reden erbij; HR krijgt een mail. Exitcode 0: alles
    is verwerkt. Exitcode 2: er is een bestand of een rij waar iemand naar moet kijken.
    """
    with refusing():
        home = organisation(session()).id
        try:
            with shown_progress():
                handled = run_folder(folder, organisation_id=home, settle=settle, at=state().now())
        except Busy:
            raise Refused("In deze map is al een import bezig. Er is niets gedaan.") from None
        except OSError as error:
            raise Refused(
                f"De map {folder} is niet te gebruiken: {why(error)}. Kijk de naam en de rechten na."
            ) from None
    click.echo("\n".join(one.line for one in handled) or "Er staat niets klaar.")
    if any(one.needs_somebody for one in handled):
        raise Refused("Er is iets waar iemand naar moet kijken; zie hierboven.")


@imports.command("sweep")
@with_appcontext
def sweep_imports() -> None:
    """Gooi voorbeelden van meer dan zeven dagen oud weg, en oude waarden die niemand meer kan terugdraaien."""
    with refusing():
        lapsed = sweep(at=state().now())
    click.echo(f"Opgeruimd: {lapsed} {'voorbeeld' if lapsed == 1 else 'voorbeelden'} van meer dan zeven dagen oud.")


def _undo(undoer: Undoer, batch_id: int, *, dry_run: bool, at: datetime) -> tuple[ImportBatch, UndoPlan | None]:
    try:
        if dry_run:
            return undo_preview(undoer, batch_id, at=at)
        return undo_import(undoer, batch_id, expected=None, at=at)
    except NotFound:
        raise Refused(f"Import {batch_id} kennen we niet. Zoek het nummer op met: register imports list.") from None


def _document(one: Import) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "file": one.file_name,
        "sha256": one.sha256,
        "state": one.state,
        "counts": dict(one.counts),
        "made_by": one.made_by or None,
        "made_at": one.made_at.isoformat(),
        "applied_at": one.applied_at.isoformat() if one.applied_at else None,
        "undone_by": one.undone_by or None,
        "undone_at": one.undone_at.isoformat() if one.undone_at else None,
    }
