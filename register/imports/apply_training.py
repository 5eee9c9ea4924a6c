"""Carry out a plan of learning history: activities, sessions, attendance and claims, table by table (*doorvoeren*)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from register.errors import Conflict
from register.imports.bulk import insert_rows, reserve_ids, table_of
from register.imports.models import ImportChange
from register.imports.training_plan import NewActivity, Repair, TrainingPlan
from register.imports.training_snapshot import Enrolment, TrainingSnapshot
from register.learning.models import Activity, Attendance, LearningSession
from register.points.facts_json import to_json
from register.points.models import Claim
from register.rules.facts import ClaimState, Facts
from register.workbooks.progress import counted

METHOD = "import"
"""How an imported attendance was confirmed: by whoever keeps the history, not by a click of the person."""

_IDS = "accreditation_ids"

Values = dict[str, Any]


def apply_training(
    session: Session,
    plan: TrainingPlan,
    snapshot: TrainingSnapshot,
    *,
    organisation_id: int,
    batch_id: int,
    actor_id: int | None,
    at: datetime,
) -> tuple[int, ...]:
    """Write the plan.

    Returns:
        The registrations that got claims; their standing is not renewed here.

    """
    count = len(plan.activities)
    ids = list(reserve_ids(session, Activity, count))
    session_ids = list(reserve_ids(session, LearningSession, count))
    attendance_ids = list(reserve_ids(session, Attendance, count))
    rows = list(zip(plan.activities, ids, session_ids, attendance_ids, strict=True))
    insert_rows(
        session, Activity, [_activity(one, new_id, organisation_id, actor_id, at) for one, new_id, _, _ in rows]
    )
    insert_rows(session, LearningSession, [_session(one, new_id, activity_id) for one, activity_id, new_id, _ in rows])
    insert_rows(session, Attendance, [_attendance(one, new_id, session_id, at) for one, _, session_id, new_id in rows])
    judging = counted(rows, "activiteiten beoordeeld")
    claims = [claim for one, _, _, attendance_id in judging for claim in _claims(snapshot, one, attendance_id)]
    insert_rows(session, Claim, claims)
    for one in plan.repairs:
        _repair(session, one)
    changes = [_change(one.row, new_id, batch_id, None, {}) for one, new_id, _, _ in rows]
    changes += [
        _change(one.row, one.activity_id, batch_id, {_IDS: one.before}, {_IDS: one.after}) for one in plan.repairs
    ]
    insert_rows(session, ImportChange, changes)
    return tuple(sorted({claim["registration_id"] for claim in claims}))


def _activity(one: NewActivity, new_id: int, organisation_id: int, actor_id: int | None, at: datetime) -> Values:
    return {
        "id": new_id,
        "organisation_id": organisation_id,
        "kind": one.kind,
        "title": one.title,
        "accreditation_ids": one.accreditation_ids,
        "awarded_points": one.awarded_points,
        "provider": one.provider,
        "origin": "import",
        "import_key": one.import_key,
        "created_by_id": actor_id or one.person_id,
        "created_at": at,
    }


def _session(one: NewActivity, new_id: int, activity_id: int) -> Values:
    return {
        "id": new_id,
        "activity_id": activity_id,
        "held_on": one.date,
        "starts_at": one.starts,
        "ends_at": one.ends,
        "gross_minutes": one.gross_minutes,
        "excluded_minutes": one.excluded,
    }


def _attendance(one: NewActivity, new_id: int, session_id: int, at: datetime) -> Values:
    return {
        "id": new_id,
        "session_id": session_id,
        "person_id": one.person_id,
        "role": one.role,
        "confirmed_at": at if one.confirmed else None,
        "confirmed_by_id": one.person_id if one.confirmed else None,
        "confirmed_version": 1 if one.confirmed else None,
        "confirmation_method": METHOD if one.confirmed else None,
    }


def _change(row: int, activity_id: int, batch_id: int, before: Values | None, after: Values) -> Values:
    return {
        "batch_id": batch_id,
        "row_number": row,
        "outcome": "nieuw" if before is None else "gewijzigd",
        "object_kind": "activity",
        "object_id": activity_id,
        "before": before,
        "after": after,
    }


def _repair(session: Session, one: Repair) -> None:
    table = table_of(Activity)
    query = update(table).where(table.c.id == one.activity_id, table.c.version == one.version)
    values = {_IDS: one.after, "version": one.version + 1}
    if session.execute(query.values(values)).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("Iemand anders heeft intussen iets gewijzigd. Probeer het opnieuw.")


def _claims(snapshot: TrainingSnapshot, one: NewActivity, attendance_id: int) -> Iterator[Values]:
    chosen = [enrolment for enrolment in _chosen(snapshot, one) if enrolment.cycle is not None]
    if not chosen:
        return
    facts = facts_of(one)
    written = to_json(facts)
    for enrolment in chosen:
        assert enrolment.cycle is not None  # noqa: S101 - chosen for it
        score = snapshot.judges[enrolment.register_id].score(facts, cycle=enrolment.cycle)
        state, granted = _said(one, enrolment, alone=len(chosen) == 1)
        yield {
            "attendance_id": attendance_id,
            "registration_id": enrolment.id,
            "register_id": enrolment.register_id,
            "title": one.title,
            "completed_on": one.date,
            "facts": written,
            "rule_version": score.version,
            "rule_digest": score.digest,
            "track": score.track,
            "net_minutes": score.net_minutes,
            "points": score.points,
            "state": state.value,
            "granted_points": granted,
        }


def facts_of(one: NewActivity) -> Facts:
    """Return the facts of an imported activity, as `register.learning.facts_of` would read them back."""
    return Facts(
        kind=one.kind,
        completed_on=one.date,
        gross_minutes=one.gross_minutes,
        excluded=one.excluded,
        role=one.role,
        present=1,
        accreditation_ids=one.accreditation_ids,
        awarded_points=one.awarded_points,
        setting="team" if one.kind == "teamoverleg_leermoment" else None,
        signed_list=one.confirmed,
    )


def _chosen(snapshot: TrainingSnapshot, one: NewActivity) -> Sequence[Enrolment]:
    """Choose per register the period that the activity falls in, else the latest, as `registrations_for` does."""
    chosen: dict[str, Enrolment] = {}
    for enrolment in snapshot.enrolments.get(one.person_id, ()):
        if enrolment.ended_on is not None and enrolment.ended_on < one.date:
            continue
        if enrolment.register_id not in chosen or enrolment.cycle_starts_on <= one.date:
            chosen[enrolment.register_id] = enrolment
    return tuple(chosen.values())


def _said(one: NewActivity, enrolment: Enrolment, *, alone: bool) -> tuple[ClaimState, Any]:
    """Return what the file says this register did: granted only with points and with a name, or where there is one."""
    usual = ClaimState.READY if one.confirmed else ClaimState.DRAFT
    for said in one.said:
        if said.register == enrolment.register_id or (said.register is None and alone):
            if said.granted is not None and said.state in {None, ClaimState.GRANTED, ClaimState.READY}:
                return ClaimState.GRANTED, said.granted
            if said.state is ClaimState.GRANTED:
                return ClaimState.FILED, None
            return said.state or usual, None
    return usual, None
