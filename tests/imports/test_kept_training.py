"""What a preview of learning history or of an attendance list showed is kept too, and is what is written."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.errors import Conflict
from register.imports import import_attendance, import_training, staged
from register.imports.attendance_plan import AttendancePlan
from register.imports.drop_folder import run_folder
from register.imports.models import ImportBatch
from register.imports.opening import open_files
from register.imports.people_plan import digest_of_text
from register.imports.pipelines import PIPELINES
from register.imports.staging import apply_batch, importer_for, preview, stage
from register.imports.training_plan import TrainingPlan
from register.learning.change_activity import change_activity
from register.learning.models import Activity, Attendance
from register.people.models import Person
from register.points.models import Claim
from tests.conftest import NOW
from tests.imports.test_kept_plan import PlannedAgain, no_planning
from tests.learning.making import make_entry
from tests.makers import TODAY, make_logged, make_organisation, make_person, make_registration
from tests.workbook_maker import TRAINING_HEADER, training_row, write_rows

LIST_HEADER = ("Personeelsnummer", "Activiteit", "Datum", "Begintijd", "Eindtijd", "Aanwezig", "Minuten aanwezig")
HISTORY = [
    training_row(Register="skj-jgp", Status="Toegekend", **{"Punten toegekend": 2.5, "ID-nummer": "SKJ200001"}),
    training_row("777"),
]


@pytest.fixture
def hr(session: Session) -> Viewer:
    """HR, beside Els with a registration and one meeting that she logged."""
    organisation = make_organisation(session)
    person = make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001")
    els = make_person(session, "Els", "Berg", personnel_number="00101")
    make_person(session, "Bo", "Bos", personnel_number="00102")
    make_registration(session, els, "skj-jgp", number="130011")
    make_logged(session, els)
    session.commit()
    return Viewer(person_id=person.id, organisation_id=organisation.id, name="HR", roles=frozenset({Role.HR}))


def upload(viewer: Viewer, folder: Path, kind: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """HR offers a file, and what it would do is kept."""
    path = write_rows(folder / "t.xlsx", header, rows)
    opened = open_files([path], kind=kind, system=None, presets=(), max_rows=1_000)
    return stage(viewer, opened, paths=[path], file_name="t.xlsx", at=NOW, today=TODAY)


def upload_history(viewer: Viewer, folder: Path) -> int:
    """HR offers one row of history that can be, and one that cannot."""
    return upload(viewer, folder, "scholing", TRAINING_HEADER, HISTORY)


def upload_list(session: Session, viewer: Viewer, folder: Path) -> int:
    """HR offers a list: Els was there for a part, Bo was there too, and of a course that nobody knows."""
    known = session.scalars(select(Activity)).one()
    day = known.sessions[0].held_on
    rows = [
        ("00101", known.title, day, None, None, "deels", 30),
        ("00102", known.title, day, None, None, "ja", None),
        ("00102", "Elders", date(2026, 3, 2), "09:00", "12:30", "ja", None),
    ]
    return upload(viewer, folder, "aanwezigheid", LIST_HEADER, rows)


def refuse_unless_the_same(session: Session, viewer: Viewer, batch_id: int) -> TrainingPlan | AttendancePlan:
    """A plan that was read back is the one that would be made now, also to whoever takes its digest anew."""
    one = staged.Staged(session.get_one(ImportBatch, batch_id))
    kept = one.written["planned"]
    made = one.plan_anew(session, importer_for(viewer), today=TODAY)
    found = PIPELINES[one.batch.kind].recall(session, kept, importer_for(viewer), today=TODAY, how=one.how)
    assert isinstance(found, TrainingPlan | AttendancePlan)
    assert found == made
    assert (found.digest, digest_of_text(found.text())) == (made.digest, made.digest)
    assert (found.counts, found.problems, found.notices) == (made.counts, made.problems, made.notices)
    return found


def test_a_history_is_read_back_as_it_was_kept_and_written_so(
    session: Session, hr: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = upload_history(hr, tmp_path)
    plan = refuse_unless_the_same(session, hr, batch_id)
    monkeypatch.setattr(staged.Staged, "plan_anew", no_planning)

    shown = preview(session, hr, batch_id, today=TODAY).plan
    batch, done = apply_batch(hr, batch_id, digest=plan.digest, at=NOW, today=TODAY)

    assert shown == plan
    assert (done, batch.counts["nieuw"], batch.counts["afgekeurd"], batch.plan) == (True, 1, 1, None)
    assert session.scalars(select(Claim.state).order_by(Claim.id)).all()[-1] == "toegekend"


def test_a_list_is_read_back_as_it_was_kept_and_written_so(
    session: Session, hr: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = upload_list(session, hr, tmp_path)
    plan = refuse_unless_the_same(session, hr, batch_id)
    monkeypatch.setattr(staged.Staged, "plan_anew", no_planning)

    batch, _ = apply_batch(hr, batch_id, digest=plan.digest, at=NOW, today=TODAY)

    assert (batch.counts["nieuw"], batch.counts["gewijzigd"]) == (2, 1)
    assert session.scalar(select(func.count(Activity.id))) == 2
    states = select(Attendance.state, Attendance.minutes_present, Attendance.confirmed_at).order_by(Attendance.id)
    assert tuple(session.execute(states).first() or ()) == ("deels", 30, None)


@pytest.mark.parametrize("kind", ["scholing", "aanwezigheid"])
def test_another_day_or_other_data_of_these_people_is_planned_again(
    session: Session, hr: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    batch_id = upload_history(hr, tmp_path) if kind == "scholing" else upload_list(session, hr, tmp_path)
    monkeypatch.setattr(staged.Staged, "plan_anew", no_planning)

    with pytest.raises(PlannedAgain):
        preview(session, hr, batch_id, today=TODAY + timedelta(days=1))
    session.scalars(select(Activity)).one().title = "Anders"
    session.commit()
    with pytest.raises(PlannedAgain):
        preview(session, hr, batch_id, today=TODAY)


def test_a_kept_history_is_not_written_over_what_somebody_logged_since(
    session: Session, hr: Viewer, tmp_path: Path
) -> None:
    batch_id = upload_history(hr, tmp_path)
    shown = preview(session, hr, batch_id, today=TODAY).plan
    els = session.scalars(select(Attendance)).one().person_id
    title, day = shown.activities[0].title, shown.activities[0].date  # type: ignore[union-attr]
    activity = session.scalars(select(Activity)).one()
    activity.title, activity.sessions[0].held_on = title, day
    session.commit()

    with pytest.raises(Conflict):
        apply_batch(hr, batch_id, digest=shown.digest, at=NOW, today=TODAY)  # type: ignore[union-attr]

    session.rollback()
    assert session.scalars(select(Attendance.person_id)).all() == [els]


def test_a_kept_history_is_planned_again_once_what_it_left_to_a_colleague_is_gone(
    session: Session, hr: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = upload(hr, tmp_path, "scholing", TRAINING_HEADER, [training_row()])
    apply_batch(hr, first, digest=refuse_unless_the_same(session, hr, first).digest, at=NOW, today=TODAY)
    imported = session.scalars(select(Activity).where(Activity.origin == "import")).one()
    bo = session.scalars(select(Person).where(Person.given_name == "Bo")).one()
    entry = make_entry(bo, kind="training", title=imported.title, held_on=imported.sessions[0].held_on)
    change_activity(hr, imported.id, entry, version=imported.version, at=NOW, today=TODAY)
    (tmp_path / "later").mkdir()
    batch_id = upload(hr, tmp_path / "later", "scholing", TRAINING_HEADER, [training_row(), training_row("777")])
    left = refuse_unless_the_same(session, hr, batch_id)
    monkeypatch.setattr(staged.Staged, "plan_anew", no_planning)
    imported.import_key = None
    session.commit()

    with pytest.raises(PlannedAgain):
        preview(session, hr, batch_id, today=TODAY)
    assert (left.counts["ongewijzigd"], left.counts["nieuw"]) == (1, 0)


def test_the_folder_plans_a_file_once_and_before_anybody_has_to_wait(
    session: Session, hr: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[bool] = []

    def counting(module: Any, name: str) -> None:
        plan = getattr(module, name)

        def noted(*args: Any, **named: Any) -> Any:
            planned.append(bool(session.info.get("register_transaction_depth")))
            return plan(*args, **named)

        monkeypatch.setattr(module, name, noted)

    counting(import_training, "plan_training")
    counting(import_attendance, "plan_attendance")
    write_rows(tmp_path / "t.xlsx", TRAINING_HEADER, HISTORY)
    rows = [("00102", "Elders", date(2026, 3, 2), "09:00", "12:30", "ja", None)]
    write_rows(tmp_path / "l.xlsx", LIST_HEADER, rows)

    handled = run_folder(tmp_path, organisation_id=hr.organisation_id, settle=0, at=NOW)

    assert [(one.kind, dict(one.counts)["nieuw"]) for one in handled] == [("aanwezigheid", 1), ("scholing", 1)]
    assert planned == [False, False]
