"""What the import commands share: try files out, or carry them out whole, and say what came of it."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from register.bulk.rows import no_collecting
from register.commands._progress import shown_progress
from register.commands._shared import as_workbook, not_written, organisation, readable, refusing
from register.commands._whole_file import LARGEST_IMPORT, NothingAccepted, is_refused, refusal
from register.current import state
from register.db import session, transaction
from register.imports.error_rows import Errors, rejected_rows, write_errors
from register.imports.import_people import Importer
from register.imports.models import ImportBatch
from register.imports.opening import OWN, Opened, open_files, system_name
from register.imports.pipelines import PIPELINES, Plan
from register.imports.presets import presets_of
from register.imports.sheets import KeptSheet, sheet_shown
from register.imports.staging import clean_name, keep_errors
from register.imports.tables import PEOPLE, digest_of_all
from register.imports.templates import write_template
from register.people.models import Organisation
from register.people.organisations import home_organisation
from register.workbooks.dates import DateChoice
from register.workbooks.header import Table
from register.workbooks.words import number_of

_SHORT = {"dmj": DateChoice.DAY_MONTH.value, "mdj": DateChoice.MONTH_DAY.value}
DATES = click.Choice([*(choice.value for choice in DateChoice), *_SHORT])
FILE = click.Path(path_type=Path)


@dataclass(frozen=True, kw_only=True)
class Order:
    """One import as it was asked for on the command line."""

    kind: str
    files: Sequence[Path]
    system: str | None = None
    sheet: str | None = None
    dates: str | None = None
    errors: Path | None = None
    dry_run: bool = False
    allow_leavers: bool = False


def run_import(order: Order, *, as_json: bool) -> None:
    """Import files, or say what importing would do; exit code 2 with the reasons when it is refused."""
    with refusing(), shown_progress(), no_collecting():
        opened = _open(order)
        table = opened.table()
        kept = opened.kept() if order.errors is not None else None
        opened = opened.closed()
        plan = _try(order, table) if order.dry_run else _import(order, opened, table, kept)
        errors = rejected_rows(kept, table, plan) if kept is not None else None
    if order.errors is not None and errors is not None:
        _write(order.errors, errors)
    refused = is_refused(plan)
    applied = not order.dry_run and not refused
    if as_json:
        document = PIPELINES[order.kind].document(plan, system=opened.system, applied=applied) | {"sheet": table.sheet}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif not refused:
        click.echo(_read_as(opened, table))
        click.echo("\n".join(PIPELINES[order.kind].lines(plan, applied=applied)))
    if order.errors is not None:
        click.echo(_about_errors(order.errors, errors), err=True)
    if refused:
        raise refusal(plan)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the help says of the commands of one kind of import."""

    group: str
    reads: str
    writes: str


