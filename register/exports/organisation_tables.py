"""The tables of HR and the works council as files: the very lines that the page got (F3, bar EX6)."""

from collections.abc import Iterable
from decimal import Decimal

from register.exports.tables import UNKNOWN, Table
from register.overview.conditions import ConditionLine
from register.overview.organisation import Line
from register.overview.totals import TotalsPage
from register.workbooks.write import Column, Value


def organisation_table(lines: Iterable[Line]) -> Table:
    """Make the list of Overzicht."""
    columns = (
        Column(header="Medewerker", width=28),
        Column(header="Team", width=24),
        Column(header="Register", width=28),
        Column(header="Punten", kind="decimal", width=10),
        Column(header="Nodig in totaal", kind="decimal", width=16),
        Column(header="Nog nodig", kind="decimal", width=16),
        Column(header="Tot en met", kind="date", width=12),
        Column(header="Stand", width=20),
        Column(header="Opmerking", width=34),
    )
    rows = [
        (
            line.name,
            line.teams or None,
            line.register_name or None,
            *_points(line),
            line.ends_on,
            line.status.value,
            line.label or None,
        )
        for line in lines
    ]
    return Table(name="organisatie", title="Overzicht", columns=columns, rows=rows)


def conditions_table(lines: Iterable[ConditionLine]) -> Table:
    """Make the list of Voorwaarden die verlopen."""
    columns = (
        Column(header="Medewerker", width=28),
        Column(header="Voorwaarde", width=40),
        Column(header="Register", width=28),
        Column(header="Tot en met", kind="date", width=12),
        Column(header="Stand", width=12),
    )
    rows = [
        (line.name, line.text, line.register_name, line.expires_on, "verlopen" if line.over else "verloopt")
        for line in lines
    ]
    return Table(name="voorwaarden", title="Voorwaarden die verlopen", columns=columns, rows=rows)


def _points(line: Line) -> tuple[Value, Value, Value]:
    """Write three figures; what nobody knows is said in words, and what was not counted stays empty."""
    if line.countable is None:
        return None, None, None
    return (
        line.countable,
        UNKNOWN if line.whole is None else line.whole,
        UNKNOWN if line.needed is None else line.needed,
    )


def totals_table(page: TotalsPage) -> Table:
    """Make the list of Totalen: the whole first, then the groups of the page."""
    columns = (
        Column(header="Wat", width=60),
        Column(header="Leeruren", kind="decimal", width=12),
        Column(header="Mensen die iets vastlegden", kind="integer", width=26),
        Column(header="Registraties", kind="integer", width=14),
    )
    whole = page.whole
    rows = [
        ("Alles samen", _hours(whole.minutes), whole.people, whole.registrations),
        *((row.name, _hours(row.minutes), row.people, row.registrations) for row in (*whole.sorts, *page.rows)),
    ]
    return Table(name="totalen", title=f"Totalen {page.year}", columns=columns, rows=rows)


def _hours(minutes: int | None) -> Decimal | None:
    return None if minutes is None else (Decimal(minutes) / 60).quantize(Decimal("0.01"))
