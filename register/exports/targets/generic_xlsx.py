"""Any system that reads a workbook: the generic layout as .xlsx."""

from register.exports.target import Target, fixed
from register.exports.targets._generic import COLUMNS, rows

TARGET = Target(
    name="generiek-xlsx",
    title="Excel (algemeen)",
    about="Eén rij per persoon, activiteit en register, met getallen als getal en datums als datum.",
    file="xlsx",
    columns=fixed(*COLUMNS),
    rows=rows,
)