def commands_of(name: str, kind: str, told: Told) -> click.Group:
    """Make the two commands of a kind that comes in one file: `import BESTAND` and `template --out FILE`."""

    @click.argument("file", metavar="BESTAND", type=FILE)
    @click.option("--system", help="own:NAAM voor een eigen indeling; anders herkennen we die aan de koppen.")
    @click.option("--dry-run", is_flag=True, help="Laat zien wat er zou gebeuren en wijzig niets.")
    @click.option("--sheet", help="De naam van het blad; anders lezen we het blad dat het beste past.")
    @click.option("--dates", type=DATES, help="Hoe datums gelezen worden waarvan de volgorde niet blijkt.")
    @click.option("--errors", type=FILE, help="Waar het werkboek met de afgekeurde rijen komt.")
    @click.option("--json", "as_json", is_flag=True, help="Geef het verslag als JSON.")
    @with_appcontext
    def read(file: Path, *, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
        run_import(Order(kind=kind, files=[file], **asked), as_json=as_json)

    @click.option("--out", required=True, type=FILE, callback=as_workbook, help="Waar het bestand komt.")
    @with_appcontext
    def write(out: Path) -> None:
        write_template_to(out, kind)

    made = click.Group(name, help=told.group)
    made.add_command(click.command("import", help=told.reads)(read))
    made.add_command(click.command("template", help=told.writes)(write))
    return made


def write_template_to(out: Path, kind: str) -> None:
    """Write the workbook to fill in for one kind of import."""
    home = home_organisation(session(), state().settings.organisation)
    try:
        write_template(session(), out, kind=kind, organisation_id=home.id if home else 0)
    except OSError as error:
        raise not_written(out, error) from None
    click.echo(f"Geschreven: {out}")


def first_organisation(current: Session) -> Organisation:
    """Return the organisation; the first import of people makes the one that the settings name."""
    name = state().settings.organisation
    found = home_organisation(current, name)
    if found is None:
        found = Organisation(name=name)
        current.add(found)
        current.flush()
    return found


def _open(order: Order) -> Opened:
    for file in order.files:
        readable(file)
    current = session()
    home = home_organisation(current, state().settings.organisation)
    if home is None and (order.system or "").startswith(OWN):
        organisation(current)
    return open_files(
        order.files,
        kind=order.kind,
        system=order.system,
        presets=presets_of(current, home.id) if home else (),
        max_rows=LARGEST_IMPORT,
        choice=_SHORT.get(order.dates or "", order.dates or ""),
        sheet=order.sheet or "",
    )


def _try(order: Order, table: Table) -> Plan:
    current = session()
    home: Organisation | None = home_organisation(current, state().settings.organisation)
    if home is None:
        home = Organisation(id=0, name="") if order.kind == PEOPLE else organisation(current)
    importer = Importer(organisation_id=home.id, actor_id=None)
    return PIPELINES[order.kind].plan(current, table, importer, today=state().today())


def _import(order: Order, opened: Opened, table: Table, kept: KeptSheet | None) -> Plan:
    at = state().now()
    more: dict[str, Any] = {"allow_leavers": order.allow_leavers} if order.kind == PEOPLE else {}
    with suppress(NothingAccepted), transaction() as current:
        home = first_organisation(current) if order.kind == PEOPLE else organisation(current)
        importer = Importer(organisation_id=home.id, actor_id=None)
        batch = new_batch(home.id, opened, order.files)
        current.add(batch)
        current.flush()
        work = PIPELINES[order.kind].carry_out
        plan = work(current, batch, table, importer, expected=None, at=at, today=state().today(), **more)
        if kept is not None:
            keep_errors(batch, rejected_rows(kept, table, plan))
        if is_refused(plan) or not plan.changes:
            raise NothingAccepted
    return plan


def new_batch(organisation_id: int, opened: Opened, files: Sequence[Path]) -> ImportBatch:
    """Make the row that stands for files that were offered on this machine."""
    return ImportBatch(
        organisation_id=organisation_id,
        kind=opened.kind,
        file_name=clean_name(", ".join(file.name for file in files)),
        sha256=digest_of_all(files),
        system=opened.system,
        counts={},
        plan=None,
        plan_digest="",
        made_at=state().now(),
    )


def _read_as(opened: Opened, table: Table) -> str:
    """Say from which system a file comes, as far as we saw that, and from which sheet its rows come."""
    by = "eigen indeling" if opened.system.startswith(OWN) else "indeling"
    sheet = sheet_shown(table.sheet)
    return f"Gelezen met {by} {system_name(opened.system)}" + (f", van blad '{sheet}'." if sheet else ".")


def _write(path: Path, errors: Errors) -> None:
    try:
        write_errors(path, errors, made_at=state().now())
    except OSError as error:
        raise not_written(path, error) from None


def _about_errors(path: Path, errors: Errors | None) -> str:
    if errors is None:
        return f"Geen enkele rij is afgekeurd; {path} is niet gemaakt."
    count = number_of(len(errors["rows"]), "afgekeurde rij staat", "afgekeurde rijen staan")
    return f"{count} in {path}. Verbeter die rijen daar en importeer dat bestand."
