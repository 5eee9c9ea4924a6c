"""Visma Nmbrs: the training columns of the tab Werknemers HR (hr-systems 5.4)."""

from collections.abc import Sequence

from register.exports.results import Result
from register.exports.target import Ask, Settings, Target, fixed
from register.workbooks.write import Column, Value

_LEVELS = (("1", "MBO"), ("2", "HBO"), ("3", "WO"), ("4", "Overig"), ("5", "LBO"))


def _rows(result: Result, settings: Settings) -> Sequence[Sequence[Value]]:
    return [
        (
            result.personnel_number,
            result.title,
            result.provider or None,
            int(settings["level"]),
            result.starts_on,
            result.ends_on,
            None,
            settings["passed"],
        )
    ]


TARGET = Target(
    name="nmbrs",
    title="Visma Nmbrs",
    about=(
        "Voor het tabblad Werknemers HR. Plak de rijen in het sjabloon dat je in Nmbrs ophaalt: Nmbrs neemt alleen dat "
        "sjabloon aan. Nmbrs voegt elke keer rijen toe en draait niets terug; "
        "wat al geleverd is, gaat daarom niet nog eens mee."
    ),
    file="xlsx",
    asks=(
        Ask(name="level", label="Niveau", hint="Voor alle rijen van dit bestand.", choices=_LEVELS),
        Ask(
            name="passed",
            label="Geslaagd schrijf je als",
            hint="Kijk in het sjabloon van jullie Nmbrs wat daar mag staan.",
        ),
    ),
    columns=fixed(
        Column(header="Persnr"),
        Column(header="OpleidingNaam", width=40),
        Column(header="OpleidingInstituut", width=28),
        Column(header="OpleidingNiveau", kind="integer"),
        Column(header="OpleidingStartdatum", kind="date"),
        Column(header="OpleidingEinddatum", kind="date"),
        Column(header="OpleidingEindcijfer"),
        Column(header="OpleidingGeslaagd"),
    ),
    rows=_rows,
    most_rows=500,
    adds_only=True,
    left_out=("OpleidingEindcijfer: het leerregister kent geen cijfers.",),
)
