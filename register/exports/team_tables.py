"""The tables of the pages about a team as files."""

from register.exports.tables import Table
from register.overview.charts import Chart
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
