"""Undoing an import that moved a team, a management or a start that is still to come (G5)."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from register.imports.undo import undo_import, undo_preview
from tests.host import Host
from tests.imports.importing import import_rows, plan_rows
from tests.imports.test_as_exported import JAN, NEXT_YEAR, managers_of, teams_of
from tests.imports.test_people import outcomes
from tests.imports.test_undo import LATER, everything, last_import, undo, undoer
from tests.makers import TODAY
from tests.workbook_maker import person_row

ELS = person_row("1", Leidinggevende="1")
ELS_BELOW_JAN = person_row("1", Leidinggevende="2")


def jan(first_day: date, **given: object) -> tuple[object, ...]:
    """Jan, who begins on a day to come."""
    return person_row("2", **JAN, Team="Team West", **{"Datum in dienst": first_day, **given})


@pytest.fixture
def coming(host: Host, session: Session, tmp_path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Els manages, and Jan does from next year; all that is stored then."""
    import_rows(session, tmp_path, [ELS])
    import_rows(session, tmp_path, [ELS_BELOW_JAN, jan(NEXT_YEAR)])
    return everything(session)


@pytest.mark.parametrize("moved_to", [date(2027, 2, 1), date(2026, 12, 1), TODAY, date(2026, 11, 1)])
def test_a_start_that_moved_goes_back_with_the_team_and_the_management(
    coming: dict[str, list[tuple[object, ...]]], session: Session, tmp_path: Path, moved_to: date
) -> None:
    import_rows(session, tmp_path, [ELS_BELOW_JAN, jan(moved_to)])

    counts = undo(session)

    assert counts == {"teruggezet": 2, "blijft": 0}
    assert everything(session) == coming
    assert outcomes(plan_rows(session, tmp_path, [ELS_BELOW_JAN, jan(NEXT_YEAR)])) == {"ongewijzigd": 2}


def test_a_start_that_moved_again_stays_where_the_last_import_put_it(
    coming: dict[str, list[tuple[object, ...]]], session: Session, tmp_path: Path
) -> None:
    import_rows(session, tmp_path, [ELS_BELOW_JAN, jan(date(2027, 2, 1))])
    first = last_import(session)
    import_rows(session, tmp_path, [ELS_BELOW_JAN, jan(date(2027, 3, 1))])
    after = everything(session)

    _, plan = undo_preview(undoer(session), first, at=LATER)

    assert plan.counts == {"teruggezet": 0, "blijft": 2}
    assert {one.since.by_import for one in plan.left if one.since} == {True}
    assert everything(session) == after


def test_a_last_day_of_a_later_import_stays_when_the_start_goes_back(
    coming: dict[str, list[tuple[object, ...]]], session: Session, tmp_path: Path
) -> None:
    import_rows(session, tmp_path, [ELS_BELOW_JAN, jan(date(2027, 2, 1))])
    moved = last_import(session)
    last_day = {"Datum uit dienst": date(2027, 12, 31)}
    import_rows(session, tmp_path, [ELS_BELOW_JAN, jan(date(2027, 2, 1), **last_day)])

    undo_import(undoer(session), moved, expected=None, at=LATER)

    assert teams_of(session)[1] == ("Team West", NEXT_YEAR, None)
    assert managers_of(session) == [("Els", TODAY, None), ("Jan", NEXT_YEAR, None)]
    stands = [ELS_BELOW_JAN, jan(NEXT_YEAR, **last_day)]
    assert outcomes(plan_rows(session, tmp_path, stands)) == {"ongewijzigd": 2}
