"""Every table on a page as a file: the same rows and fields as its filter shows (F3, bar EX6).

A table is made from the very lines that the page got, so that nobody sees more in a file than on the screen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Literal, Protocol, TypeVar

from register import audit
from register.access import Viewer
from register.current import AMSTERDAM
from register.db import transaction
from register.exports.packing import Packed, write_rows
from register.imports.history import STATE_NAMES, Import
from register.learning.groups import GroupTile
from register.overview.team import TeamLine, TrackTotal
from register.people.directory import PersonLine
from register.points.dossier_views import ClaimLine
from register.rules.facts import Reason
from register.rules.model import EXAMPLE_LABEL
from register.workbooks.write import Column, Value
from register.workbooks.write_csv import DUTCH_EXCEL

Form = Literal["xlsx", "csv"]
FORMS: tuple[Form, ...] = ("xlsx", "csv")
UNKNOWN = "niet vastgesteld"
L_co = TypeVar("L_co", covariant=True)


class Page(Protocol[L_co]):
    """A page of lines, one of so many."""

    @property
    def lines(self) -> Sequence[L_co]:
        """The lines on it."""

    @property
    def pages(self) -> int:
        """How many pages there are."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table to hand out: `name` is its code, for the file and the trail."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


def hand_out(
    viewer: Viewer, table: Table, form: Form, out: BinaryIO, *, asked: Mapping[str, str], at: datetime
) -> Packed:
    """Write a table and note who took it out, with which filter and how many rows (bar EX8)."""
    packed = write_rows(
        out, form, table.columns, table.rows, title=table.title, dialect=DUTCH_EXCEL, at=at, explained=True
    )
    with transaction() as session:
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="export.tabel",
            object_kind="table",
            object_id=None,
            at=at,
            details={
                "table": table.name,
                "form": form,
                "rows": packed.rows,
                "filter": ",".join(sorted(asked)),
                "remarks": len(packed.remarks),
            },
        )
    return packed


def every_line(read: Callable[[int], Page[L_co]]) -> Iterator[L_co]:
    """Walk all pages: a file holds what the filter shows, not what fits on one page."""
    first = read(1)
    yield from first.lines
    for place in range(2, first.pages + 1):
        yield from read(place).lines


def people_table(lines: Iterable[PersonLine]) -> Table:
    """Make the list of Mensen, with headers by which an import of people knows its columns."""
    columns = (
        Column(header="Naam", width=28),
        Column(header="Personeelsnummer", width=18),
        Column(header="Team", width=24),
        Column(header="Registers", width=24),
        Column(header="Stand", width=10),
    )
    rows = [
        (line.name, line.number or None, line.teams or None, line.registers or None, "Actief" if line.active else "Weg")
        for line in lines
    ]
    return Table(name="mensen", title="Mensen", columns=columns, rows=rows)


def team_table(lines: Iterable[TeamLine]) -> Table:
    """Make the list of Mijn team, with the tracks below each registration where the page shows them."""
    columns = (
        Column(header="Medewerker", width=28),
        Column(header="Team", width=24),
        Column(header="Register", width=28),
        Column(header="Categorie", width=34),
        Column(header="Punten", kind="decimal", width=10),
        Column(header="Nodig in totaal", kind="decimal", width=16),
        Column(header="Nog nodig", kind="decimal", width=16),
        Column(header="Aan het eind ongeveer", kind="decimal", width=22),
        Column(header="Tot en met", kind="date", width=12),
        Column(header="Stand", width=20),
        Column(header="Opmerking", width=34),
    )
    return Table(
        name="team", title="Mijn team", columns=columns, rows=[row for line in lines for row in _team_rows(line)]
    )


def _team_rows(line: TeamLine) -> Iterator[Sequence[Value]]:
    who = (line.name, line.teams, line.register_name or None)
    ahead = None if line.forecast is None else round(line.forecast, 2)
    yield (*who, None, *_points(line), ahead, line.ends_on, line.status.value, line.label or None)
    for one in line.tracks:
        yield (*who, one.name, *_points(one), None, None, None, one.label or None)


def _points(one: TeamLine | TrackTotal) -> tuple[Value, Value, Value]:
    """Write three figures; what nobody knows is said in words, and what was not counted stays empty."""
    if one.countable is None:
        return None, None, None
    return one.countable, UNKNOWN if one.whole is None else one.whole, UNKNOWN if one.needed is None else one.needed


def groups_table(tiles: Iterable[GroupTile]) -> Table:
    """Make the list of Groepen."""
    columns = (
        Column(header="Groep", width=34),
        Column(header="Soort", width=24),
        Column(header="Leden", kind="integer", width=8),
        Column(header="Laatste keer", kind="date", width=14),
    )
    rows = [(one.name, one.kind_name, one.members, one.last_held_on) for one in tiles]
    return Table(name="groepen", title="Groepen", columns=columns, rows=rows)


def imports_table(batches: Iterable[Import], *, kinds: Mapping[str, str], said: Mapping[str, str]) -> Table:
    """Make the list of imports; `kinds` and `said` are the words of the page."""
    columns = (
        Column(header="Bestand", width=34),
        Column(header="Kenmerk", width=16),
        Column(header="Wat", width=18),
        Column(header="Wanneer", kind="datetime", width=18),
        Column(header="Door", width=24),
        Column(header="Rijen", width=40),
        Column(header="Stand", width=14),
    )
    rows = [
        (
            one.file_name,
            one.short_sha256,
            kinds[one.kind],
            (one.applied_at or one.made_at).astimezone(AMSTERDAM),
            one.made_by or "opdrachtregel",
            ", ".join(f"{count} {said[name]}" for name, count in one.counts.items() if count) or None,
            STATE_NAMES[one.state],
        )
        for one in batches
    ]
    return Table(name="imports", title="Imports", columns=columns, rows=rows)


def dossier_table(lines: Iterable[ClaimLine]) -> Table:
    """Make the list of Mijn dossier: what was logged, what counts and where it stands."""
    columns = (
        Column(header="Activiteit", width=40),
        Column(header="Datum", kind="date", width=12),
        Column(header="Register", width=28),
        Column(header="Categorie", width=34),
        Column(header="Telt mee", kind="decimal", width=11),
        Column(header="Geclaimd", kind="decimal", width=11),
        Column(header="Toegekend", kind="decimal", width=11),
        Column(header="Stand", width=14),
        Column(header="Bewijs", kind="integer", width=8),
        Column(header="Opmerking", width=26),
        Column(header="Waarom", width=60),
        Column(header="Regels", width=14),
    )
    rows = [
        (
            line.title,
            line.completed_on,
            line.register_name,
            line.track,
            line.counted,
            line.points,
            line.granted,
            line.state_name,
            line.evidence,
            EXAMPLE_LABEL if line.example else None,
            " ".join(_why(reason) for reason in line.reasons) or None,
            f"versie {line.rule_version}",
        )
        for line in lines
    ]
    return Table(name="dossier", title="Mijn dossier", columns=columns, rows=rows)


_SURE = {"example": f" ({EXAMPLE_LABEL})", "low": " (inschatting)"}


def _why(reason: Reason) -> str:
    """Write a reason as the page does: with how sure it is and where it comes from."""
    source = f" Bron: {reason.source}." if reason.source else ""
    return f"{reason.text}{_SURE.get(reason.confidence or '', '')}{source}"
