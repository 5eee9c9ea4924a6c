"""Undo an import within thirty days: shown first, then carried out in one transaction (*terugdraaien*, G5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from register import audit
from register.bulk.portions import in_chunks
from register.bulk.rows import insert_rows, no_collecting, table_of
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, NotFound
from register.imports.import_people import claim_again, count_again, one_import_at_a_time
from register.imports.models import ImportBatch
from register.imports.objects import OBJECTS, object_table
from register.imports.plan_name import NAME_PARTS, name_columns
from register.imports.undo_plan import Noted, UndoPlan, left_document, plan_undo
from register.learning.models import Attendance, LearningSession, OutgoingMail, SignLink
from register.people.models import Employment, Membership, Registration, RoleGrant
from register.people.names import Name
from register.points.models import Claim, Standing

KEPT = timedelta(days=30)
_REMEMBERED = 500
_CHANGED = (
    "Sinds je zag wat terugdraaien doet, is er iets gewijzigd. Er is niets teruggedraaid. "
    "Bekijk het opnieuw en klik dan nog eens op Terugdraaien."
)


@dataclass(frozen=True, kw_only=True)
class Undoer:
    """Who undoes, in which organisation; `actor_id` is `None` on the command line."""

    organisation_id: int
    actor_id: int | None


def find_batch(session: Session, organisation_id: int, batch_id: int) -> ImportBatch:
    """Return an import of this organisation.

    Raises:
        NotFound: somebody else's, or not there.

    """
    batch = session.get(ImportBatch, batch_id)
    if batch is None or batch.organisation_id != organisation_id:
        raise NotFound
    return batch


class Applied(Protocol):
    """What tells whether an import can be undone."""

    @property
    def state(self) -> str:
        """Whether it was carried out."""

    @property
    def applied_at(self) -> datetime | None:
        """When."""


def may_undo(batch: Applied, *, at: datetime) -> bool:
    """Whether this import was carried out, not longer than thirty days ago."""
    return batch.state == "toegepast" and batch.applied_at is not None and at - batch.applied_at <= KEPT


def undo_preview(undoer: Undoer, batch_id: int, *, at: datetime) -> tuple[ImportBatch, UndoPlan]:
    """Show what undoing an import would do now; writes nothing.

    Raises:
        NotFound: no such import in this organisation.
        Conflict: it was not carried out, was undone already, or is too long ago.

    """
    session = current_session()
    batch = find_batch(session, undoer.organisation_id, batch_id)
    _require_undoable(batch, at)
    with no_collecting():
        return batch, plan_undo(session, batch)


def undo_import(
    undoer: Undoer, batch_id: int, *, expected: str | None, at: datetime
) -> tuple[ImportBatch, UndoPlan | None]:
    """Put everything back that nobody touched since.

    Args:
        undoer: who does it.
        batch_id: the import.
        expected: the digest of the plan that a person saw; `None`: whatever the plan is now.
        at: this moment.

    Returns:
        The import and what was done; `None` where it was undone before: a second click does nothing.

    Raises:
        NotFound: no such import in this organisation.
        Conflict: the data changed since the person looked, or it is too long ago.

    """
    with transaction() as session:
        one_import_at_a_time(session, undoer.organisation_id)
        batch = find_batch(session, undoer.organisation_id, batch_id)
        session.refresh(batch)
        if batch.state == "teruggedraaid":
            return batch, None
        _require_undoable(batch, at)
        with no_collecting():
            plan = plan_undo(session, batch)
            if expected is not None and plan.digest != expected:
                raise Conflict(_CHANGED)
            touched = _carry_out(session, plan, at)
        count_again(session, undoer.organisation_id, touched, at=at)
        claim_again(session, sorted(_judged_anew(session, plan)), at=at)
        _note(session, batch, undoer, plan, at)
        return batch, plan


def _require_undoable(batch: ImportBatch, at: datetime) -> None:
    if batch.state == "teruggedraaid":
        raise Conflict("Deze import is al teruggedraaid.")
    if batch.state != "toegepast":
        raise Conflict("Deze import is niet doorgevoerd: er is niets om terug te draaien.")
    if not may_undo(batch, at=at):
        raise Conflict(f"Een import kun je {KEPT.days} dagen lang terugdraaien. Deze is langer geleden.")


def _carry_out(session: Session, plan: UndoPlan, at: datetime) -> list[int]:
    """Write the plan; returns the registrations to count again."""
    going: dict[str, list[int]] = {}
    for one in plan.removed:
        going.setdefault(one.kind, []).append(one.object_id)
    touched = _remove_parts(session, going.pop("attendance", []))
    touched |= _remove_activities(session, going.pop("activity", []))
    gone = _remove_along(session, going.get("person", []))
    gone |= set(going.get("registration", []))
    _delete(session, Claim, "registration_id", sorted(gone))
    _delete(session, Standing, "registration_id", sorted(gone))
    for kind in reversed(OBJECTS):
        if kind == "person":
            for model in (Employment, Membership, RoleGrant, Registration):
                _delete(session, model, "person_id", going.get(kind, []))
        _delete(session, OBJECTS[kind], "id", going.get(kind, []))
    for kind in OBJECTS:
        returned = [{**(one.before or {}), "id": one.object_id} for one in plan.returned if one.kind == kind]
        for row in returned:
            insert_rows(session, OBJECTS[kind], [row])
    for one in plan.restored:
        _restore(session, one, at)
    touched |= {one.object_id for one in plan.restored if one.kind == "registration"}
    session.expire_all()
    return sorted(touched - gone)


def _remove_activities(session: Session, ids: Sequence[int]) -> set[int]:
    """Remove imported activities with their session, attendance and claims; returns whose points that changes."""
    touched: set[int] = set()
    for some in in_chunks(ids):
        sessions = select(LearningSession.id).where(LearningSession.activity_id.in_(some))
        attendances = list(session.scalars(select(Attendance.id).where(Attendance.session_id.in_(sessions))))
        touched |= _remove_parts(session, attendances)
        _delete(session, LearningSession, "activity_id", some)
        _delete(session, OBJECTS["activity"], "id", some)
    return touched


def _remove_parts(session: Session, ids: Sequence[int]) -> set[int]:
    """Remove attendance with its claims and questions to confirm; returns whose points that changes."""
    touched: set[int] = set()
    for some in in_chunks(ids):
        touched |= set(session.scalars(select(Claim.registration_id).where(Claim.attendance_id.in_(some))))
        for model in (Claim, SignLink, OutgoingMail):
            _delete(session, model, "attendance_id", some)
        _delete(session, Attendance, "id", some)
    return touched


def _judged_anew(session: Session, plan: UndoPlan) -> set[int]:
    """Return the activities of which somebody's part became what it was, or somebody went off the list."""
    found = {one.object_id for one in plan.restored if one.kind == "activity"}
    meetings = {
        one.now["session_id"] for one in (*plan.restored, *plan.removed) if one.kind == "attendance" and one.now
    }
    for some in in_chunks(sorted(meetings)):
        found |= set(session.scalars(select(LearningSession.activity_id).where(LearningSession.id.in_(some))))
    return found


