"""SAP SuccessFactors: ExternalLearningEvents of the learning connector (hr-systems 5.4)."""

from collections.abc import Sequence
from datetime import datetime, time

from register.current import AMSTERDAM
from register.exports.results import Result
from register.exports.target import WHO, Ask, Settings, Target, fixed, who
from register.workbooks.write import Column, Value
from register.workbooks.write_csv import Dialect

_FACTORS = {"s": 1, "ms": 1000}


def _rows(result: Result, settings: Settings) -> Sequence[Sequence[Value]]:
    finished = datetime.combine(result.ends_on, result.ends_at or time(), tzinfo=AMSTERDAM)
    moment = int(finished.timestamp()) * _FACTORS[settings["epoch"]]
    return [
        (who(result, settings), result.title, moment, "Europe/Amsterdam", None, None, result.hours, None, result.key)
    ]


TARGET = Target(
    name="successfactors",
    title="SAP SuccessFactors",
    about="ExternalLearningEvents voor de connector: rechte strepen, koppen in hoofdletters, !##! na elke rij.",
    file="csv",
    dialect=Dialect(delimiter="|", decimal=".", row_end="!##!\r\n", upper_header=True, quotes=False),
    asks=(
        WHO,
        Ask(
            name="epoch",
            label="CompletionDate telt in",
            hint="De tijd sinds 1970. Vraag het na bij wie jullie connector beheert.",
            choices=(("s", "Seconden"), ("ms", "Milliseconden")),
        ),
    ),
    columns=fixed(
        Column(header="StudentId"),
        Column(header="Description"),
        Column(header="CompletionDate", kind="integer"),
        Column(header="CompletionTimezoneId"),
        Column(header="Grade"),
        Column(header="CreditHours", kind="decimal"),
        Column(header="TotalHours", kind="decimal"),
        Column(header="InstructorName"),
        Column(header="Comments"),
    ),
    rows=_rows,
    left_out=(
        "Grade: het leerregister kent geen cijfers.",
        "CreditHours: punten van een beroepsregister zijn geen studie-uren.",
        "InstructorName: de naam van een ander gaat niet mee.",
    ),
)
