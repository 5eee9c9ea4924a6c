"""`flask register people …`: people in by Excel, and the workbook to fill in."""

from functools import partial
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import ROLE_NAMES
from register.commands._importing import DATES, FILE, Work, run_import
from register.commands._shared import LARGEST_IMPORT, not_written, readable
from register.current import state
from register.db import session
from register.imports.import_people import carry_out, plan_import
from register.imports.people_report import as_document, as_lines
from register.imports.tables import PEOPLE, read_people_table
from register.people.models import Organisation, Team
from register.people.organisations import home_organisation
from register.points.judges import rule_book
from register.workbooks.header import Table


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(people)


@click.group("people")
def people() -> None:
    """Mensen: importeren uit Excel, en het sjabloon om in te vullen."""


@people.command("import")
@click.argument("file", type=FILE)
@click.option("--system", help="HR-systeem, zoals afas of beaufort; anders herkennen we het aan de koppen.")
@click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren en wijzig niets.")
@click.option("--dates", type=DATES, help="Hoe datums met schuine strepen gelezen worden.")
@click.option("--allow-leavers", is_flag=True, help="Laat mensen uit dienst gaan, ook als het bestand er weinig noemt.")
@click.option("--json", "as_json", is_flag=True, help="Geef het verslag als JSON.")
@with_appcontext
def import_people(
    file: Path, system: str | None, dates: str | None, *, dry_run: bool, allow_leavers: bool, as_json: bool
) -> None:
    """Lees mensen in uit een werkboek."""
    work = Work(
        kind=PEOPLE,
        organisation=_wanted_organisation if dry_run else _organisation,
        plan=plan_import,
        carry_out=partial(carry_out, allow_leavers=allow_leavers),
        document=lambda plan, system, applied: as_document(plan, system=system, applied=applied),
        lines=lambda plan, applied: as_lines(plan, applied=applied),
    )

    def read() -> Table:
        return read_people_table(readable(file), system=system, max_rows=LARGEST_IMPORT)

    run_import(work, file, read, dates=dates, dry_run=dry_run, as_json=as_json)


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


def _wanted_organisation(current: Session) -> Organisation:
    """Return the organisation, or for a trial before the first import one that is in no database."""
    name = state().settings.organisation
    return home_organisation(current, name) or Organisation(id=0, name=name)


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
