"""Carry out a plan of learning history: activities, sessions, attendance and claims, table by table (*doorvoeren*)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice, repeat
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from register.bulk.rows import insert_columns, insert_rows, reserve_ids, table_of
from register.errors import Conflict
from register.imports.models import ImportChange
from register.imports.people_plan import Outcome
from register.imports.training_keys import Folded, ImportKeys
from register.imports.training_new import NewActivity, Repair
from register.imports.training_plan import TrainingPlan
from register.imports.training_snapshot import Enrolment, TrainingSnapshot
from register.learning.models import Activity, Attendance, LearningSession
from register.points.facts_json import to_json
from register.points.models import Claim
from register.rules.facts import ClaimState, Facts
from register.workbooks.progress import counted

METHOD = "import"
"""How an imported attendance was confirmed: by whoever keeps the history, not by a click of the person."""

_IDS = "accreditation_ids"
_AT_ONCE = 5_000

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
    made = sorted(plan.activities, key=attrgetter("person_id"))  # so that the indexes grow where they grew last
    ids, session_ids, attendance_ids = (
        list(reserve_ids(session, model, len(made))) for model in (Activity, LearningSession, Attendance)
    )
    _add_activities(session, made, ids, organisation_id=organisation_id, actor_id=actor_id, at=at)
    _add_sessions(session, made, session_ids, ids)
    _add_attendances(session, made, attendance_ids, session_ids, at)
    touched = _add_claims(session, snapshot, made, attendance_ids)
    for one in plan.repairs:
        _repair(session, one)
    _note_changes(session, made, ids, batch_id)
    insert_rows(
        session,
        ImportChange,
        [_change(one.row, one.activity_id, batch_id, {_IDS: one.before}, {_IDS: one.after}) for one in plan.repairs],
    )
    return tuple(sorted(touched))


def _add_activities(
    session: Session,
    made: Sequence[NewActivity],
    ids: Sequence[int],
    *,
    organisation_id: int,
    actor_id: int | None,
    at: datetime,
) -> None:
    columns = {
        "id": ids,
        "kind": _column(made, "kind"),
        "title": _column(made, "title"),
        "accreditation_ids": _column(made, "accreditation_ids"),
        "awarded_points": _column(made, "awarded_points"),
        "provider": _column(made, "provider"),
        "import_key": _import_keys(made),
        "created_by_id": repeat(actor_id) if actor_id else _column(made, "person_id"),
        "created_at": repeat(at),
    }
    same = {"organisation_id": organisation_id, "origin": "import"}
    insert_columns(session, Activity, columns, len(made), same=same)


def _import_keys(made: Sequence[NewActivity]) -> Iterator[str]:
    folded, keys = Folded(), ImportKeys()
    return (keys.key((one.person_id, one.date, folded[one.title], one.starts)) for one in made)


def _add_sessions(
    session: Session, made: Sequence[NewActivity], ids: Sequence[int], activity_ids: Sequence[int]
) -> None:
    columns = {
        "id": ids,
        "activity_id": activity_ids,
        "held_on": _column(made, "date"),
        "starts_at": _column(made, "starts"),
        "ends_at": _column(made, "ends"),
        "gross_minutes": _column(made, "gross_minutes"),
        "excluded_minutes": _column(made, "excluded"),
    }
    insert_columns(session, LearningSession, columns, len(made))


def _add_attendances(
    session: Session, made: Sequence[NewActivity], ids: Sequence[int], session_ids: Sequence[int], at: datetime
) -> None:
    columns = {
        "id": ids,
        "session_id": session_ids,
        "person_id": _column(made, "person_id"),
        "role": _column(made, "role"),
        "confirmed_at": (at if one.confirmed else None for one in made),
        "confirmed_by_id": (one.person_id if one.confirmed else None for one in made),
        "confirmed_version": (1 if one.confirmed else None for one in made),
        "confirmation_method": (METHOD if one.confirmed else None for one in made),
    }
    insert_columns(session, Attendance, columns, len(made))


def _add_claims(
    session: Session, snapshot: TrainingSnapshot, made: Sequence[NewActivity], attendance_ids: Sequence[int]
) -> set[int]:
    """Judge and write some thousands at a time: with its facts a claim is the heaviest row of all."""
    touched: set[int] = set()
    judging = zip(counted(made, "activiteiten beoordeeld"), attendance_ids, strict=True)
    known = ((one, attendance_id) for one, attendance_id in judging if one.person_id in snapshot.enrolments)
    while some := list(islice(known, _AT_ONCE)):
        claims = [claim for one, attendance_id in some for claim in _claims(snapshot, one, attendance_id)]
        insert_rows(session, Claim, claims)
        touched.update(claim["registration_id"] for claim in claims)
    return touched


def _note_changes(session: Session, made: Sequence[NewActivity], ids: Sequence[int], batch_id: int) -> None:
    """Note in the order of the file what each row became."""
    noted = sorted(zip(_column(made, "row"), ids, strict=True))
    columns = {"row_number": map(itemgetter(0), noted), "object_id": map(itemgetter(1), noted)}
    same = {
        "batch_id": batch_id,
        "outcome": Outcome.NEW.value,
        "object_kind": "activity",
        "before": None,
        "after": {},
    }
    insert_columns(session, ImportChange, columns, len(noted), same=same)


def _column(made: Sequence[NewActivity], field: str) -> list[Any]:
    return list(map(attrgetter(field), made))


def _change(row: int, activity_id: int, batch_id: int, before: Values, after: Values) -> Values:
    return {
        "batch_id": batch_id,
        "row_number": row,
        "outcome": Outcome.CHANGED.value,
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
