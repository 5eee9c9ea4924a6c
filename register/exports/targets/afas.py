"""AFAS Profit: a text file for an import definition of the customer's own (hr-systems 5.4)."""

from collections.abc import Sequence

from register.exports.results import Result
from register.exports.target import Ask, Settings, Target, fixed
from register.workbooks.write import Column, Value
from register.workbooks.write_csv import Dialect


def _rows(result: Result, settings: Settings) -> Sequence[Sequence[Value]]:
    return [(settings["event"], result.personnel_number, settings.get("cd_id") or None)]


TARGET = Target(
    name="afas",
    title="AFAS Profit",
    about=(
        "Deelnemers van één evenement (KnCourseMember), als UTF-8-bestand met puntkomma's. In de importdefinitie van "
        "jullie omgeving koppel je de kolommen; kies daar als sleutel het medewerkernummer, nooit het BSN."
    ),
    file="csv",
    dialect=Dialect(),
    asks=(
        Ask(
            name="event",
            label="Evenementnummer in AFAS",
            hint="Maak per evenement een bestand: filter op soort of periode.",
        ),
        Ask(name="cd_id", label="CdId", hint="Alleen als jullie importdefinitie erom vraagt.", required=False),
    ),
    columns=fixed(Column(header="Evenement"), Column(header="Medewerker"), Column(header="CdId")),
    rows=_rows,
    left_out=("Uren en punten: AFAS neemt bij een deelnemer alleen evenement en medewerker aan.",),
)
