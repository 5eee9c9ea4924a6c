"""What is known of the people in a file with learning history: who they are and what they did already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import NamedTuple

from sqlalchemy import bindparam, case, literal_column, select
from sqlalchemy.orm import Session, joinedload

from register.bulk.portions import in_chunks
from register.errors import Invalid
from register.imports.training_keys import Folded, keys_of
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Employment, Person, Registration
from register.people.names import fold
from register.points.judges import cycle_for, judges_for, rule_book
from register.rules.facts import Cycle
from register.rules.judge import Judge


class Learner(NamedTuple):
    """A person as a file may name them."""

    id: int
    display_name: str
    family_names: tuple[str, ...]
    """Folded, to see whether the name in the file fits."""
    number: str
    """As we know it."""


class Done(NamedTuple):
    """An attendance that is known already."""

    starts_at: time | None
    net_minutes: int
    activity_id: int
    activity_version: int
    accreditation_ids: Mapping[str, str]
    withdrawn: bool
    """Whoever entered it took it back (*ingetrokken*): nobody sees it."""


class Enrolment(NamedTuple):
    """A registration with its period worked out; `None`: it cannot be."""

    id: int
    register_id: str
    cycle_starts_on: date
    cycle: Cycle | None
    ended_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class TrainingSnapshot:
    """All that a plan compares with."""

    learners: Mapping[str, Learner]
    """By personnel number."""
    done: Mapping[tuple[int, date, str], tuple[Done, ...]]
    """By person, day and folded title."""
    moved: frozenset[str]
    """Import keys of what was imported for them and changed since: by name, day, time or people it may be another now,
    and that is told.
    """
    enrolments: Mapping[int, tuple[Enrolment, ...]]
    judges: Mapping[str, Judge] = field(compare=False)
    """By register; no plan follows from them, only what the points become."""
    bodies: Mapping[str, frozenset[str]]
    """Who accredits for a register, by register id."""


def take_training_snapshot(session: Session, organisation_id: int, numbers: Iterable[str]) -> TrainingSnapshot:
    """Read what is known of the people with these personnel numbers."""
    asked = find_learners(session, organisation_id, numbers)
    people = sorted({learner.id for learner in asked.values()})
    registrations = _registrations(session, people)
    every = [info.id for info in rule_book().registers()]  # a file may name a register that nobody here is in
    judges = judges_for(session, organisation_id=organisation_id, register_ids=every)
    enrolments: dict[int, list[Enrolment]] = {}
    for one in registrations:
        enrolments.setdefault(one.person_id, []).append(_enrolment(one, judges.get(one.register_id)))
    done, moved = _done(session, people)
    return TrainingSnapshot(
        learners=asked,
        done=done,
        moved=moved.union(keys_of(people, session.scalars(_WHAT_WAS_CHANGED, {"organisation": organisation_id}))),
        enrolments={person_id: tuple(found) for person_id, found in enrolments.items()},
        judges=judges,
        bodies={register_id: _bodies(judge) for register_id, judge in judges.items()},
    )


def find_learners(session: Session, organisation_id: int, numbers: Iterable[str]) -> dict[str, Learner]:
    """Return who these personnel numbers are, exactly or but for leading zeros where that points at one."""
    learners = _learners(session, organisation_id)
    bare: dict[str, set[str]] = {}
    for number in learners:
        bare.setdefault(number.lstrip("0"), set()).add(number)
    return {number: learners[known] for number in set(numbers) if (known := _find(number, learners, bare))}


def _find(number: str, learners: Mapping[str, Learner], bare: Mapping[str, set[str]]) -> str | None:
    if number in learners:
        return number
    others = bare.get(number.lstrip("0"), set())
    return next(iter(others)) if len(others) == 1 else None


def _learners(session: Session, organisation_id: int) -> dict[str, Learner]:
    rows = session.execute(
        select(
            Employment.personnel_number,
            Person.id,
            Person.display_name,
            Person.family_name,
            Person.partner_family_name,
        )
        .join(Person, Person.id == Employment.person_id)
        .where(Person.organisation_id == organisation_id)
    )
    return {
        number: Learner(person_id, name, tuple(fold(one) for one in family if one), number)
        for number, person_id, name, *family in rows
    }


def _registrations(session: Session, people: Sequence[int]) -> list[Registration]:
    found: list[Registration] = []
    for some in in_chunks(people):
        found += session.scalars(
            select(Registration)
            .where(Registration.person_id.in_(some))
            .options(joinedload(Registration.pauses))
            .order_by(Registration.register_id, Registration.cycle_starts_on)
        ).unique()
    return found


def _enrolment(registration: Registration, judge: Judge | None) -> Enrolment:
    try:
        cycle = cycle_for(registration, judge) if judge else None
    except Invalid:
        cycle = None
    return Enrolment(
        registration.id, registration.register_id, registration.cycle_starts_on, cycle, registration.ended_on
    )


def _bodies(judge: Judge) -> frozenset[str]:
    rules = (rule for version in judge.versions for found in version.rules.values() for rule in found)
    return frozenset(rule.accredited_by[0] for rule in rules if rule.accredited_by)


def _done(
    session: Session, people: Sequence[int]
) -> tuple[dict[tuple[int, date, str], tuple[Done, ...]], frozenset[str]]:
    """Return what these people did, and the import keys of that of it which was changed since it was imported."""
    found: dict[tuple[int, date, str], tuple[Done, ...]] = {}
    moved: set[str] = set()
    folded = Folded()
    for some in in_chunks(people):
        for person_id, held_on, title, starts_at, gross, excluded, state, present, key, *activity in session.execute(
            _WHAT_WAS_DONE.where(Attendance.person_id.in_(some))
        ):
            net = present if state == "deels" and present is not None else gross - sum(excluded.values())
            place = (person_id, held_on, folded[title])
            found[place] = (*found.get(place, ()), Done(starts_at, net, *activity))
            if key is not None:
                moved.add(key)
    return found, frozenset(moved)


_WHAT_WAS_DONE = (
    select(
        Attendance.person_id,
        LearningSession.held_on,
        Activity.title,
        LearningSession.starts_at,
        LearningSession.gross_minutes,
        LearningSession.excluded_minutes,
        Attendance.state,
        Attendance.minutes_present,
        case((LearningSession.version > 1, Activity.import_key)),
        Activity.id,
        Activity.version,
        Activity.accreditation_ids,
        Activity.withdrawn_at.is_not(None),
    )
    .join(LearningSession, LearningSession.id == Attendance.session_id)
    .join(Activity, Activity.id == LearningSession.activity_id)
    .order_by(Attendance.id)
)

_WHAT_WAS_CHANGED = select(Activity.import_key).where(
    Activity.organisation_id == bindparam("organisation"),
    Activity.import_key.is_not(None),
    Activity.version > literal_column("1"),
)
"""Found whoever stands on the list now: somebody may have been replaced by a colleague."""
