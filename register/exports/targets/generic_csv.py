"""Any system that reads a text file: the generic layout as .csv, as a Dutch Excel opens it."""

from register.exports.target import Target, fixed
from register.exports.targets._generic import COLUMNS, rows
from register.workbooks.write_csv import DUTCH_EXCEL

TARGET = Target(
    name="generiek-csv",
    title="CSV (algemeen)",
    about="Dezelfde kolommen als tekstbestand met puntkomma's, zoals een Nederlandse Excel het opent.",
    file="csv",
    dialect=DUTCH_EXCEL,
    columns=fixed(*COLUMNS),
    rows=rows,
)
