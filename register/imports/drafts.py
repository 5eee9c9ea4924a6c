"""The plan while it is being made: what each row gets so far (*in bewerking*)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from register.access import ROLE_NAMES
from register.imports.people_plan import (
    Change,
    Insert,
    NewPerson,
    Outcome,
    PlannedRow,
    Removal,
    Update,
)
from register.imports.people_snapshot import PeopleSnapshot
from register.imports.people_table import EmployeeRow, PeopleTable
from register.imports.problems import RowProblem, shown

NO_VALUE = "(leeg)"


class Tries(NamedTuple):
    """What earlier tries to make this plan showed of rows that give somebody another register number."""

    not_freeing: frozenset[int] = frozenset()
    """Rows that were rejected for something else: they free no number."""
    spared: frozenset[int] = frozenset()
    """Of these the ones that are not looked at for the number they give: they have a reason already."""


FIRST_TRY = Tries()


class Draft:
    """One row in the making; a row of which there is nothing to say never gets one."""

    __slots__ = ("changes", "outcome", "problems", "row")

    def __init__(self, row: EmployeeRow) -> None:
        self.row = row
        self.outcome = Outcome.UNCHANGED
        self.changes: list[Change] = []
        self.problems: list[RowProblem] = []

    @property
    def rejected(self) -> bool:
        """Whether this row is out."""
        return self.outcome is Outcome.REJECTED

    def planned(self) -> PlannedRow:
        """Return the finished row."""
        row = self.row
        return PlannedRow(
            row.row,
            row.personnel_number or "",
            name_in(row),
            self.outcome,
            () if self.rejected else tuple(self.changes),
            tuple(self.problems),
        )


class DraftsByRow(dict[int, Draft]):
    """The drafts by the number of their row, each made at its first use."""

    def __init__(self, rows: Sequence[EmployeeRow]) -> None:
        self._rows = {row.row: row for row in rows}

    def __missing__(self, number: int) -> Draft:
        draft = self[number] = Draft(self._rows[number])
        return draft


@dataclass(kw_only=True)
class Drafts:
    """The whole plan in the making; only functions of `plan_*` touch it."""

    snapshot: PeopleSnapshot
    table: PeopleTable
    today: date
    by_row: DraftsByRow
    present: frozenset[str]
    people: list[NewPerson] = field(default_factory=list)
    inserts: list[Insert] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    teams: dict[str, None] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    located: list[str] = field(default_factory=list)
    """Of whom rows name more than one location: which one is kept, with the rows."""
    leavers: set[int] = field(default_factory=set)
    half_read: frozenset[str | None] = frozenset()
    """Personnel numbers of which a row was rejected: nobody leaves by what the other rows say."""
    refs: dict[str, int | str] = field(default_factory=dict)
    """Who a personnel number stands for: a person's id, or the key of a new person."""
    names: dict[int | str, str] = field(default_factory=dict)
    rejected: set[int] = field(default_factory=set)
    """The numbers of the rows that are out."""
    freeing: frozenset[int] = frozenset()
    """The rows by which somebody loses a register number that another row gives to somebody else."""
    tries: Tries = FIRST_TRY
    registers: Mapping[str, str] = field(default_factory=dict)
    """The name of each register, by its id."""

    def problem(self, row: EmployeeRow, column: str, code: str, reason: str, remedy: str, *, blocks: bool) -> None:
        """Add a message to a row; a blocking one rejects it."""
        source = self.table.source
        place = source.columns.get(column)
        value = getattr(row, "roles" if column == "role" else column)
        draft = self.by_row[row.row]
        draft.problems.append(
            RowProblem(
                row.row,
                code,
                source.headers[place] if place is not None else "",
                f"{source.letters[place]}{row.row}" if place is not None else "",
                shown(_given(self.registers.get(value, value) if column == "register" else value)),
                reason,
                remedy,
                blocks,
            )
        )
        if blocks:
            self.reject(draft)

    def reject(self, draft: Draft) -> None:
        """Put a row out."""
        draft.outcome = Outcome.REJECTED
        self.rejected.add(draft.row.row)

    def changed(self, row: EmployeeRow, label: str, old: object, new: object) -> None:
        """Note that a row gives a field another value."""
        draft = self.by_row[row.row]
        draft.changes.append(Change(label, said(old), said(new)))
        if draft.outcome is Outcome.UNCHANGED:
            draft.outcome = Outcome.CHANGED

    def accepted(self, rows: list[EmployeeRow]) -> list[EmployeeRow]:
        """Return the rows that were not rejected."""
        return [row for row in rows if row.row not in self.rejected] if self.rejected else list(rows)

    def planned(self) -> Iterator[PlannedRow]:
        """Give every row of the file, finished."""
        for row in self.table.rows:
            draft = self.by_row.get(row.row)
            if draft is None:
                yield PlannedRow(row.row, row.personnel_number or "", name_in(row), Outcome.UNCHANGED)
            else:
                yield draft.planned()


def content_of(row: EmployeeRow) -> tuple[str, ...]:
    """Return by what the rows of one person are put in an order that does not depend on the file."""
    return (f"{row.employment_number or 0:05d}", row.register or "", *(str(value) for value in row[1:]))


def name_in(row: EmployeeRow) -> str:
    """Write the name of a row as people read it."""
    return " ".join(filter(None, (row.given_name, row.prefix, row.surname)))


def _given(value: object) -> str:
    """Write a value of the file back as people read it; roles by their name."""
    if isinstance(value, tuple):
        return ", ".join(ROLE_NAMES[role] for role in value)
    return "" if value is None else said(value)


def said(value: object) -> str:
    """Write a value as people read it."""
    if value is None or value == "":
        return NO_VALUE
    if isinstance(value, date):
        return f"{value.day}-{value.month}-{value.year}"
    return str(value).replace(".", ",") if value.__class__.__name__ == "Decimal" else str(value)
