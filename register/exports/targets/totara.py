"""Totara: completion of a certification (hr-systems 5.4)."""

from collections.abc import Sequence

from register.exports.results import Result
from register.exports.target import WHO, Ask, Settings, Target, fixed, who
from register.workbooks.write import Column, Value
from register.workbooks.write_csv import Dialect

_DAYS = {"dmj": "%d-%m-%Y", "jmd": "%Y-%m-%d", "mdj": "%m/%d/%Y"}


def _rows(result: Result, settings: Settings) -> Sequence[Sequence[Value]]:
    finished = result.ends_on.strftime(_DAYS[settings["days"]])
    return [
        (who(result, settings), settings.get("short_name") or None, settings.get("id_number") or None, finished, None)
    ]


def _check(settings: Settings) -> dict[str, str]:
    if settings.get("short_name") or settings.get("id_number"):
        return {}
    return {"short_name": "Vul de korte naam of het ID-nummer van de certificering in Totara in."}


TARGET = Target(
    name="totara",
    title="Totara",
    about=(
        "Eén certificering per bestand. Kies bij het uploaden in Totara dezelfde schrijfwijze van datums als hier. "
        "Wat Totara niet kent, komt daar bij het bewijs terecht."
    ),
    file="csv",
    dialect=Dialect(delimiter=",", decimal="."),
    asks=(
        WHO,
        Ask(name="short_name", label="Korte naam van de certificering", required=False),
        Ask(name="id_number", label="ID-nummer van de certificering", required=False),
        Ask(
            name="days",
            label="Schrijfwijze van datums",
            choices=(("dmj", "31-12-2026"), ("jmd", "2026-12-31"), ("mdj", "12/31/2026")),
        ),
    ),
    columns=fixed(
        *(
            Column(header=header)
            for header in ("username", "certificationshortname", "certificationidnumber", "completiondate", "duedate")
        )
    ),
    rows=_rows,
    check=_check,
    left_out=("duedate: wanneer een certificering in Totara verloopt, weet het leerregister niet.",),
)
