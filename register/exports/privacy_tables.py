"""The inventory of what is kept as a file, and who leaves."""

from collections.abc import Iterable

from register.exports.tables import Table
from register.workbooks.write import Column

_COLUMNS = (
    Column(header="Soort gegevens", width=32),
    Column(header="Gegeven", width=30),
    Column(header="Waarvoor", width=48),
    Column(header="Grond", width=48),
    Column(header="Klasse", width=18),
    Column(header="Hoe lang", width=40),
    Column(header="Wie leest het", width=48),
)


def inventory_table(rows: Iterable[tuple[str, ...]]) -> Table:
    """Make the file of what is kept: one row a column."""
    return Table(name="gegevens", title="Gegevens", columns=_COLUMNS, rows=list(rows))
