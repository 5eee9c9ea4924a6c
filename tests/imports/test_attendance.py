"""An attendance list: on a meeting that is known, or elsewhere; corrected, repeated and undone (G9, B4)."""

from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import db
from register.imports.attendance_plan import AttendancePlan
from register.imports.history import history
from register.imports.import_attendance import carry_out_attendance
from register.imports.import_people import Importer
from register.imports.models import ImportBatch
from register.imports.opening import open_files
from register.imports.tables import ATTENDANCE
from register.imports.undo import Undoer, undo_import
from register.learning.models import Activity, Attendance
from register.points.models import Claim
from register.workbooks.refused import WorkbookRefused
from tests.conftest import NOW
from tests.makers import TODAY, make_logged, make_organisation, make_person, make_registration
from tests.workbook_maker import write_rows

HEADER = ("Personeelsnummer", "Naam", "Activiteit", "Datum", "Begintijd", "Eindtijd", "Aanwezig", "Minuten aanwezig")


def import_list(session: Session, folder: Path, rows: Sequence[Sequence[Any]]) -> AttendancePlan:
    """Import an attendance list and commit."""
    path = write_rows(folder / "p.xlsx", HEADER, rows)
    opened = open_files([path], kind=None, system=None, presets=(), max_rows=100)
    importer = Importer(organisation_id=make_organisation(session).id, actor_id=None)
    with db.transaction() as current:
        batch = ImportBatch(
            organisation_id=importer.organisation_id, kind=opened.kind, file_name="p.xlsx", sha256="0" * 64,
            system=opened.system, counts={}, plan=None, plan_digest="", made_at=NOW,
        )  # fmt: skip
        current.add(batch)
        current.flush()
        return carry_out_attendance(current, batch, opened.table(), importer, expected=None, at=NOW, today=TODAY)


def undo_last(session: Session) -> dict[str, int]:
    """Undo what was imported last."""
    organisation_id = make_organisation(session).id
    last = history(session, organisation_id)[0].id
    _, plan = undo_import(Undoer(organisation_id=organisation_id, actor_id=None), last, expected=None, at=NOW)
    assert plan is not None
    return plan.counts


def known_meeting(session: Session) -> tuple[str, date]:
    """Log a meeting of Els (number 1); returns its title and day."""
    els = make_person(session, "Els", "Berg", personnel_number="1")
    make_person(session, "Jan", "Bos", personnel_number="2")
    activity = session.get_one(Activity, make_logged(session, els))
    return activity.title, activity.sessions[0].held_on


def test_somebody_is_added_to_a_meeting_that_is_known_and_asked_to_confirm(session: Session, tmp_path: Path) -> None:
    title, day = known_meeting(session)

    plan = import_list(session, tmp_path, [("2", "Bos", title, day, None, None, "ja", None)])

    assert plan.counts == {"nieuw": 1, "gewijzigd": 0, "ongewijzigd": 0, "afgekeurd": 0}
    assert session.scalar(select(func.count(Activity.id))) == 1
    assert session.scalars(select(Attendance.confirmed_at).order_by(Attendance.id)).all()[-1] is None


def test_the_same_list_again_changes_nothing(session: Session, tmp_path: Path) -> None:
    title, day = known_meeting(session)
    rows = [("2", None, title, day, None, None, "Online aanwezig", None)]
    import_list(session, tmp_path, rows)

    again = import_list(session, tmp_path, rows)

    assert (again.changes, again.counts["ongewijzigd"]) == (False, 1)


def test_who_was_not_there_loses_confirmation_and_claims_and_gets_both_judged_anew_by_undoing(
    session: Session, tmp_path: Path
) -> None:
    els = make_person(session, "Els", "Berg", personnel_number="1")
    make_registration(session, els)
    activity = session.get_one(Activity, make_logged(session, els))
    title, day = activity.title, activity.sessions[0].held_on
    before = session.scalar(select(func.count(Claim.id)))

    plan = import_list(session, tmp_path, [("1", "Berg", title, day, None, None, "afwezig", None)])
    session.expire_all()
    without = session.scalar(select(func.count(Claim.id)))
    counts = undo_last(session)
    session.expire_all()

    assert [(one.field, one.old, one.new) for one in plan.rows[0].changes] == [("Aanwezigheid", "Aanwezig", "Afwezig")]
    assert (before, without, session.scalar(select(func.count(Claim.id)))) == (1, 0, 1)
    assert session.scalars(select(Attendance.confirmed_at)).one() is not None
    assert counts == {"teruggezet": 1, "blijft": 0}


