"""What an import of people would do, row by row, as plain data that tells its own digest (*plan*)."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from register.access import Role
from register.bulk.rows import no_collecting
from register.imports.people_snapshot import PeopleSnapshot
from register.imports.people_table import PeopleTable
from register.imports.problems import RowProblem
from register.workbooks.columns import ERROR_COLUMNS
from register.workbooks.header import Table
from register.workbooks.problem import Reading

WHOLE_FILE = 0.8
"""A file that mentions a smaller share of the people in service may be half an export."""


def is_correction(table: Table) -> bool:
    """Whether a table comes from an error workbook of ours."""
    return set(ERROR_COLUMNS) <= set(table.unknown)


class Outcome(StrEnum):
    """What happens to one row (*uitkomst*); every row has exactly one, so that the counts add up (G3)."""

    NEW = "nieuw"
    FUTURE = "toekomstig"
    CHANGED = "gewijzigd"
    UNCHANGED = "ongewijzigd"
    LEAVER = "uit dienst"
    REJECTED = "afgekeurd"
    WAITS = "wacht op antwoord"
    """A question about a column is open: once it is answered, this row is read."""


class Change(NamedTuple):
    """One field of one person that gets another value, as people read it."""

    field: str
    old: str
    new: str


class PlannedRow(NamedTuple):
    """One row of the file: who it is about, what happens and why."""

    row: int
    personnel_number: str
    name: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    problems: tuple[RowProblem, ...] = ()


class NewPerson(NamedTuple):
    """Somebody who is not known yet, with everything the file says; `key` is the personnel number."""

    row: int
    key: str
    person: dict[str, Any]
    employments: tuple[dict[str, Any], ...]
    memberships: tuple[dict[str, Any], ...]
    roles: tuple[dict[str, Any], ...]
    registrations: tuple[dict[str, Any], ...]


class Insert(NamedTuple):
    """A new row beside an existing person or team; `person` is an id, or the key of a `NewPerson`."""

    row: int
    kind: str
    person: int | str
    values: dict[str, Any]


class Update(NamedTuple):
    """Other values in an existing row; `version` is what it was when the plan was made, `None` where rows have none."""

    row: int
    kind: str
    object_id: int
    version: int | None
    before: dict[str, Any]
    after: dict[str, Any]


class Removal(NamedTuple):
    """A row that never came into force and goes."""

    row: int
    kind: str
    object_id: int
    before: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Basis:
    """All that a plan depends on: with an equal basis it would be the same plan (`plan_people` is pure)."""

    snapshot: PeopleSnapshot
    table: PeopleTable
    without_period: frozenset[str]
    today: date
    may_grant: frozenset[Role]


@dataclass(frozen=True, kw_only=True)
class PlanOfRows:
    """What every plan tells of its rows; what it would write is its own."""

    outcomes: ClassVar[Collection[Outcome]] = tuple(Outcome)
    """What can become of a row of this kind of import."""

    rows: tuple[PlannedRow, ...]
    notices: tuple[str, ...]
    questions: Mapping[str, str]
    """Per field the question that must be answered before the plan can be applied."""
    readings: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    """Per question the ways to read the column, with examples."""
    known_digest: str = field(default="", repr=False, compare=False)
    """The digest of a plan that was kept; empty: not taken yet."""

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows per outcome; their sum is the number of rows. What waits is in it only where something does."""
        counted = Counter(row.outcome for row in self.rows)
        waiting = counted.pop(Outcome.WAITS, 0)
        counts = {outcome.value: counted[outcome] for outcome in self.outcomes if outcome is not Outcome.WAITS}
        return counts | ({Outcome.WAITS.value: waiting} if waiting else {})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that would be written: another digest means that the data changed in the meantime."""
        return self.known_digest or digest_of_text(self.text())

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """All messages, in order of row."""
        return tuple(problem for row in self.rows for problem in row.problems)

    def text(self) -> str:
        """Write down all that would be written."""
        with no_collecting():
            encoder = json.JSONEncoder(default=_Texts().__getitem__, sort_keys=True, check_circular=False)
            return encoder.encode(self._content())

    def _content(self) -> list[Any]:
        """Everything that would be written, in an order of its own."""
        raise NotImplementedError


class _Texts(dict[Any, str]):
    """How days and figures are written, each different one once: a plan of thousands of people has few of them."""

    def __missing__(self, value: date | Decimal) -> str:
        text = self[value] = str(value)
        return text


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class PeoplePlan(PlanOfRows):
    """The whole plan; pure data, made by `plan_people`."""

    teams: tuple[str, ...]
    """Teams to make."""
    people: tuple[NewPerson, ...]
    inserts: tuple[Insert, ...]
    updates: tuple[Update, ...]
    removals: tuple[Removal, ...]
    absent: tuple[str, ...]
    """Names of people in service whom the file does not mention; nothing happens to them."""
    basis: Basis | None = field(default=None, repr=False, compare=False)
    """What it was made of; `None` for a plan that was kept."""
    in_service: int = 0
    """How many people are in service now."""
    leavers: int = 0
    """How many of those the file says have left."""
    is_correction: bool = False
    """Whether the file holds rows that were rejected before, corrected by hand (G4)."""

    @cached_property
    def changes(self) -> bool:
        """Whether there is anything to apply."""
        return bool(self.people or self.inserts or self.updates or self.removals or self.teams)

    @property
    def asks_about_leavers(self) -> bool:
        """Whether the file looks like a part of an export while it lets people leave: then that is asked first.

        A file with corrected rows of ours is a part and says so: nothing to ask.
        """
        return (
            not self.is_correction
            and self.leavers > 0
            and self.in_service - len(self.absent) < WHOLE_FILE * self.in_service
        )

    def _content(self) -> list[Any]:
        return [
            [(row.row, row.outcome, row.changes) for row in self.rows],
            self.teams,
            self.people,
            self.inserts,
            self.updates,
            self.removals,
        ]
