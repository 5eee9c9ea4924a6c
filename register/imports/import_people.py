"""Import people: plan against the current state, and carry it out in one transaction (G1, G3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from register import audit
from register.access import Role
from register.bulk.portions import in_chunks
from register.bulk.rows import no_collecting
from register.errors import Conflict, Invalid
from register.imports.apply_people import apply_people
from register.imports.kept_plan import KeptPlan, keep_plan, recall_plan, stamp_of
from register.imports.models import ImportBatch
from register.imports.people_plan import Basis, PeoplePlan
from register.imports.people_snapshot import read_people_stored, snapshot_of, take_snapshot
from register.imports.people_table import read_people
from register.imports.plan_numbers import plan_numbers
from register.imports.plan_people import EVERY_ROLE, plan_people
from register.learning.claiming import claim_attendances
from register.learning.models import Attendance, LearningSession
from register.people.models import Registration
from register.points.figures_recount import recount_registrations
from register.points.judges import judges_for, period_years, rule_book
from register.points.standing import counted_once
from register.workbooks.header import Table

DATA_CHANGED = (
    "Sinds je het voorbeeld zag, is er iets gewijzigd. Er is niets geïmporteerd. "
    "Bekijk het nieuwe voorbeeld en klik dan opnieuw op Importeren."
)


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Who imports into which organisation, and which roles that person may give."""

    organisation_id: int
    actor_id: int | None
    may_grant: frozenset[Role] = EVERY_ROLE


def plan_import(
    session: Session,
    table: Table,
    importer: Importer,
    *,
    today: date,
    day_first: Mapping[str, bool] | None = None,
    seen: PeoplePlan | None = None,
) -> PeoplePlan:
    """Compare a table of people, or of register numbers, with the people of an organisation; writes nothing.

    With the plan that was `seen` of the same table, the file is not parsed again, and nothing is planned again where
    nothing changed since.
    """
    with no_collecting():
        registers = rule_book().registers()
        stored = read_people_stored(session, importer.organisation_id, today=today)
        before = seen.basis if seen else None
        basis = Basis(
            snapshot=before.snapshot if before and before.snapshot.stored == stored else snapshot_of(stored),
            table=before.table if before else read_people(table, registers=registers, day_first=day_first),
            without_period=registers_without_period(session, importer.organisation_id),
            today=today,
            may_grant=importer.may_grant,
        )
        planner = plan_numbers if table.layout.kind == "numbers" else plan_people
        return seen if seen and before == basis else planner(basis, registers=registers)


def carry_out(
    session: Session,
    batch: ImportBatch,
    table: Table,
    importer: Importer,
    *,
    expected: str | None,
    at: datetime,
    today: date,
    day_first: Mapping[str, bool] | None = None,
    seen: PeoplePlan | None = None,
    allow_leavers: bool = False,
) -> PeoplePlan:
    """Plan again, now under the write lock, and write it; in the caller's transaction.

    Args:
        session: the session of the transaction.
        batch: the row that stands for this file.
        table: the table of the file.
        importer: who imports.
        expected: the digest of the plan that a person saw; `None`: whatever the plan is now.
        at: this moment.
        today: this day.
        day_first: answers about the order of day and month.
        seen: the plan of the same table and answers that this process made before, if it did.
        allow_leavers: whether somebody said that who leaves really leaves, though the file names few people.

    Raises:
        Conflict: the plan is no longer what the person saw, or the batch was handled already.
        Invalid: a question about dates, or about leavers, was not answered.

    """
    one_import_at_a_time(session, importer.organisation_id)
    plan = plan_import(session, table, importer, today=today, day_first=day_first, seen=seen)
    write_plan(session, batch, plan, importer, expected=expected, at=at, allow_leavers=allow_leavers)
    return plan


def write_plan(
    session: Session,
    batch: ImportBatch,
    plan: PeoplePlan,
    importer: Importer,
    *,
    expected: str | None,
    at: datetime,
    allow_leavers: bool = False,
) -> None:
    """Write a plan that was made under the write lock, or that still fits the data under it.

    Raises:
        Conflict: the plan is not what the person saw.
        Invalid: a question about dates, or about leavers, was not answered.

    """
    refuse_unless_seen(plan.questions, plan.digest, expected)
    if plan.asks_about_leavers and not allow_leavers:
        raise Invalid("leavers", leavers_question(plan))
    with no_collecting():
        applied = apply_people(session, plan, organisation_id=importer.organisation_id, batch_id=batch.id, at=at)
    count_again(session, importer.organisation_id, (*applied.new_registrations, *applied.changed_registrations), at=at)
    note_applied(session, batch, importer, counts=plan.counts, digest=plan.digest, at=at)


def stamp_now(session: Session, importer: Importer, *, today: date, how: object) -> str:
    """Return the digest of all that a plan made now would follow from, beside the rows of the file."""
    with no_collecting():
        return stamp_of(
            take_snapshot(session, importer.organisation_id, today=today),
            without_period=registers_without_period(session, importer.organisation_id),
            may_grant=importer.may_grant,
            today=today,
            how=how,
        )


