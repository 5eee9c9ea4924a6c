"""Why a row of learning history cannot be taken, whatever we know (*kan niet*)."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from register.imports.training_table import NOT_DONE, TrainingRow

_DAY = 1440

Fault = tuple[str, str, str, str]
"""Why a row cannot be taken: its column, a code, the reason and the remedy."""


def is_sound(row: TrainingRow, today: date) -> bool:
    """Whether nothing of `_lacking` and `_impossible` holds, which is so for nearly every row."""
    return (
        row.personnel_number is not None
        and row.title is not None
        and row.date is not None
        and row.date <= today
        and row.status != NOT_DONE
        and (row.minutes is None or row.minutes <= _DAY)
        and (row.ends is None or row.starts is None or row.ends > row.starts)
    )


def _lacking(row: TrainingRow) -> Iterator[Fault]:
    if row.personnel_number is None:
        yield "personnel_number", "number-missing", "Het personeelsnummer ontbreekt.", "Vul het in."
    if row.title is None:
        yield "activity", "title-missing", "De naam van de activiteit ontbreekt.", "Vul die in."
    if row.date is None:
        yield "date", "date-missing", "De datum ontbreekt.", "Vul de datum in."


def _impossible(row: TrainingRow, today: date) -> Iterator[Fault]:
    if row.status == NOT_DONE:
        yield "status", "not-done", "Volgens de status is dit niet gevolgd of niet afgerond.", "Er is niets te doen."
    if row.date is not None and row.date > today:
        yield "date", "date-future", "Deze datum ligt in de toekomst.", "Importeer de activiteit als die geweest is."
    if (row.minutes or 0) > _DAY:
        yield "hours", "day-too-long", "Dit is meer dan 24 uur op één dag.", "Zet elke dag op een eigen rij."
    if row.starts is not None and row.ends is not None and row.ends <= row.starts:
        yield "ends", "time-backward", "De eindtijd ligt niet na de begintijd.", "Kijk beide tijden na."


def first_fault(row: TrainingRow, today: date) -> Fault:
    """Return the first reason why a row that is not sound cannot be taken."""
    return next(chain(_lacking(row), _impossible(row, today)))
