"""Coachview: a text file with two fixed columns first, the others as the customer's template has them (5.4)."""

from collections.abc import Sequence

from register.exports.results import Result
from register.exports.target import Ask, Settings, Target
from register.exports.targets import _own_columns as own
from register.workbooks.write import Column, Value
from register.workbooks.write_csv import Dialect


def _columns(settings: Settings) -> Sequence[Column]:
    return [Column(header="externid"), Column(header="externsource"), *own.columns(settings)]


def _rows(result: Result, settings: Settings) -> Sequence[Sequence[Value]]:
    return [(result.key, settings["source"], *own.values(result, settings))]


TARGET = Target(
    name="coachview",
    title="Coachview",
    about=(
        "Tekstbestand met puntkomma's, hooguit 10.000 rijen. Coachview wil vaste koppen in een vaste volgorde, geeft "
        "dubbele rijen als je iets nog eens importeert, en herstelt niets; wat al geleverd "
        "is, gaat daarom niet nog eens mee."
    ),
    file="csv",
    dialect=Dialect(),
    asks=(
        Ask(name="source", label="externsource", hint="De naam waaronder jullie Coachview dit systeem kent."),
        own.ASK,
    ),
    columns=_columns,
    rows=_rows,
    check=own.check,
    most_rows=10_000,
    adds_only=True,
)
