"""The tables of the pages about a team as files."""

from collections.abc import Iterable

from register.exports.tables import Table
from register.overview.charts import Chart
from register.overview.knowledge import Subject
from register.workbooks.write import Column


def chart_table(chart: Chart) -> Table:
    """Make the numbers of a chart a list."""
    columns = [
        Column(header=name, kind="decimal", width=max(len(name) + 2, 14))
        if name in chart.figures
        else Column(header=name, width=34)
        for name in chart.head
    ]
    return Table(name=f"grafiek-{chart.code}", title=chart.title, columns=columns, rows=chart.rows)


def knowledge_table(subjects: Iterable[Subject]) -> Table:
    """Make the list of Wie weet wat."""
    columns = (
        Column(header="Onderwerp", width=40),
        Column(header="Kan helpen", width=44),
        Column(header="Wil leren", width=44),
        Column(header="Opmerking", width=14),
    )
    rows = [
        (
            one.name,
            ", ".join(one.can) or "nog niemand",
            ", ".join(one.wants) or None,
            "één collega" if one.rests_on_one else None,
        )
        for one in subjects
    ]
    return Table(name="wie-weet-wat", title="Wie weet wat", columns=columns, rows=rows)
