"""SDB HR: qualifications of employees, MdwKwalificaties (hr-systems 5.4)."""

from collections.abc import Sequence

from register.exports.results import Result
from register.exports.target import Ask, Settings, Target, fixed
from register.workbooks.write import Column, Value
from register.workbooks.write_csv import Dialect


def _rows(result: Result, settings: Settings) -> Sequence[Sequence[Value]]:
    return [(settings["client"], result.personnel_number, settings["code"], result.starts_on, result.ends_on)]


TARGET = Target(
    name="sdb",
    title="SDB HR",
    about="MdwKwalificaties: één kwalificatie per bestand. Filter eerst op de soort activiteit die bij de code hoort.",
    file="csv",
    dialect=Dialect(day="%d-%m-%Y"),
    asks=(
        Ask(name="client", label="Klant", hint="Het klantnummer van jullie organisatie in SDB."),
        Ask(name="code", label="Code van de kwalificatie", hint="Zoals die in SDB staat."),
    ),
    columns=fixed(
        Column(header="klant"),
        Column(header="personeelsnummer"),
        Column(header="code"),
        Column(header="begindatum", kind="date"),
        Column(header="einddatum", kind="date"),
    ),
    rows=_rows,
)
