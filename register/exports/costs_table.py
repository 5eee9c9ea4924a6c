"""Hours and costs as a file: the rows of the page with every split in its own column (F3, I3)."""

from decimal import Decimal

from register.exports.tables import Table
from register.overview.costs import NAMES, CostRow, CostsOverview
from register.workbooks.write import Column, Value


def costs_table(page: CostsOverview) -> Table:
    """Make the workbook of a year."""
    columns = (
        Column(header="Soort" if page.by == "soort" else "Team", width=34),
        Column(header="Uren", kind="decimal", width=10),
        Column(header="Uren verplicht", kind="decimal", width=14),
        Column(header="Uren vrijwillig", kind="decimal", width=14),
        Column(header="Uren in werktijd", kind="decimal", width=16),
        Column(header="Uren, werktijd niet gezegd", kind="decimal", width=24),
        *(Column(header=f"Uren: {name.lower()}", kind="decimal", width=20) for name in NAMES.values()),
        Column(header="Euro", kind="decimal", width=12),
        *(Column(header=f"Euro: {name.lower()}", kind="decimal", width=20) for name in NAMES.values()),
    )
    rows = [_row(row) for row in (*page.rows, page.whole)]
    return Table(name="kosten", title=f"Kosten {page.year}", columns=columns, rows=rows)


def _row(row: CostRow) -> tuple[Value, ...]:
    return (
        row.name,
        *(
            _hours(minutes)
            for minutes in (row.all_minutes, row.mandatory, row.voluntary, row.work_time, row.unsaid_time)
        ),
        *(_hours(one.minutes) for one in row.paid_by),
        row.all_euro,
        *(one.euro for one in row.paid_by),
    )


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))
