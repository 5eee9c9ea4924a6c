"""What somebody opened of a dossier, and who looked at one's own, as files: the very lines of the pages (bar EX6)."""

from collections.abc import Iterable

from register.current import AMSTERDAM
from register.exports.tables import Table
from register.overview.opened import OpenLine
from register.overview.visibility import SeenLine
from register.workbooks.write import Column


def opened_table(lines: Iterable[OpenLine]) -> Table:
    """Make the list of activities that somebody opened."""
    columns = (
        Column(header="Activiteit", width=40),
        Column(header="Soort", width=28),
        Column(header="Datum", kind="date", width=12),
        Column(header="Minuten", kind="integer", width=10),
        Column(header="Register", width=28),
        Column(header="Geclaimd", kind="decimal", width=11),
        Column(header="Toegekend", kind="decimal", width=11),
        Column(header="Stand", width=14),
        Column(header="Bewijs", kind="integer", width=8),
    )
    rows = [
        (
            line.title,
            line.kind_name,
            line.held_on,
            line.minutes,
            line.register_name or None,
            line.points,
            line.granted,
            line.state_name or None,
            len(line.files) if line.with_evidence else None,
        )
        for line in lines
    ]
    return Table(name="dossier-opengezet", title="Opengezet dossier", columns=columns, rows=rows)


def looks_table(lines: Iterable[SeenLine]) -> Table:
    """Make the list of who looked at one's own dossier."""
    columns = (
        Column(header="Wanneer", kind="datetime", width=18),
        Column(header="Wie", width=28),
        Column(header="Als", width=16),
        Column(header="Wat", width=44),
        Column(header="Register", width=28),
        Column(header="Regels", kind="integer", width=8),
        Column(header="Keer", kind="integer", width=8),
    )
    rows = [
        (
            line.look.last_at.astimezone(AMSTERDAM),
            line.look.who,
            line.look.audience,
            line.look.what,
            line.register_name or None,
            line.look.rows,
            line.look.times,
        )
        for line in lines
    ]
    return Table(name="wie-keek", title="Wie keek", columns=columns, rows=rows)
