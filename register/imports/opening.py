"""From received files to the one table in them: which kind it is, from which system, by which mapping (*openen*)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from register.bulk.rows import no_collecting
from register.imports.pipelines import PIPELINES
from register.imports.sheets import KeptSheet, keep_sheet
from register.imports.tables import ATTENDANCE, LAYOUTS, NUMBERS, PEOPLE, TRAINING
from register.workbooks.columns import choose_columns
from register.workbooks.fileset import read_set
from register.workbooks.header import Table, find_table
from register.workbooks.headerrows import best_header
from register.workbooks.layouts import (
    HEADER_DEPTH,
    Layout,
    layout_for,
    normalise_header,
    recognise,
    set_rules,
    systems,
    title_of,
)
from register.workbooks.presets import Preset, own_layout
from register.workbooks.read import Workbook, read_workbook
from register.workbooks.refused import WorkbookRefused
from register.workbooks.textread import SHEET as TEXT_FILE

OWN = "own:"
"""Before the name of a mapping that the organisation saved itself."""
_ONLY_NUMBERS = frozenset(
    {"personnel_number", "surname", "register", "register_number", "level", "registered_from", "registered_until"}
)
_NAMES = frozenset({"personnel_number", "surname"})
"""What stands in every list with people: where it knows more headers of another kind, a column of that is missing."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A workbook that was read, and how it is to be understood."""

    workbook: Workbook
    kind: str
    system: str
    """A preset of ours, or `own:` with the name of one of theirs."""
    preset: Preset | None = None
    choice: str = ""
    """How every column of dates is read that proves nothing itself; empty: asked per column."""

    @property
    def layout(self) -> Layout:
        """Which header means what."""
        return layout_of(self.kind, self.system, self.preset)

    def table(self) -> Table:
        """Find the table.

        Raises:
            WorkbookRefused: a column that we need is missing, in Dutch with the remedy.

        """
        choices = dict.fromkeys((one.name for one in self.layout.fields), self.choice) if self.choice else {}
        with no_collecting():
            return find_table(self.workbook, self.layout, choices=choices)

    def closed(self) -> "Opened":
        """Let go of the rows, which a table has its own copy of."""
        return replace(self, workbook=Workbook(sheets=()))

    def kept(self) -> KeptSheet:
        """Keep the sheet whole, but for what may not be kept."""
        with no_collecting():
            return keep_sheet(self.workbook, self.layout)


def layout_of(kind: str, system: str, preset: Preset | None) -> Layout:
    """Give the layout of a kind of import, by a preset of ours or of theirs."""
    return own_layout(preset) if preset is not None else layout_for(LAYOUTS[kind], system)


def system_name(system: str) -> str:
    """Name the system as people know it."""
    return system.removeprefix(OWN) if system.startswith(OWN) else title_of(system)


def open_files(
    paths: Sequence[Path],
    *,
    kind: str | None,
    system: str | None,
    presets: Sequence[Preset],
    max_rows: int,
    choice: str = "",
    sheet: str = "",
) -> Opened:
    """Read one file, or the several files of one export, and recognise what was not said.

    Args:
        paths: the received files; of a set the names stand in what is said about them.
        kind: what is in it; `None`: seen by the headers.
        system: a preset of ours, `own:` with the name of one of theirs, or `None`: seen by the headers.
        presets: the mappings that the organisation saved.
        max_rows: rows a sheet may hold.
        choice: how a column of dates is read that proves nothing itself; empty: asked.
        sheet: the sheet to read, by name; empty: the one that fits best.

    Raises:
        WorkbookRefused: a file cannot be read, has no such sheet, or nobody can tell what is in it; in Dutch, with
            the remedy.

    """
    wanted = _named(system, presets) if system and system.startswith(OWN) else None
    if sheet.strip() and len(paths) > 1:
        raise _of_several(len(paths), sheet.strip())
    workbook = _read(paths, system=None if wanted else system, max_rows=max_rows)
    if sheet.strip():
        workbook = _only(workbook, sheet.strip())
    preset = wanted or (None if system else _fitting(workbook, presets, kind))
    if preset is not None:
        own_kind = next(name for name, layout in LAYOUTS.items() if layout == preset.kind)
        _refuse_other(kind, own_kind)
        return Opened(workbook=workbook, kind=own_kind, system=f"{OWN}{preset.title}", preset=preset, choice=choice)
    found = system or recognise(workbook)
    seen = kind_of(workbook, system=found)
    _refuse_other(kind, seen)
    return Opened(workbook=workbook, kind=kind or _known(workbook, seen), system=found, choice=choice)


def kind_of(workbook: Workbook, *, system: str) -> str | None:
    """Say what is in a workbook by its headers; `None`: no kind has all the columns that it needs."""
    if system != "generic" and _fields(workbook, PEOPLE, system):
        return PEOPLE
    for kind in (ATTENDANCE, TRAINING):
        if _fields(workbook, kind):
            return kind
    people = _fields(workbook, PEOPLE)
    if people and people <= _NAMES and any(_hits(workbook, kind) > len(people) for kind in (ATTENDANCE, TRAINING)):
        return None
    if _fields(workbook, NUMBERS) and people <= _ONLY_NUMBERS:
        return NUMBERS
    return PEOPLE if people else None


