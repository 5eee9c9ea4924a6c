"""Import an attendance list: plan against what is known, and carry it out in one transaction (*presentielijst*)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from register.bulk.portions import in_chunks
from register.bulk.rows import insert_rows, reserve_ids, table_of
from register.errors import Conflict
from register.imports.attendance_plan import (
    AttendanceBasis,
    AttendancePlan,
    ChangedPart,
    NewMeeting,
    NewPart,
    plan_attendance,
)
from register.imports.attendance_snapshot import take_attendance_snapshot
from register.imports.attendance_table import AttendanceTable, read_attendance
from register.imports.import_people import Importer, claim_again, note_applied, one_import_at_a_time, refuse_unless_seen
from register.imports.kept_attendance import days_of, keep_attendance_plan, recall_attendance_plan, stamp_of_attendance
from register.imports.kept_plan import KeptPlan
from register.imports.kept_training import numbers_of
from register.imports.models import ImportBatch, ImportChange
from register.imports.objects import as_plain
from register.learning.mail import ask_to_confirm
from register.learning.models import Activity, Attendance, LearningSession
from register.workbooks.header import Table

Values = dict[str, Any]


def plan_attendance_import(
    session: Session,
    table: Table,
    importer: Importer,
    *,
    today: date,
    day_first: Mapping[str, bool] | None = None,
    seen: AttendancePlan | None = None,
) -> AttendancePlan:
    """Compare an attendance list with what is known; writes nothing.

    With the plan that was `seen` of the same table, the file is not parsed again, and nothing is planned again where
    nothing changed since.
    """
    parsed = seen.basis.table if seen and seen.basis else read_attendance(table, day_first=day_first)
    snapshot = take_attendance_snapshot(session, importer.organisation_id, numbers=_numbers(parsed), days=_days(parsed))
    basis = AttendanceBasis(snapshot=snapshot, table=parsed, today=today)
    return seen if seen and seen.basis == basis else plan_attendance(snapshot, parsed, today=today)


def carry_out_attendance(
    session: Session,
    batch: ImportBatch,
    table: Table,
    importer: Importer,
    *,
    expected: str | None,
    at: datetime,
    today: date,
    day_first: Mapping[str, bool] | None = None,
    seen: AttendancePlan | None = None,
) -> AttendancePlan:
    """Plan again, now under the write lock, and write it; in the caller's transaction.

    Raises:
        Conflict: the plan is no longer what the person saw.
        Invalid: a question about dates was not answered.

    """
    one_import_at_a_time(session, importer.organisation_id)
    plan = plan_attendance_import(session, table, importer, today=today, day_first=day_first, seen=seen)
    write_attendance(session, batch, plan, importer, expected=expected, at=at)
    return plan


def write_attendance(
    session: Session,
    batch: ImportBatch,
    plan: AttendancePlan,
    importer: Importer,
    *,
    expected: str | None,
    at: datetime,
) -> None:
    """Write a plan that was made under the write lock, or that still fits the data under it.

    Nobody's presence is confirmed by it: whoever is on the list is asked, like after a session that somebody logs.

    Raises:
        Conflict: the plan is not what the person saw.
        Invalid: a question about dates was not answered.

    """
    refuse_unless_seen(plan.questions, plan.digest, expected)
    made = _add_meetings(session, plan, batch, importer, at=at)
    _add_parts(session, plan, batch, {key: session_id for key, (_, session_id) in made.items()})
    for one in plan.changed:
        _change(session, batch, one)
    activities = [*plan.activities, *(activity_id for activity_id, _ in made.values())]
    claim_again(session, activities, at=at)
    for some in in_chunks(activities):
        people = selectinload(Activity.sessions).selectinload(LearningSession.attendances)
        for activity in session.scalars(select(Activity).where(Activity.id.in_(some)).options(people)):
            ask_to_confirm(session, activity, at)
    note_applied(session, batch, importer, counts=plan.counts, digest=plan.digest, at=at)


def keep_attendance(plan: AttendancePlan, importer: Importer, *, how: object) -> KeptPlan | None:
    """Write a plan down with the state of the data that it was made on; `None` while it still asks something."""
    basis = plan.basis
    if basis is None or plan.questions:
        return None
    stamp = stamp_of_attendance(basis.snapshot, importer.organisation_id, today=basis.today, how=how)
    return keep_attendance_plan(plan, stamp=stamp, numbers=_numbers(basis.table), days=_days(basis.table))


def recall_attendance(
    session: Session, kept: KeptPlan, importer: Importer, *, today: date, how: object
) -> AttendancePlan | None:
    """Read a plan back; `None` where the people or meetings in it, the day or the way of reading are others now."""
    snapshot = take_attendance_snapshot(session, importer.organisation_id, numbers=numbers_of(kept), days=days_of(kept))
    stamp = stamp_of_attendance(snapshot, importer.organisation_id, today=today, how=how)
    return recall_attendance_plan(kept, stamp=stamp)


def _numbers(parsed: AttendanceTable) -> set[str]:
    return {row.personnel_number for row in parsed.rows if row.personnel_number}


def _days(parsed: AttendanceTable) -> set[date]:
    return {row.date for row in parsed.rows if row.date}


def _add_meetings(
    session: Session, plan: AttendancePlan, batch: ImportBatch, importer: Importer, *, at: datetime
) -> dict[str, tuple[int, int]]:
    """Make the meetings elsewhere; returns activity and session by key."""
    count = len(plan.meetings)
    activity_ids = list(reserve_ids(session, Activity, count))
    session_ids = list(reserve_ids(session, LearningSession, count))
    first = {one.meeting: one.person_id for one in reversed(plan.parts)}
    rows = list(zip(plan.meetings, activity_ids, session_ids, strict=True))
    insert_rows(
        session,
        Activity,
        [
            _activity(one, activity_id, importer.organisation_id, importer.actor_id or first[one.key], at)
            for one, activity_id, _ in rows
        ],
    )
    insert_rows(session, LearningSession, [_session(*row) for row in rows])
    insert_rows(
        session, ImportChange, [_noted(batch.id, 0, ("activity", activity_id), None, {}) for _, activity_id, _ in rows]
    )
    return {one.key: (activity_id, session_id) for one, activity_id, session_id in rows}


def _activity(one: NewMeeting, new_id: int, organisation_id: int, made_by_id: int, at: datetime) -> Values:
    return {
        "id": new_id,
        "organisation_id": organisation_id,
        "kind": one.kind,
        "title": one.title,
        "accreditation_ids": one.accreditation_ids,
        "provider": one.provider,
        "origin": "import",
        "created_by_id": made_by_id,
        "created_at": at,
    }


def _session(one: NewMeeting, activity_id: int, new_id: int) -> Values:
    minutes = (one.ends.hour * 60 + one.ends.minute) - (one.starts.hour * 60 + one.starts.minute)
    return {
        "id": new_id,
        "activity_id": activity_id,
        "held_on": one.date,
        "starts_at": one.starts,
        "ends_at": one.ends,
        "gross_minutes": minutes,
        "excluded_minutes": {},
    }


def _add_parts(session: Session, plan: AttendancePlan, batch: ImportBatch, made: Mapping[str, int]) -> None:
    rows = []
    for one, new_id in zip(plan.parts, reserve_ids(session, Attendance, len(plan.parts)), strict=True):
        session_id = made[one.meeting] if isinstance(one.meeting, str) else one.meeting
        rows.append((one, {"id": new_id, "session_id": session_id, **_part(one)}))
    insert_rows(session, Attendance, [row for _, row in rows])
    insert_rows(
        session, ImportChange, [_noted(batch.id, one.row, ("attendance", row["id"]), None, row) for one, row in rows]
    )


def _part(one: NewPart) -> Values:
    return {"person_id": one.person_id, "state": one.state, "minutes_present": one.minutes, "role": one.role}


def _change(session: Session, batch: ImportBatch, one: ChangedPart) -> None:
    table = table_of(Attendance)
    query = update(table).where(table.c.id == one.attendance_id, table.c.version == one.version)
    if session.execute(query.values(one.after | {"version": one.version + 1})).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("Iemand anders heeft intussen iets gewijzigd. Probeer het opnieuw.")
    changed = _noted(batch.id, one.row, ("attendance", one.attendance_id), one.before, one.after)
    insert_rows(session, ImportChange, [changed])


def _noted(batch_id: int, row: int, what: tuple[str, int], before: Values | None, after: Values) -> Values:
    kind, object_id = what
    return {
        "batch_id": batch_id,
        "row_number": row,
        "outcome": "nieuw" if before is None else "gewijzigd",
        "object_kind": kind,
        "object_id": object_id,
        "before": as_plain(before),
        "after": as_plain(after),
    }
