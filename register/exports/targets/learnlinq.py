"""LearnLinq: results, passed only (hr-systems 5.4)."""

from collections.abc import Sequence
from datetime import datetime, time

from register.exports.results import Result
from register.exports.target import WHO, Settings, Target, fixed, who
from register.workbooks.write import Column, Value


def _rows(result: Result, settings: Settings) -> Sequence[Sequence[Value]]:
    finished = datetime.combine(result.ends_on, result.ends_at or time())
    return [(who(result, settings), finished, result.title, result.key)]


TARGET = Target(
    name="learnlinq",
    title="LearnLinq",
    about="Alleen wat behaald is, hooguit 20.000 rijen per bestand. Importeren gaat in LearnLinq in twee stappen.",
    file="xlsx",
    asks=(WHO,),
    columns=fixed(
        Column(header="UserId", width=28),
        Column(header="Timestamp", kind="datetime", width=18),
        Column(header="LearningActivityTitle", width=40),
        Column(header="ResultId"),
    ),
    rows=_rows,
    most_rows=20_000,
    left_out=("Tags: niet verplicht, en het leerregister heeft er geen.",),
)
