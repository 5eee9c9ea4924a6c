"""An upload between preview and import: its sheet, how that is read, and the plan made of it (*klaargezet*)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from register.db import session
from register.imports import sheets
from register.imports.error_rows import Errors, rejected_rows
from register.imports.import_people import Importer
from register.imports.models import ImportBatch
from register.imports.opening import layout_of
from register.imports.people_plan import Outcome
from register.imports.pipelines import PIPELINES, Plan
from register.imports.sheets import KeptSheet
from register.workbooks.header import Table
from register.workbooks.layouts import Layout
from register.workbooks.presets import Preset
from register.workbooks.refused import WorkbookRefused

_PLANNED = "planned"


@dataclass(frozen=True)
class Staged:
    """What was kept of an upload, how it is read, and what carrying it out would do."""

    batch: ImportBatch
    preset: Preset | None = None

    @cached_property
    def written(self) -> Mapping[str, Any]:
        """What stands in the database."""
        return self.batch.plan or {}

    @cached_property
    def kept(self) -> KeptSheet:
        """The sheet of the file."""
        return sheets.from_json(self.written)

    @property
    def base(self) -> str:
        """The preset of ours that lies under it."""
        own = self.written["preset"]
        return str(own["base"]) if own else self.batch.system

    @cached_property
    def layout(self) -> Layout:
        """Which header means what."""
        own = self.written["preset"]
        preset = self.preset or (Preset(**own) if own else None)
        return layout_of(self.batch.kind, self.base, preset)

    @cached_property
    def _table(self) -> Table:
        return sheets.read_table(self.kept, self.layout, choices=self.written["answers"])

    def table(self) -> Table:
        """Read the table of the sheet, with the answers that were given."""
        return self._table

    def plan(self, session: Session, importer: Importer, *, today: date) -> Plan:
        """Say what carrying it out would do now: the plan that was kept if nothing changed since, else a new one."""
        return self._recalled(session, importer, today) or self.plan_anew(session, importer, today=today)

    def plan_anew(self, session: Session, importer: Importer, *, today: date) -> Plan:
        """Plan against the data of this moment."""
        return PIPELINES[self.batch.kind].plan(session, self.table(), importer, today=today)

    def carry_out(self, session: Session, importer: Importer, *, today: date, **asked: Any) -> Plan:  # noqa: ANN401
        """Write the plan that was kept, if under the write lock it still fits; else plan again and write that."""
        plan = self._recalled(session, importer, today)
        if plan is None:
            work = PIPELINES[self.batch.kind].carry_out
            return work(session, self.batch, self.table(), importer, today=today, **asked)
        PIPELINES[self.batch.kind].write(session, self.batch, plan, importer, **asked)
        return plan

    def rejected(self, plan: Plan) -> Errors | None:
        """Give the rows that a plan rejects; the sheet is only read when there are any."""
        return rejected_rows(self.kept, self.table(), plan) if plan.counts[Outcome.REJECTED.value] else None

    def _recalled(self, session: Session, importer: Importer, today: date) -> Plan | None:
        kept = self.written.get(_PLANNED)
        if kept is None:
            return None
        return PIPELINES[self.batch.kind].recall(session, kept, importer, today=today, how=self.how)

    @property
    def how(self) -> list[Any]:
        """How the file is read, as plain values."""
        return [self.batch.kind, self.batch.system, self.written["preset"], self.written["answers"]]


def planned_of(batch: ImportBatch, importer: Importer, *, today: date) -> dict[str, Any]:
    """Plan an upload and give what to keep of that with it; nothing where it cannot be planned or carried out yet.

    Reads the data of this moment and writes nothing.
    """
    staged = Staged(batch)
    try:
        plan = staged.plan_anew(session(), importer, today=today)
    except WorkbookRefused:
        return {_PLANNED: None}
    return {_PLANNED: PIPELINES[batch.kind].keep(plan, importer, how=staged.how)}
