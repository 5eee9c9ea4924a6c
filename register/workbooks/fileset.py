"""Joins the files of a system that exports several: persons, employments, addresses, codes (bestandenset).

The join is on the personnel number; a file without it is a list of codes. Several employments stay several rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from register.workbooks.cells import EMPTY_CELL, Cell, Row
from register.workbooks.headerrows import best_header
from register.workbooks.layouts import Layout, normalise_header, people_layout, set_rules
from register.workbooks.read import Sheet, Workbook, read_workbook
from register.workbooks.refused import WorkbookRefused
from register.workbooks.words import number_of

MAX_FILES = 12
BETWEEN_FILES = " + "
EMPTY_ROW = Row(0, (), "")
EMAIL_HEADER = "E-mail werk"
REMEDY = "Kies alle bestanden van één export tegelijk, met in elk bestand het personeelsnummer."


@dataclass(kw_only=True)
class _File:
    """One file of the set: its headers, normalised, and its rows as texts with kinds."""

    name: str
    headers: list[str]
    names: list[str]
    rows: list[Row]
    notices: tuple[str, ...] = ()
    supplied: list[str] = field(default_factory=list)

    def place(self, names: frozenset[str]) -> int | None:
        """Give the position of the first column with one of these names."""
        return next((place for place, name in enumerate(self.names) if name in names), None)


def read_set(paths: Sequence[Path], *, system: str = "hrcore", max_rows: int = 20_000) -> Workbook:
    """Read the files of one export and join them to one sheet, ready for `find_table`.

    Args:
        paths: the received files, in any order; their names are used in notices only.
        system: the preset that knows how the set hangs together.
        max_rows: rows each file may hold.

    Returns:
        A workbook of one sheet with one row per employment; `notices` tell which file supplied which columns.

    Raises:
        WorkbookRefused: a file cannot be read, has no header that we know, or none of them holds the names of people.

    """
    if not 1 <= len(paths) <= MAX_FILES:
        raise WorkbookRefused("set-size", f"Een set bestaat uit 1 tot en met {MAX_FILES} bestanden.", REMEDY)
    layout, rules = people_layout(system), set_rules(system)
    files = [_open(path, layout, max_rows) for path in paths]
    return _Join(files, layout, rules).workbook()


def _open(path: Path, layout: Layout, max_rows: int) -> _File:
    try:
        workbook = read_workbook(path, max_rows=max_rows)
        found = best_header(workbook, layout)
    except WorkbookRefused as refused:
        raise WorkbookRefused(
            refused.code, f"Bestand {path.name}: {refused.message_nl}", refused.remedy_nl
        ) from refused
    below = [row for row in found.sheet.rows if row.number > found.last_row]
    headers = list(found.header.texts)
    names = [normalise_header(text) for text in headers]
    notices = tuple(f"Bestand {path.name}: {notice}" for notice in workbook.notices)
    return _File(name=path.name, headers=headers, names=names, rows=below, notices=notices)


class _Join:
    """The files of one set, being put together row by row."""

    def __init__(self, files: Sequence[_File], layout: Layout, rules: Mapping[str, Any]) -> None:
        self._number = _aliases(layout, "personnel_number")
        self._surname = _aliases(layout, "surname")
        self._sequence = _aliases(layout, "employment_number")
        self._rules = rules
        self._files = files
        keyed = [file for file in files if file.place(self._number) is not None]
        self._contacts = [file for file in keyed if self._types_place(file) is not None]
        people = [file for file in keyed if file.place(self._surname) is not None and file not in self._contacts]
        if not people:
            raise WorkbookRefused(
                "set-people",
                "In geen van de bestanden staan personeelsnummers met achternamen.",
                REMEDY,
            )
        self._people = people[0]
        self._others = [file for file in keyed if file is not self._people and file not in self._contacts]
        self._codes = [file for file in files if file not in keyed]
        self._headers: list[str] = []
        self._taken: dict[str, int] = {}

    def workbook(self) -> Workbook:
        """Join everything and tell what came from where."""
        rows = self._base()
        for file in self._others:
            rows = self._joined(rows, file)
        for file in self._codes:
            rows = self._looked_up(rows, file)
        for file in self._contacts:
            rows = self._with_email(rows, file)
        header = Row(1, tuple(self._headers), "t" * len(self._headers))
        sheet = Sheet(
            name=BETWEEN_FILES.join(file.name for file in self._files)[:200], hidden=False, rows=(header, *rows)
        )
        return Workbook(
            sheets=(sheet,), notices=(*self._supplied(), *(n for file in self._files for n in file.notices))
        )

    def _base(self) -> list[Row]:
        places = self._new_columns(self._people)
        return [_row(row.number + 1, [row.cell(place) for place in places]) for row in self._people.rows]

    def _new_columns(self, file: _File) -> list[int]:
        """Take the columns of a file that no earlier file supplied."""
        places = [place for place, name in enumerate(file.names) if name and name not in self._taken]
        for place in places:
            self._taken[file.names[place]] = len(self._headers)
            self._headers.append(file.headers[place])
            file.supplied.append(file.headers[place])
        return places

    def _joined(self, rows: list[Row], file: _File) -> list[Row]:
        """Add a file per person; with several rows a person (employments) the rows of the base are multiplied."""
        by_key = self._by_key(file)
        both = self._taken_place(self._sequence) is not None and file.place(self._sequence) is not None
        width = len(self._headers)
        places = self._new_columns(file)
        found: list[Row] = []
        for row in rows:
            matches = by_key.get(self._key_in_base(row), [])
            if both:
                matches = [m for m in matches if self._same_sequence(row, m, file)] or matches[:1]
            for match in matches or [EMPTY_ROW]:
                extra = [match.cell(place) for place in places]
                found.append(
                    _row(match.number if match.number and not both else row.number, [*_cells(row, width), *extra])
                )
        return found

    def _looked_up(self, rows: list[Row], file: _File) -> list[Row]:
        """Add the names that belong to a code, such as the name of a department."""
        key, code = self._code_pair(file)
        if key is None or code is None:
            return rows
        by_code = {row.cell(key).text: row for row in file.rows}
        width = len(self._headers)
        places = self._new_columns(file)
        return [
            _row(
                row.number, [*_cells(row, width), *(_from(by_code.get(row.cell(code).text), place) for place in places)]
            )
            for row in rows
        ]

    def _with_email(self, rows: list[Row], file: _File) -> list[Row]:
        """Take the address out of the rows of its type in the telephone file."""
        types, number = self._types_place(file), file.place(self._number)
        if types is None or number is None or normalise_header(EMAIL_HEADER) in self._taken:
            return rows
        wanted = [row for row in file.rows if row.cell(types).text == self._rules["email_type"]]
        addresses = {
            row.cell(number).text: cell
            for row in wanted
            for cell in map(row.cell, range(len(file.names)))
            if "@" in cell.text
        }
        width, key = len(self._headers), self._taken_place(self._number)
        self._taken[normalise_header(EMAIL_HEADER)] = width
        self._headers.append(EMAIL_HEADER)
        file.supplied.append(f"{EMAIL_HEADER} (soort {self._rules['email_type']})")
        return [
            _row(row.number, [*_cells(row, width), addresses.get(row.cell(key or 0).text, EMPTY_CELL)]) for row in rows
        ]

    def _types_place(self, file: _File) -> int | None:
        """Find the column that holds nothing but the types of a telephone file."""
        types = set(self._rules.get("types", ()))
        for place in range(len(file.names)):
            texts = {row.cell(place).text for row in file.rows} - {""}
            if texts and texts <= types:
                return place
        return None

    def _code_pair(self, file: _File) -> tuple[int | None, int | None]:
        """Find the key of a list of codes, and where that code stands in the joined rows."""
        for rule in self._rules.get("lookup", ()):
            key, code = normalise_header(rule["key"]), normalise_header(rule["code"])
            if key in file.names and code in self._taken:
                return file.names.index(key), self._taken[code]
        shared = next((name for name in file.names if name and name in self._taken), None)
        return (file.names.index(shared), self._taken[shared]) if shared else (None, None)

    def _by_key(self, file: _File) -> dict[str, list[Row]]:
        place = file.place(self._number) or 0
        found: dict[str, list[Row]] = {}
        for row in file.rows:
            found.setdefault(row.cell(place).text, []).append(row)
        return found

    def _taken_place(self, names: frozenset[str]) -> int | None:
        return next((place for name, place in self._taken.items() if name in names), None)

    def _key_in_base(self, row: Row) -> str:
        return row.cell(self._taken_place(self._number) or 0).text

    def _same_sequence(self, row: Row, match: Row, file: _File) -> bool:
        ours, theirs = self._taken_place(self._sequence), file.place(self._sequence)
        return row.cell(ours or 0).text == match.cell(theirs or 0).text

    def _supplied(self) -> Iterator[str]:
        for file in self._files:
            what = ", ".join(file.supplied) if file.supplied else "niets dat nog niet bekend was"
            yield f"Bestand {file.name} ({number_of(len(file.rows), 'rij', 'rijen')}) leverde: {what}."


def _aliases(layout: Layout, name: str) -> frozenset[str]:
    return layout.field(name).aliases


def _cells(row: Row, width: int) -> list[Cell]:
    return [row.cell(place) for place in range(width)]


def _from(row: Row | None, place: int) -> Cell:
    return row.cell(place) if row else EMPTY_CELL


def _row(number: int, cells: Sequence[Cell]) -> Row:
    return Row(number, tuple(cell.text for cell in cells), "".join(cell.kind for cell in cells))
