"""Carry out a plan of people in the caller's transaction, with what each row changed (*doorvoeren*)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from register.bulk.rows import insert_rows, reserve_ids
from register.errors import Conflict
from register.imports.models import ImportChange
from register.imports.objects import OBJECTS, Values, as_plain, object_table
from register.imports.people_plan import PeoplePlan, Update
from register.people.models import Person, Team

_CHANGED = "Iemand anders heeft intussen iets gewijzigd. Bekijk het nieuwe voorbeeld en importeer dan opnieuw."


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What was touched, for what has to be counted again afterwards."""

    new_registrations: tuple[int, ...]
    changed_registrations: tuple[int, ...]


def apply_people(session: Session, plan: PeoplePlan, *, organisation_id: int, batch_id: int, at: datetime) -> Applied:
    """Write the plan: teams, people with all they have, then changes; each with a change row, to undo it by.

    Raises:
        Conflict: a row is no longer what it was when the plan was made.

    """
    writer = _Writer(session, plan, organisation_id, batch_id, at)
    writer.add_teams()
    writer.add_people()
    writer.add_inserts()
    for one in plan.updates:
        writer.update(one)
    for gone in plan.removals:
        table = object_table(gone.kind)
        session.execute(delete(table).where(table.c.id == gone.object_id))
        writer.note(gone.row, gone.kind, gone.object_id, gone.before, None)
    writer.flush()
    changed = tuple(one.object_id for one in plan.updates if one.kind == "registration")
    return Applied(new_registrations=tuple(writer.registrations), changed_registrations=changed)


class _Writer:
    """Collects rows per table and writes each table once, parents first."""

    def __init__(self, session: Session, plan: PeoplePlan, organisation_id: int, batch_id: int, at: datetime) -> None:
        self.registrations: list[int] = []
        self._session = session
        self._plan = plan
        self._organisation_id = organisation_id
        self._batch_id = batch_id
        self._at = at
        self._teams: dict[str, int] = {}
        self._people: dict[int | str, int] = {}
        self._rows: dict[str, list[Values]] = {kind: [] for kind in OBJECTS}
        self._outcomes = {row.row: row.outcome.value for row in plan.rows}
        self._changes: list[Values] = []

    def add_teams(self) -> None:
        """Make the new teams, and know the others."""
        ids = reserve_ids(self._session, Team, len(self._plan.teams))
        for name, team_id in zip(self._plan.teams, ids, strict=True):
            self._rows["team"].append({"id": team_id, "organisation_id": self._organisation_id, "name": name})
            self.note(0, "team", team_id, None, {"name": name})
        insert_rows(self._session, Team, self._rows["team"])
        here = Team.organisation_id == self._organisation_id
        self._teams = {name: team_id for team_id, name in self._session.execute(select(Team.id, Team.name).where(here))}

    def add_people(self) -> None:
        """Make the new people; one change row stands for somebody with all that came along."""
        shared: dict[tuple[int, ...], Values] = {}
        ids = reserve_ids(self._session, Person, len(self._plan.people))
        for one, person_id in zip(self._plan.people, ids, strict=True):
            self._people[one.key] = person_id
            self._rows["person"].append({"id": person_id, "organisation_id": self._organisation_id, **one.person})
            came = {
                "employment": one.employments,
                "membership": one.memberships,
                "role": one.roles,
                "registration": one.registrations,
            }
            for kind, found in came.items():
                self._rows[kind] += [self._row(kind, person_id, values) for values in found]
            counts = {kind: len(found) for kind, found in came.items()}
            self._keep(one.row, "person", person_id, None, shared.setdefault(tuple(counts.values()), counts))
        insert_rows(self._session, Person, self._rows["person"])

    def add_inserts(self) -> None:
        """Add what is new beside people and teams; every row gets its id here, so that undoing can find it."""
        noted = []
        for one in self._plan.inserts:
            person_id = self._people[one.person] if isinstance(one.person, str) else one.person
            row = self._row(one.kind, person_id, one.values)
            self._rows[one.kind].append(row)
            noted.append((one, row))
        for kind in ("employment", "membership", "team_manager", "role", "registration"):
            rows = self._rows[kind]
            for row, row_id in zip(rows, reserve_ids(self._session, OBJECTS[kind], len(rows)), strict=True):
                row["id"] = row_id
            insert_rows(self._session, OBJECTS[kind], rows)
        self.registrations += [row["id"] for row in self._rows["registration"]]
        for one, row in noted:
            self.note(one.row, one.kind, row["id"], None, row)

    def update(self, one: Update) -> None:
        """Change one row, if it still is the version that the plan saw."""
        table = object_table(one.kind)
        values = dict(one.after)
        if "active" in values:
            values["deactivated_at"] = None if values.pop("active") else self._at
        query = update(table).where(table.c.id == one.object_id)
        if one.version is not None:
            query = query.where(table.c.version == one.version)
            values["version"] = one.version + 1
        if self._session.execute(query.values(values)).rowcount != 1:  # type: ignore[attr-defined]
            raise Conflict(_CHANGED)
        self.note(one.row, one.kind, one.object_id, one.before, one.after)

    def note(
        self, row: int, kind: str, object_id: int, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
    ) -> None:
        """Remember what a row changed."""
        self._keep(row, kind, object_id, as_plain(before), as_plain(after))

    def flush(self) -> None:
        """Write the change rows."""
        insert_rows(self._session, ImportChange, self._changes)

    def _keep(self, row: int, kind: str, object_id: int, before: Values | None, after: Values | None) -> None:
        self._changes.append(
            {
                "batch_id": self._batch_id,
                "row_number": row,
                "outcome": self._outcomes.get(row, "nieuw"),
                "object_kind": kind,
                "object_id": object_id,
                "before": before,
                "after": after,
            }
        )

    def _row(self, kind: str, person_id: int, values: Mapping[str, Any]) -> Values:
        row = {"person_id": person_id, **values}
        if kind == "employment":
            row["organisation_id"] = self._organisation_id
        elif "team" in row:
            row["team_id"] = self._teams[row.pop("team")]
        return row
