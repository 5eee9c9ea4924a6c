"""The list of methods as a file."""

from collections.abc import Iterable

from register.culture.ambassadors.listing import MethodLine
from register.exports.tables import Table
from register.workbooks.write import Column


def methods_table(lines: Iterable[MethodLine]) -> Table:
    """Make the list of Werkmethoden."""
    columns = (
        Column(header="Werkmethode", width=34),
        Column(header="Ambassadeurs", width=44),
        Column(header="Bijeenkomsten", kind="integer", width=14),
        Column(header="Open vragen", kind="integer", width=12),
        Column(header="Gestopt op", kind="date", width=12),
    )
    rows = [(one.name, ", ".join(one.ambassadors) or None, one.sessions, one.unanswered, one.ended_on) for one in lines]
    return Table(name="werkmethoden", title="Werkmethoden", columns=columns, rows=rows)
