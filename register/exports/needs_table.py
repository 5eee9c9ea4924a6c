"""The inventory of training needs as a file: the lines of the page (F3, I2)."""

from register.exports.tables import Table
from register.needs.change_need import PRIORITIES
from register.needs.page import InventoryPage
from register.workbooks.write import Column


def needs_table(page: InventoryPage) -> Table:
    """Make the workbook of an inventory."""
    columns = (
        Column(header="Team", width=24),
        Column(header="Wat", width=50),
        Column(header="Komt van", width=22),
        Column(header="Wens van", width=24),
        Column(header="Mensen", kind="integer", width=9),
        Column(header="Belang", width=10),
        Column(header="Uren samen", kind="decimal", width=12),
        Column(header="Kosten samen", kind="decimal", width=14),
        Column(header="Koers", width=40),
        Column(header="Toelichting", width=50),
    )
    rows = [
        (
            line.team,
            line.words,
            line.origin_name,
            line.by or None,
            line.people,
            PRIORITIES.get(line.priority),
            line.hours,
            line.costs,
            line.direction or None,
            line.note or None,
        )
        for line in page.lines
    ]
    return Table(name="scholingsbehoefte", title=f"Scholingsbehoefte {page.year}", columns=columns, rows=rows)
