"""`flask register people …`: people in by Excel, and the workbook to fill in."""

import json
from contextlib import suppress
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import ROLE_NAMES
from register.commands._shared import (
    LARGEST_IMPORT,
    NothingAccepted,
    is_refused,
    not_written,
    readable,
    refusal,
    refusing,
)
from register.current import state
from register.db import session, transaction
from register.imports.import_people import Importer, carry_out, plan_import
from register.imports.models import ImportBatch
from register.imports.people_plan import PeoplePlan
from register.imports.people_report import as_document, as_lines
from register.imports.tables import PEOPLE, digest_of, read_people_table
from register.people.models import Organisation, Team
from register.people.organisations import home_organisation
from register.points.judges import rule_book
from register.workbooks.header import Table

_FILE = click.Path(path_type=Path)


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(people)


@click.group("people")
def people() -> None:
    """Mensen: importeren uit Excel, en het sjabloon om in te vullen."""


@people.command("import")
@click.argument("file", type=_FILE)
@click.option("--system", help="HR-systeem (generic, afas, nmbrs); anders herkennen we het aan de koppen.")
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren en wijzig niets.")
@click.option("--dates", type=click.Choice(["dmj", "mdj"]), help="Hoe datums met schuine strepen gelezen worden.")
@click.option("--json", "as_json", is_flag=True, help="Geef het verslag als JSON.")
@with_appcontext
def import_people(file: Path, system: str | None, dates: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Lees mensen in uit een .xlsx-bestand."""
    with refusing():
        table = read_people_table(readable(file), system=system, max_rows=LARGEST_IMPORT)
        answers = dict.fromkeys(table.columns, dates == "dmj") if dates else None
        plan = _try(table, answers) if dry_run else _import(file, table, answers)
    refused = is_refused(plan)
    applied = not dry_run and not refused
    if as_json:
        click.echo(
            json.dumps(as_document(plan, system=table.layout.system, applied=applied), ensure_ascii=False, indent=2)
        )
    elif not refused:
        click.echo("\n".join(as_lines(plan, applied=applied)))
    if refused:
        raise refusal(plan)


@people.command("template")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Waar het bestand komt.")
@with_appcontext
def template(out: Path) -> None:
    """Schrijf het werkboek om mensen in te vullen."""
    from register.workbooks.template import write_people_template

    try:
        write_people_template(
            out,
            teams=_teams(session()),
            registers=[(info.id, info.name) for info in rule_book().registers()],
            roles=list(ROLE_NAMES.values()),
        )
    except OSError as error:
        raise not_written(out, error) from None
    click.echo(f"Geschreven: {out}")


def _try(table: Table, answers: dict[str, bool] | None) -> PeoplePlan:
    current = session()
    found = home_organisation(current, state().settings.organisation)
    importer = Importer(organisation_id=found.id if found else 0, actor_id=None)
    return plan_import(current, table, importer, today=state().today(), day_first=answers)


def _import(file: Path, table: Table, answers: dict[str, bool] | None) -> PeoplePlan:
    at = state().now()
    with suppress(NothingAccepted), transaction() as current:
        importer = Importer(organisation_id=_organisation(current).id, actor_id=None)
        batch = ImportBatch(
            organisation_id=importer.organisation_id,
            kind=PEOPLE,
            file_name=file.name[:150],
            sha256=digest_of(file),
            system=table.layout.system,
            counts={},
            plan=None,
            plan_digest="",
            made_at=at,
        )
        current.add(batch)
        current.flush()
        plan = carry_out(
            current, batch, table, importer, expected=None, at=at, today=state().today(), day_first=answers
        )
        if is_refused(plan):
            raise NothingAccepted
    return plan


def _organisation(current: Session) -> Organisation:
    """Return the organisation; the first import makes the one that the settings name."""
    name = state().settings.organisation
    found = home_organisation(current, name)
    if found is None:
        found = Organisation(name=name)
        current.add(found)
        current.flush()
    return found


def _teams(current: Session) -> list[str]:
    found = home_organisation(current, state().settings.organisation)
    if found is None:
        return []
    return list(current.scalars(select(Team.name).where(Team.organisation_id == found.id).order_by(Team.name)))
