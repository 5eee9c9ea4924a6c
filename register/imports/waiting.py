"""Rows that wait for the answer to a question about dates (*wacht op antwoord*): not wrong, only not read yet."""

from collections.abc import Iterable, Mapping
from typing import Any

from register.imports.columns import ParsedTable
from register.imports.people_plan import Outcome, PlannedRow

_ANSWERED_BY: Mapping[str, frozenset[str]] = {
    "date-ambiguous": frozenset({"date-ambiguous"}),
    "date-mixed": frozenset({"date-ambiguous"}),
    "date-month-first": frozenset({"date-ambiguous", "date-impossible"}),
    "date-serial": frozenset({"date-number"}),
}
"""What a question is about, and what is wrong with a cell only as long as that is not answered."""


def with_waiting(rows: Iterable[PlannedRow], table: ParsedTable[Any]) -> tuple[PlannedRow, ...]:
    """Let the rows wait that nothing is wrong with but what an open question is about."""
    if not table.questions:
        return tuple(rows)
    headers, columns = table.source.headers, table.source.columns
    asked = {headers[columns[field]]: _ANSWERED_BY.get(one.code, frozenset()) for field, one in table.questions.items()}
    return tuple(row._replace(outcome=Outcome.WAITS) if _waits(row, asked) else row for row in rows)


def _waits(row: PlannedRow, asked: Mapping[str, frozenset[str]]) -> bool:
    wrong = [one for one in row.problems if one.blocks]
    return (
        row.outcome is Outcome.REJECTED
        and bool(wrong)
        and all(one.code in asked.get(one.column, frozenset()) for one in wrong)
    )
