"""From a received file to a table, and a table to and from the database; a file itself is never kept (*tabellen*)."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from register.workbooks.cells import Row
from register.workbooks.header import Table, find_table
from register.workbooks.layouts import normalise_header, people_layout, recognise, training_layout
from register.workbooks.read import read_workbook
from register.workbooks.refused import WorkbookRefused

PEOPLE, TRAINING = "mensen", "scholing"

_ONLY_IN_TRAINING = frozenset({"activiteit", "uren"})
"""Headers by which a file with a history gives itself away, where people are expected."""


def read_people_table(path: Path, *, system: str | None, max_rows: int) -> Table:
    """Read a workbook of people; the HR system is recognised by its headers unless it is given.

    Raises:
        WorkbookRefused: the file cannot be read, in Dutch with the remedy.

    """
    workbook = read_workbook(path, max_rows=max_rows)
    table = find_table(workbook, people_layout(system or recognise(workbook)))
    if {normalise_header(header) for header in table.unknown} >= _ONLY_IN_TRAINING:
        raise WorkbookRefused(
            "other-layout",
            "Dit bestand gaat over scholing, niet over medewerkers.",
            "Kies bij het importeren ‘Scholing van vroeger’ (op de opdrachtregel: register training import).",
        )
    return table


def read_training_table(path: Path, *, max_rows: int) -> Table:
    """Read a workbook with a training history.

    Raises:
        WorkbookRefused: the file cannot be read, in Dutch with the remedy.

    """
    return find_table(read_workbook(path, max_rows=max_rows), training_layout())


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def to_json(table: Table, *, answers: Mapping[str, bool] | None = None) -> dict[str, Any]:
    """Write a table as plain values; refused and unknown columns are not in it (bar XL13)."""
    return {
        "system": table.layout.system,
        "sheet": table.sheet,
        "header_row": table.header_row,
        "columns": list(table.columns),
        "headers": list(table.headers),
        "letters": list(table.letters),
        "rows": [[row.number, list(row.texts), row.kinds] for row in table.rows],
        "unknown": list(table.unknown),
        "refused": list(table.refused),
        "notices": list(table.notices),
        "answers": dict(answers or {}),
    }


def from_json(written: Mapping[str, Any], *, kind: str) -> Table:
    """Read back what `to_json` wrote."""
    return Table(
        layout=people_layout(written["system"]) if kind == PEOPLE else training_layout(),
        sheet=written["sheet"],
        header_row=written["header_row"],
        columns=MappingProxyType({field: place for place, field in enumerate(written["columns"])}),
        headers=tuple(written["headers"]),
        letters=tuple(written["letters"]),
        rows=tuple(Row(number, tuple(texts), kinds) for number, texts, kinds in written["rows"]),
        unknown=tuple(written["unknown"]),
        refused=tuple(written["refused"]),
        notices=tuple(written["notices"]),
    )
