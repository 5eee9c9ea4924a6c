"""The list of shared learnings as a file."""

from collections.abc import Iterable

from register.culture.shared.listing import LearningLine
from register.current import day_here
from register.exports.tables import Table
from register.workbooks.write import Column


def learnings_table(lines: Iterable[LearningLine]) -> Table:
    """Make the list of Gedeelde lessen; of a text it has what the page shows."""
    columns = (
        Column(header="Les", width=40),
        Column(header="Begin van de tekst", width=80),
        Column(header="Gedeeld door", width=28),
        Column(header="Gedeeld op", kind="date", width=12),
        Column(header="Werkmethode", width=28),
        Column(header="Toegepast in teams", kind="integer", width=18),
        Column(header="Reacties", kind="integer", width=10),
    )
    rows = [
        (
            one.title,
            one.beginning,
            one.author,
            day_here(one.shared_at),
            one.method or None,
            one.teams,
            one.comments,
        )
        for one in lines
    ]
    return Table(name="lessen", title="Gedeelde lessen", columns=columns, rows=rows)
