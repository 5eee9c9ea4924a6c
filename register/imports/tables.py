"""From a received file to a table; a file itself is never kept (*tabellen*)."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from register.bulk.rows import no_collecting
from register.workbooks.header import Table, find_table
from register.workbooks.layouts import normalise_header, people_layout, recognise, training_layout
from register.workbooks.read import read_workbook
from register.workbooks.refused import WorkbookRefused

PEOPLE, TRAINING, ATTENDANCE, NUMBERS = "mensen", "scholing", "aanwezigheid", "registernummers"
LAYOUTS = {PEOPLE: "people", TRAINING: "training", ATTENDANCE: "attendance", NUMBERS: "numbers"}
"""Per kind of import the kind of table that it reads."""

_ONLY_IN_TRAINING = frozenset({"activiteit", "uren"})
"""Headers by which a file with a history gives itself away, where people are expected."""


def read_people_table(path: Path, *, system: str | None, max_rows: int) -> Table:
    """Read a workbook of people; the HR system is recognised by its headers unless it is given.

    Raises:
        WorkbookRefused: the file cannot be read, in Dutch with the remedy.

    """
    workbook = read_workbook(path, max_rows=max_rows)
    with no_collecting():
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
    workbook = read_workbook(path, max_rows=max_rows)
    with no_collecting():
        return find_table(workbook, training_layout())


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of_all(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of a file, or of the digests of the files of a set, in whatever order they came."""
    if len(paths) == 1:
        return digest_of(paths[0])
    return hashlib.sha256("".join(sorted(map(digest_of, paths))).encode()).hexdigest()
