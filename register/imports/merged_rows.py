"""What several rows of one person say together (*rijen samen*)."""

from collections.abc import Sequence
from typing import Any

from register.imports.drafts import Drafts
from register.imports.people_table import EmployeeRow


def merged_rows(drafts: Drafts, rows: Sequence[EmployeeRow], fields: Sequence[str]) -> EmployeeRow | None:
    """Return one row that says in these fields what the rows say together, an empty cell saying nothing.

    `None`: there are no rows, or they disagree and are rejected.
    """
    if len(rows) < 2:  # noqa: PLR2004 - nothing to merge
        return rows[0] if rows else None
    merged: dict[str, Any] = {}
    for field in fields:
        said = {value for row in rows if (value := getattr(row, field)) is not None}
        if len(said) > 1:
            reject_disagreeing(drafts, rows, field, among=rows)
            return None
        merged[field] = said.pop() if said else None
    return rows[0]._replace(**merged)


def reject_disagreeing(
    drafts: Drafts, rows: Sequence[EmployeeRow], field: str, *, among: Sequence[EmployeeRow]
) -> None:
    """Reject rows of one person that say something else in a field; `among` is all that the message names."""
    numbers = ", ".join(str(number) for number in sorted(row.row for row in among))
    for row in rows:
        drafts.problem(
            row, field, "rows-disagree",
            f"De rijen {numbers} gaan over dezelfde persoon, maar zeggen hier niet hetzelfde.",
            "Maak ze gelijk. Zijn het twee dienstverbanden? Voeg dan de kolom Volgnummer dienstverband toe. Zijn het "
            "twee mensen? Geef ze dan elk een eigen nummer.",
            blocks=True,
        )  # fmt: skip
