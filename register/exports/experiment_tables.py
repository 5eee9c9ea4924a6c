"""The lists of experiments and of team meetings as a file."""

from collections.abc import Iterable

from register.culture.experiments.listing import ExperimentLine
from register.culture.meetings.listing import MeetingLine
from register.exports.tables import Table
from register.workbooks.write import Column


def experiments_table(lines: Iterable[ExperimentLine]) -> Table:
    """Make the list of Experimenten."""
    columns = (
        Column(header="Vraag", width=60),
        Column(header="Team", width=24),
        Column(header="Werkmethode", width=24),
        Column(header="Vanaf", kind="date", width=12),
        Column(header="Tot en met", kind="date", width=12),
        Column(header="Stand", width=20),
        Column(header="Bijeenkomsten", kind="integer", width=14),
        Column(header="Teams", kind="integer", width=8),
    )
    rows = [
        (
            one.question,
            one.team or None,
            one.method or None,
            one.starts_on,
            one.until_on,
            one.state_name,
            one.sessions,
            one.teams,
        )
        for one in lines
    ]
    return Table(name="experimenten", title="Experimenten", columns=columns, rows=rows)


def meetings_table(lines: Iterable[MeetingLine]) -> Table:
    """Make the list of Teamoverleg."""
    columns = (
        Column(header="Datum", kind="date", width=12),
        Column(header="Team", width=24),
        Column(header="Agendapunten", kind="integer", width=14),
        Column(header="Minuten overleg", kind="integer", width=16),
        Column(header="Minuten leren", kind="integer", width=14),
        Column(header="Leermomenten vastgelegd", kind="integer", width=24),
    )
    rows = [(one.held_on, one.team, one.items, one.other_minutes, one.learning_minutes, one.moments) for one in lines]
    return Table(name="teamoverleg", title="Teamoverleg", columns=columns, rows=rows)