def _read(paths: Sequence[Path], *, system: str | None, max_rows: int) -> Workbook:
    if len(paths) == 1:
        return read_workbook(paths[0], max_rows=max_rows)
    of_sets = [one for one in systems() if set_rules(one)]
    if system not in {None, "generic", *of_sets}:
        names = ", ".join(map(title_of, of_sets))
        raise WorkbookRefused(
            "set-system", f"{title_of(system or '')} geeft één bestand, en dit zijn er {len(paths)}.",
            f"Kies één bestand. Alleen {names} geeft een set van bestanden.",
        )  # fmt: skip
    return _numbered(read_set(paths, system=system if system in of_sets else of_sets[0], max_rows=max_rows))


def _of_several(files: int, name: str) -> WorkbookRefused:
    return WorkbookRefused(
        "sheet-of-set", f"Je koos {files} bestanden: een blad kiezen kan alleen bij één bestand.",
        f"Laat ‘Welk blad?’ leeg: dan zoeken we het blad per bestand. Of kies alleen het bestand met blad '{name}'.",
    )  # fmt: skip


def _only(workbook: Workbook, name: str) -> Workbook:
    """Leave one sheet of a workbook."""
    if [one.name for one in workbook.sheets] == [TEXT_FILE]:
        raise WorkbookRefused(
            "no-sheets", f"Een tekstbestand (csv of txt) heeft geen bladen, dus ook geen blad '{name}'.",
            "Laat ‘Welk blad?’ leeg, of kies de Excel-werkmap waar dat blad in staat.",
        )  # fmt: skip
    found = tuple(one for one in workbook.sheets if one.name.strip().casefold() == name.casefold())
    if not found:
        known = ", ".join(f"'{one.name}'" for one in workbook.sheets)
        raise WorkbookRefused("no-sheet", f"Blad '{name}' staat niet in het bestand.", f"De bladen heten {known}.")
    return replace(workbook, sheets=found)


def _numbered(workbook: Workbook) -> Workbook:
    """Give each joined row a number of its own: somebody with two employments became two rows of one."""
    sheet = workbook.sheets[0]
    if len({row.number for row in sheet.rows}) == len(sheet.rows):
        return workbook
    rows = tuple(row._replace(number=number) for number, row in enumerate(sheet.rows, start=1))
    return replace(workbook, sheets=(replace(sheet, rows=rows),))


def _named(system: str, presets: Sequence[Preset]) -> Preset:
    title = system.removeprefix(OWN).strip()
    found = next((one for one in presets if one.title.casefold() == title.casefold()), None)
    if found is None:
        known = ", ".join(f"{OWN}{one.title}" for one in presets) or "er is er nog geen bewaard"
        raise WorkbookRefused("unknown-preset", f"De eigen indeling '{title}' kennen we niet.", f"Bekend: {known}.")
    return found


def _fitting(workbook: Workbook, presets: Sequence[Preset], kind: str | None) -> Preset | None:
    """Find the saved mapping of which this file has all the headers; the one with most of them."""
    heads = [
        frozenset(map(normalise_header, row.texts)) for sheet in workbook.sheets for row in sheet.rows[:HEADER_DEPTH]
    ]
    fits = [
        (len(wanted), one)
        for one in presets
        if kind is None or LAYOUTS[kind] == one.kind
        for wanted in (frozenset(normalise_header(header) for header in one.fields.values() if header),)
        if wanted and any(wanted <= head for head in heads)
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def _fields(workbook: Workbook, kind: str, system: str = "generic") -> frozenset[str]:
    """Give the fields of a kind that a workbook has columns for; none when one that it needs is missing."""
    layout = layout_of(kind, system, None)
    lenient = replace(layout, fields=tuple(replace(one, required=False) for one in layout.fields))
    try:
        found = best_header(workbook, layout)
        columns = choose_columns(found.sheet.name, found.header, (), lenient)
    except WorkbookRefused:
        return frozenset()
    needed = {one.name for one in layout.fields if one.required}
    return frozenset(columns.positions) if needed <= columns.positions.keys() else frozenset()


def _refuse_other(wanted: str | None, seen: str | None) -> None:
    """Refuse a file that is wholly of another kind than was said; numbers may well stand in a file of people."""
    if wanted is None or seen is None or wanted == seen or {wanted, seen} == {PEOPLE, NUMBERS}:
        return
    if {wanted, seen} == {TRAINING, ATTENDANCE}:
        return
    one, other = PIPELINES[seen], PIPELINES[wanted]
    raise WorkbookRefused(
        "other-layout",
        f"Dit bestand gaat over {_ABOUT[seen]}, niet over {_ABOUT[other.kind]}.",
        f"Kies bij het importeren ‘{one.name}’ (op de opdrachtregel: register {one.command}).",
    )


def _known(workbook: Workbook, seen: str | None) -> str:
    """Fall back on people: then HR says in the browser which column is which."""
    return seen or max(LAYOUTS, key=lambda kind: _hits(workbook, kind))


def _hits(workbook: Workbook, kind: str) -> int:
    layout = layout_of(kind, "generic", None)
    words = {alias for one in layout.fields for alias in (*one.aliases, *one.fallback)}
    heads = [row for sheet in workbook.sheets for row in sheet.rows[:HEADER_DEPTH]]
    return max((len(words.intersection(map(normalise_header, row.texts))) for row in heads), default=0)


_ABOUT = {
    PEOPLE: "medewerkers",
    TRAINING: "scholing",
    ATTENDANCE: "aanwezigheid",
    NUMBERS: "registernummers",
}
