"""What the two import commands share: try a file out, or carry it out whole, and say what came of it."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import click
from sqlalchemy.orm import Session

from register.commands._shared import NothingAccepted, is_refused, refusal, refusing
from register.current import state
from register.db import session, transaction
from register.imports.import_people import Importer
from register.imports.models import ImportBatch
from register.imports.people_plan import PeoplePlan
from register.imports.tables import digest_of
from register.imports.training_plan import TrainingPlan
from register.people.models import Organisation
from register.workbooks.header import Table

DATES = click.Choice(["dmj", "mdj"])
FILE = click.Path(path_type=Path)

Plan = TypeVar("Plan", PeoplePlan, TrainingPlan)


@dataclass(frozen=True, kw_only=True)
class Work(Generic[Plan]):
    """One kind of import: how it is read, planned, carried out and told."""

    kind: str
    organisation: Callable[[Session], Organisation]
    plan: Callable[..., Plan]
    carry_out: Callable[..., Plan]
    document: Callable[[Plan, str, bool], dict[str, Any]]
    lines: Callable[[Plan, bool], Iterable[str]]


def run_import(
    work: Work[Plan], file: Path, read: Callable[[], Table], *, dates: str | None, dry_run: bool, as_json: bool
) -> None:
    """Import a file, or say what importing would do; exit code 2 with the reasons when it is refused."""
    with refusing():
        table = read()
        answers = dict.fromkeys(table.columns, dates == "dmj") if dates else None
        plan = _try(work, table, answers) if dry_run else _import(work, file, table, answers)
    refused = is_refused(plan)
    applied = not dry_run and not refused
    if as_json:
        click.echo(json.dumps(work.document(plan, table.layout.system, applied), ensure_ascii=False, indent=2))
    elif not refused:
        click.echo("\n".join(work.lines(plan, applied)))
    if refused:
        raise refusal(plan)


def _try(work: Work[Plan], table: Table, answers: dict[str, bool] | None) -> Plan:
    current = session()
    importer = Importer(organisation_id=work.organisation(current).id, actor_id=None)
    return work.plan(current, table, importer, today=state().today(), day_first=answers)


def _import(work: Work[Plan], file: Path, table: Table, answers: dict[str, bool] | None) -> Plan:
    at = state().now()
    with suppress(NothingAccepted), transaction() as current:
        importer = Importer(organisation_id=work.organisation(current).id, actor_id=None)
        batch = ImportBatch(
            organisation_id=importer.organisation_id,
            kind=work.kind,
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
        plan = work.carry_out(
            current, batch, table, importer, expected=None, at=at, today=state().today(), day_first=answers
        )
        if is_refused(plan):
            raise NothingAccepted
    return plan