def _remove_along(session: Session, people: Sequence[int]) -> set[int]:
    """Return the registrations that go with their person."""
    found: set[int] = set()
    for some in in_chunks(people):
        found |= set(session.scalars(select(Registration.id).where(Registration.person_id.in_(some))))
    return found


def _delete(session: Session, model: type[Any], column: str, values: Iterable[int]) -> None:
    table = table_of(model)
    for some in in_chunks(list(values)):
        session.execute(delete(table).where(table.c[column].in_(some)))


def _restore(session: Session, one: Noted, at: datetime) -> None:
    """Give one row its earlier values back, if it still is the version that the plan saw.

    Raises:
        Conflict: somebody changed it a moment ago.

    """
    table, now, values = object_table(one.kind), one.now or {}, dict(one.before or {})
    if "active" in values:
        active = values.pop("active")
        values.setdefault("deactivated_at", None if active else at)
    if not values.keys().isdisjoint(NAME_PARTS):
        parts: dict[str, Any] = {part: values.get(part, now[part]) for part in NAME_PARTS}
        values = name_columns(Name(**parts)) | values
    query = update(table).where(table.c.id == one.object_id)
    if "version" in now:
        query = query.where(table.c.version == now["version"])
        values["version"] = now["version"] + 1
    if session.execute(query.values(values)).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_CHANGED)


def _note(session: Session, batch: ImportBatch, undoer: Undoer, plan: UndoPlan, at: datetime) -> None:
    """Remember in the history and the trail what was put back and what was not; ids and reasons, no names."""
    batch.state, batch.undone_at, batch.undone_by_id = "teruggedraaid", at, undoer.actor_id
    batch.undone = {
        "counts": plan.counts,
        "total": len(plan.left),
        "left": [left_document(one) for one in plan.left[:_REMEMBERED]],
    }
    audit.record(
        session,
        organisation_id=undoer.organisation_id,
        actor_id=undoer.actor_id,
        act="import.teruggedraaid",
        object_kind="import_batch",
        object_id=batch.id,
        at=at,
        details={"kind": batch.kind, **plan.counts},
    )
