"""A number without the zeros that Excel took: named, and never two people in silence (hr-systems 5.3)."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.models import Activity
from tests.imports.importing import import_training_rows
from tests.makers import make_person
from tests.workbook_maker import training_row


def test_who_is_known_with_other_zeros_is_named_in_the_report(session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")

    plan = import_training_rows(session, tmp_path, [training_row("101")])

    assert plan.counts["nieuw"] == 1
    assert [notice for notice in plan.notices if "101 is hier 00101 van Els Berg" in notice]


def test_a_number_in_two_spellings_in_one_file_is_asked_about(session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")
    rows = [training_row("00101"), training_row("101", Activiteit="Iets anders", Datum=date(2025, 4, 1))]

    plan = import_training_rows(session, tmp_path, rows)

    (problem,) = plan.problems
    assert (problem.code, problem.row, problem.blocks) == ("number-zeros-in-file", 3, True)
    assert problem.reason.startswith("In het bestand staan 00101 en 101: dezelfde persoon?")
    assert session.scalars(select(Activity.title)).all() == ["Meldcode in de praktijk"]


def test_hours_with_three_decimals_are_read_by_their_column(session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")
    hours = ("1.500", "2.25", "0.75", "1,5")
    rows: list[tuple[Any, ...]] = [training_row(Uren=one, Datum=date(2025, 4, day)) for day, one in enumerate(hours, 1)]

    proven, mixed = import_training_rows(session, tmp_path, rows[:3]), import_training_rows(session, tmp_path, rows)

    assert proven.counts["nieuw"] == 3
    assert [one.gross_minutes for one in proven.activities] == [90, 135, 45]
    assert [(one.code, one.row) for one in mixed.problems] == [("number-thousand", 2)]
    assert [one.gross_minutes for one in mixed.activities] == [90]