def recall_import(
    session: Session, kept: KeptPlan, importer: Importer, *, today: date, how: object
) -> PeoplePlan | None:
    """Read a plan back; `None` where it would be another one now."""
    with no_collecting():
        return recall_plan(kept, stamp=stamp_now(session, importer, today=today, how=how))


def keep_for_later(plan: PeoplePlan, _importer: Importer, *, how: object) -> KeptPlan | None:
    """Write a plan down with the state of the data that it was made on; `None` while it still asks something."""
    basis = plan.basis
    if basis is None or plan.questions:
        return None
    with no_collecting():
        stamp = stamp_of(
            basis.snapshot,
            without_period=basis.without_period,
            may_grant=basis.may_grant,
            today=basis.today,
            how=how,
        )
        return keep_plan(plan, stamp=stamp)


def leavers_question(plan: PeoplePlan) -> str:
    """Say why we ask before anybody leaves by this file."""
    named = plan.in_service - len(plan.absent)
    stand = "staat" if named == 1 else "staan"
    leave = "1 van hen gaat" if plan.leavers == 1 else f"{plan.leavers} van hen gaan"
    return (
        f"In dit bestand {stand} {named} van de {plan.in_service} mensen die nu in dienst zijn, en {leave} uit dienst. "
        "Het kan zijn dat een deel van het bestand ontbreekt."
    )


def refuse_unless_seen(questions: Mapping[str, str], digest: str, expected: str | None) -> None:
    """Refuse a plan that still asks something, or that is not the one that a person saw.

    Raises:
        Conflict: the plan is no longer what the person saw.
        Invalid: a question about dates was not answered.

    """
    if questions:
        raise Invalid("day_first", next(iter(questions.values())))
    if expected is not None and digest != expected:
        raise Conflict(DATA_CHANGED)


def note_applied(
    session: Session, batch: ImportBatch, importer: Importer, *, counts: dict[str, int], digest: str, at: datetime
) -> None:
    """Close a batch that was carried out, with its line in the trail."""
    batch.state, batch.applied_at, batch.plan, batch.counts = "toegepast", at, None, counts
    batch.plan_digest = digest
    audit.record(
        session,
        organisation_id=importer.organisation_id,
        actor_id=importer.actor_id,
        act="import.toegepast",
        object_kind="import_batch",
        object_id=batch.id,
        at=at,
        details={"kind": batch.kind, **counts},
    )


def one_import_at_a_time(session: Session, organisation_id: int) -> None:
    """Two imports never interleave (bar CO4), and nobody confirms or files in between."""
    audit.take_turn(session, organisation_id)


def registers_without_period(session: Session, organisation_id: int) -> frozenset[str]:
    """Return the registers of which nobody knows how long a registration lasts: those need an end in the file."""
    ids = [info.id for info in rule_book().registers()]
    judges = judges_for(session, organisation_id=organisation_id, register_ids=ids)
    return frozenset(register for register, judge in judges.items() if period_years(judge) is None)


def count_again(session: Session, organisation_id: int, registration_ids: Sequence[int], *, at: datetime) -> None:
    """Claim what people with new or changed registrations did before, and renew where each stands."""
    if not registration_ids:
        return
    session.expire_all()
    with counted_once(session, at=at):
        for attendances in _earlier(session, registration_ids):
            claim_attendances(session, attendances, at=at)
    recount_registrations(session, organisation_id, registration_ids, at=at)


def claim_again(session: Session, activity_ids: Sequence[int], *, at: datetime) -> None:
    """Judge again who took part in these activities, and renew where each stands."""
    session.expire_all()
    meetings = select(LearningSession.id)
    with counted_once(session, at=at):
        for some in in_chunks(activity_ids):
            there = Attendance.session_id.in_(meetings.where(LearningSession.activity_id.in_(some)))
            claim_attendances(session, _with_activity(session, there), at=at)


def _earlier(session: Session, registration_ids: Sequence[int]) -> Iterator[Sequence[Attendance]]:
    if session.scalar(select(Attendance.id).limit(1)) is None:
        return
    for some in in_chunks(registration_ids):
        people = select(Registration.person_id).where(Registration.id.in_(some))
        ids = session.scalars(select(Attendance.id).where(Attendance.person_id.in_(people)).order_by(Attendance.id))
        for part in in_chunks(ids.all()):
            yield _with_activity(session, Attendance.id.in_(part))


def _with_activity(session: Session, condition: ColumnElement[bool]) -> Sequence[Attendance]:
    return session.scalars(
        select(Attendance)
        .where(condition)
        .options(
            joinedload(Attendance.session).joinedload(LearningSession.activity),
            joinedload(Attendance.session).selectinload(LearningSession.attendances),
        )
    ).all()