def test_a_course_that_we_do_not_know_is_one_activity_elsewhere_and_gone_by_undoing(
    session: Session, tmp_path: Path
) -> None:
    known_meeting(session)
    clock = (time(9), time(12))
    rows = [
        ("1", None, "Meldcode", date(2026, 3, 5), *clock, "aanwezig", None),
        ("2", None, "Meldcode", date(2026, 3, 5), *clock, "deels", 60),
    ]

    plan = import_list(session, tmp_path, rows)
    made = session.scalars(select(Activity).where(Activity.title == "Meldcode")).one()
    people = [(made.origin, one.state, one.minutes_present) for one in made.sessions[0].attendances]
    counts = undo_last(session)

    assert "elders gevolgd" in plan.notices[-1]
    assert people == [("import", "aanwezig", None), ("import", "deels", 60)]
    assert counts == {"teruggezet": 2, "blijft": 0}
    assert session.scalar(select(func.count(Activity.id))) == 1


def test_undoing_keeps_a_meeting_on_which_somebody_answered(session: Session, tmp_path: Path) -> None:
    known_meeting(session)
    rows = [(number, None, "Meldcode", date(2026, 3, 5), time(9), time(12), "ja", None) for number in ("1", "2")]
    import_list(session, tmp_path, rows)
    answered = session.scalars(select(Attendance).order_by(Attendance.id.desc()).limit(1)).one()
    answered.confirmed_at, answered.confirmed_by_id, answered.confirmed_version = NOW, answered.person_id, 1
    session.commit()

    counts = undo_last(session)

    assert counts == {"teruggezet": 1, "blijft": 1}
    assert session.scalar(select(func.count(Activity.id))) == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("99", None, "Meldcode", date(2026, 3, 5), time(9), time(12), "ja", None), "person-unknown"),
        (("1", "Jansen", "Meldcode", date(2026, 3, 5), time(9), time(12), "ja", None), "name-of-other"),
        (("1", None, "Meldcode", date(2026, 3, 5), None, None, "ja", None), "meeting-unknown"),
        (("1", None, "Meldcode", date(2026, 3, 5), time(9), time(12), "misschien", None), "presence-unknown"),
        (("1", None, "Meldcode", date(2026, 3, 5), time(9), time(12), None, None), "presence-missing"),
        (("1", None, "Meldcode", date(2026, 3, 5), time(9), time(12), "deels", None), "minutes-missing"),
        (("1", None, "Meldcode", date(2026, 3, 5), time(9), time(12), "deels", 500), "minutes-past-meeting"),
        (("1", None, "Meldcode", date(2026, 3, 5), time(9), time(12), "afwezig", None), "nobody-there"),
        (("1", None, "Meldcode", date(2027, 3, 5), time(9), time(12), "ja", None), "date-future"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_with_a_remedy(
    session: Session, tmp_path: Path, row: tuple[Any, ...], code: str
) -> None:
    known_meeting(session)

    plan = import_list(session, tmp_path, [row])

    assert [(one.code, one.blocks, bool(one.remedy)) for one in plan.problems] == [(code, True, True)]
    assert plan.counts["afgekeurd"] == 1


@pytest.mark.parametrize("kind", [ATTENDANCE, None])
def test_a_list_with_the_meeting_above_its_header_is_no_list_of_people(kind: str | None, tmp_path: Path) -> None:
    rows = [("Datum", date(2026, 3, 5)), ("Personeelsnummer", "Naam", "Aanwezig"), ("00101", "Els", "ja")]
    path = write_rows(tmp_path / "p.xlsx", ("Activiteit", "Meldcode"), rows)

    opened = open_files([path], kind=kind, system=None, presets=(), max_rows=100)

    assert opened.kind == ATTENDANCE
    with pytest.raises(WorkbookRefused, match=r"we missen de kolommen Activiteit en Datum"):
        opened.table()
