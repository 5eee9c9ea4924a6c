"""Importing learning history: judged like anything else, once, and never for the wrong person."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.imports.models import ImportChange
from register.learning.change_activity import change_activity, withdraw_activity
from register.learning.models import Activity, Attendance, LearningSession
from register.points.models import Claim, Standing
from tests.conftest import NOW
from tests.imports.importing import import_rows, import_training_rows
from tests.learning.making import make_entry
from tests.makers import TODAY, make_logged, make_person, make_registration, make_viewer
from tests.workbook_maker import TRAINING_HEADER, person_row, training_row


def test_a_row_becomes_a_confirmed_activity_with_its_claim_and_standing(session: Session, tmp_path: Path) -> None:
    els = make_person(session, "Els", "Berg", personnel_number="00101")
    registration = make_registration(session, els, "skj-jgp", number="130011")

    plan = import_training_rows(session, tmp_path, [training_row(Punten=3, **{"ID-nummer": "SKJ200001"})])

    assert plan.counts == {"nieuw": 1, "gewijzigd": 0, "ongewijzigd": 0, "afgekeurd": 0}
    activity = session.scalars(select(Activity)).one()
    assert (activity.origin, activity.accreditation_ids) == ("import", {"skj": "SKJ200001"})
    attendance = session.scalars(select(Attendance)).one()
    assert (attendance.confirmed_by_id, attendance.confirmation_method) == (els.id, "import")
    claim = session.scalars(select(Claim)).one()
    assert (claim.state, claim.points, claim.registration_id) == ("klaar", Decimal(3), registration.id)
    assert session.scalar(select(Standing.logged)) == Decimal(3)


def test_the_same_history_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")
    rows = [training_row(), training_row(Datum=date(2025, 4, 1))]
    import_training_rows(session, tmp_path, rows)

    again = import_training_rows(session, tmp_path, rows[::-1])

    assert again.counts == {"nieuw": 0, "gewijzigd": 0, "ongewijzigd": 2, "afgekeurd": 0}
    assert session.scalar(select(func.count(Activity.id))) == 2


def test_an_unknown_person_and_a_wrong_name_are_rejected_with_the_reason(session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")

    plan = import_training_rows(session, tmp_path, [training_row("777"), training_row(Naam="Piet Jansen")])

    assert plan.counts == {"nieuw": 0, "gewijzigd": 0, "ongewijzigd": 0, "afgekeurd": 2}
    assert [problem.code for problem in plan.problems] == ["person-unknown", "name-of-other"]


def test_an_unknown_kind_of_course_is_a_training_and_is_told(session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")

    plan = import_training_rows(session, tmp_path, [training_row(Type="Workshop")])

    assert session.scalars(select(Activity.kind)).all() == ["training"]
    assert any("'Workshop' kennen we niet" in notice for notice in plan.notices)


@pytest.mark.parametrize(("status", "code"), [("Ingeschreven", "not-done"), ("In afwachting", "status-unknown")])
def test_a_status_that_does_not_say_that_it_was_finished_gives_no_points(
    session: Session, tmp_path: Path, status: str, code: str
) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")

    plan = import_training_rows(session, tmp_path, [training_row(Status=status)])

    assert (plan.counts["afgekeurd"], plan.problems[0].code, plan.problems[0].column) == (1, code, "Status")
    assert session.scalar(select(func.count(Activity.id))) == 0


def test_what_came_in_without_its_time_does_not_come_in_again_with_it(session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")
    import_training_rows(session, tmp_path, [training_row()])

    header = (*TRAINING_HEADER, "Begintijd")
    plan = import_training_rows(session, tmp_path, [(*training_row(), time(9, 30))], header)

    assert plan.counts == {"nieuw": 0, "gewijzigd": 0, "ongewijzigd": 1, "afgekeurd": 0}
    assert session.scalar(select(func.count(Activity.id))) == 1


def test_what_a_register_granted_comes_along_for_that_register_alone(session: Session, tmp_path: Path) -> None:
    els = make_person(session, "Els", "Berg", personnel_number="00101")
    make_registration(session, els, "skj-jgp")
    make_registration(session, els, "rp-sw", cycle_ends_on=date(2028, 12, 31))

    import_training_rows(
        session, tmp_path, [training_row(Register="skj-jgp", Status="Toegekend", **{"Punten toegekend": 2.5})]
    )

    found = session.execute(select(Claim.register_id, Claim.state, Claim.granted_points).order_by(Claim.register_id))
    assert [tuple(row) for row in found] == [("rp-sw", "klaar", None), ("skj-jgp", "toegekend", Decimal("2.5"))]


def test_days_to_come_and_days_of_more_than_24_hours_are_rejected(session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")

    plan = import_training_rows(session, tmp_path, [training_row(Datum=date(2027, 1, 1)), training_row(Uren=40)])

    assert [problem.code for problem in plan.problems] == ["date-future", "day-too-long"]


def test_net_hours_within_clock_times_leave_a_break(session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")
    header = (*TRAINING_HEADER, "Begintijd", "Eindtijd")

    import_training_rows(session, tmp_path, [(*training_row(Uren=3), "09:00", "12:30")], header)

    meeting = session.scalars(select(Activity)).one().sessions[0]
    assert (meeting.gross_minutes, meeting.excluded_minutes) == (210, {"pauze": 30})


def test_a_registration_that_comes_later_counts_what_was_learnt_before(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])
    import_training_rows(session, tmp_path, [training_row()])

    import_rows(session, tmp_path, [person_row(Register="skj-jgp", **{"Registratie van": date(2024, 1, 1)})])

    assert session.scalars(select(Claim.register_id)).all() == ["skj-jgp"]


def test_what_was_withdrawn_does_not_come_back_and_says_so(session: Session, tmp_path: Path) -> None:
    els = make_person(session, "Els", "Berg", personnel_number="00101")
    activity_id = make_logged(
        session, els, kind="training", title="Meldcode in de praktijk", held_on=date(2025, 3, 5), minutes=180
    )
    withdraw_activity(make_viewer(session, els), activity_id, at=NOW)

    plan = import_training_rows(session, tmp_path, [training_row()])
    make_logged(session, els, kind="training", title="Meldcode in de praktijk", held_on=date(2025, 3, 5), minutes=180)
    after_logging_again = import_training_rows(session, tmp_path, [training_row()])

    assert plan.counts["ongewijzigd"] == after_logging_again.counts["ongewijzigd"] == 1
    assert [problem.code for problem in plan.problems] == ["withdrawn"]
    assert "ingetrokken" in plan.problems[0].reason
    assert not after_logging_again.problems


def test_what_was_imported_and_renamed_since_is_left_and_told(session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")
    import_training_rows(session, tmp_path, [training_row()])
    session.scalars(select(Activity)).one().title = "Meldcode, met de goede naam"
    session.commit()

    again = import_training_rows(session, tmp_path, [training_row(), training_row(Datum=date(2025, 4, 1))])

    assert again.counts == {"nieuw": 1, "gewijzigd": 0, "ongewijzigd": 1, "afgekeurd": 0}
    assert [problem.code for problem in again.problems] == ["changed-since"]
    assert session.scalar(select(func.count(Activity.id))) == 2


def test_what_was_imported_and_is_of_a_colleague_since_is_left_and_told(session: Session, tmp_path: Path) -> None:
    els = make_person(session, "Els", "Berg", personnel_number="00101")
    bo = make_person(session, "Bo", "Smit", personnel_number="00102")
    import_training_rows(session, tmp_path, [training_row()])
    activity = session.scalars(select(Activity)).one()
    entry = make_entry(bo, kind="training", title=activity.title, held_on=date(2025, 3, 5), minutes=180)
    change_activity(make_viewer(session, els), activity.id, entry, version=activity.version, at=NOW, today=TODAY)

    again = import_training_rows(session, tmp_path, [training_row(), training_row(Datum=date(2025, 4, 1))])

    assert again.counts == {"nieuw": 1, "gewijzigd": 0, "ongewijzigd": 1, "afgekeurd": 0}
    assert [problem.code for problem in again.problems] == ["changed-since"]
    assert session.scalars(select(Attendance.person_id).order_by(Attendance.id)).all() == [bo.id, els.id]


def test_rows_of_people_mixed_through_each_other_are_each_of_their_own_person(session: Session, tmp_path: Path) -> None:
    els = make_person(session, "Els", "Berg", personnel_number="00101")
    bo = make_person(session, "Bo", "Smit", personnel_number="00102")
    names = {"00101": "Els Berg", "00102": "Bo Smit"}
    turns = (("00102", 2), ("00101", 3), ("00102", 4))
    rows = [training_row(number, Naam=names[number], Datum=date(2025, month, 1)) for number, month in turns]

    import_training_rows(session, tmp_path, rows)

    found = select(Attendance.person_id, LearningSession.held_on).join(LearningSession).join(Activity)
    changed = select(ImportChange.object_id).order_by(ImportChange.id)
    held = {row.held_on.month: row.person_id for row in session.execute(found)}
    days = select(LearningSession.activity_id, LearningSession.held_on)
    on = {row.activity_id: row.held_on.month for row in session.execute(days)}
    assert held == {2: bo.id, 3: els.id, 4: bo.id}
    assert [on[activity_id] for activity_id in session.scalars(changed)] == [2, 3, 4]


def test_a_file_that_names_the_register_repairs_what_stood_under_unknown(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])
    import_training_rows(session, tmp_path, [training_row(**{"ID-nummer": "451234"})])
    row = training_row(Register="skj-jgp", **{"ID-nummer": "451234"})
    import_rows(
        session,
        tmp_path,
        [person_row(Register="skj-jgp", Registernummer="110012345", **{"Registratie van": date(2024, 1, 1)})],
    )

    repaired, again = (import_training_rows(session, tmp_path, [row]) for _ in range(2))

    assert repaired.counts == {"nieuw": 0, "gewijzigd": 1, "ongewijzigd": 0, "afgekeurd": 0}
    assert again.counts == {"nieuw": 0, "gewijzigd": 0, "ongewijzigd": 1, "afgekeurd": 0}
    assert list(session.scalars(select(Activity.accreditation_ids)).one().values()) == ["451234"]
    assert "onbekend" not in session.scalars(select(Activity.accreditation_ids)).one()
