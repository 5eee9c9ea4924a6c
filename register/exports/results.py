"""What people finished: one result per person and activity, confirmed or granted, for another system (resultaten)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select
from sqlalchemy.orm import Session

from register.current import day_here
from register.evidence.models import Evidence
from register.learning.kinds import PRESENT, ROLE_NAMES, kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Employment, Membership, Person, Registration
from register.points.judges import accrediting_bodies, judges_for
from register.points.models import Claim
from register.rules.facts import ClaimState
from register.rules.judge import Judge


@dataclass(frozen=True, kw_only=True)
class ResultFilter:
    """Which results: finished from–to, of whom, for which register, of which kind; empty means everything."""

    since: date | None = None
    until: date | None = None
    team_id: int | None = None
    register_id: str = ""
    kind: str = ""
    activity_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What one register gives for a result (*punten*); summed over the sessions of the activity."""

    register_id: str
    registration_id: int
    number: str
    track: str | None
    points: Decimal | None
    granted: Decimal | None
    state: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """One person's whole part in one activity (*resultaat*)."""

    activity_id: int
    person_id: int
    personnel_number: str
    name: str
    email: str
    title: str
    kind_name: str
    provider: str
    id_number: str
    starts_on: date
    ends_on: date
    starts_at: time | None
    ends_at: time | None
    hours: Decimal
    role: str
    evidence: bool
    confirmed_on: date | None
    days: tuple[date, ...]
    marks: tuple[Mark, ...]

    @property
    def key(self) -> str:
        """Our own id of the row, the same every time (*rijnummer*)."""
        return f"LR-{self.activity_id}-{self.person_id}"

    @property
    def digest(self) -> str:
        """Hash of all that another system can be told: another hash, another row."""
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Results:
    """What a filter finds; `waiting` counts parts that are neither confirmed nor granted, and so stay behind."""

    results: tuple[Result, ...]
    waiting: int


def read_results(session: Session, organisation_id: int, what: ResultFilter) -> Results:
    """Read every result of an organisation that fits, in Dutch order of names; a few queries whatever the amount."""
    known = _Known(
        numbers=personnel_numbers(session, organisation_id),
        proven=_with_files(session, organisation_id),
        judges=_judges(session, organisation_id),
    )
    groups = [
        list(group)
        for _, group in groupby(
            session.execute(_query(organisation_id, what)), key=lambda row: (row.person_id, row.activity_id)
        )
    ]
    asked = [own for own in groups if _in_period(own, what)]
    sure = [own for own in asked if all(_is_sure(part) for part in _parts(own))]
    return Results(results=tuple(_result(own, known, what) for own in sure), waiting=len(asked) - len(sure))


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What is looked up once for all results."""

    numbers: Mapping[int, str]
    proven: frozenset[int]
    judges: Mapping[str, Judge]

    @cached_property
    def tracks(self) -> Mapping[str, Mapping[str, str]]:
        """The names of the tracks, by register and code."""
        return {
            register_id: {track.code: track.name for version in judge.versions for track in version.tracks}
            for register_id, judge in self.judges.items()
        }

    @cached_property
    def bodies(self) -> Mapping[str, tuple[str, ...]]:
        """Whose ID numbers a register knows."""
        return {register_id: accrediting_bodies(judge) for register_id, judge in self.judges.items()}


def _judges(session: Session, organisation_id: int) -> Mapping[str, Judge]:
    query = select(Registration.register_id).join(Person).where(Person.organisation_id == organisation_id).distinct()
    return judges_for(session, organisation_id=organisation_id, register_ids=set(session.scalars(query)))


def personnel_numbers(session: Session, organisation_id: int) -> dict[int, str]:
    """Return everybody's personnel number: of the newest employment."""
    rows = session.execute(
        select(Employment.person_id, Employment.personnel_number)
        .where(Employment.organisation_id == organisation_id)
        .order_by(Employment.person_id, Employment.starts_on.nulls_first(), Employment.id)
    )
    return {person_id: number for person_id, number in rows}  # noqa: C416 - a row is no plain pair


def _with_files(session: Session, organisation_id: int) -> frozenset[int]:
    return frozenset(
        session.scalars(
            select(Evidence.activity_id)
            .join(Activity, Activity.id == Evidence.activity_id)
            .where(Activity.organisation_id == organisation_id, Evidence.removed_at.is_(None))
        )
    )


def _query(organisation_id: int, what: ResultFilter) -> Any:  # noqa: ANN401 - a long row
    return (
        select(
            Person.id.label("person_id"),
            Person.sort_key,
            Person.display_name,
            Person.email,
            Activity.id.label("activity_id"),
            Activity.title,
            Activity.kind,
            Activity.provider,
            Activity.accreditation_ids,
            Activity.content_version,
            LearningSession.held_on,
            LearningSession.starts_at,
            LearningSession.ends_at,
            LearningSession.gross_minutes,
            LearningSession.excluded_minutes,
            Attendance.id.label("attendance_id"),
            Attendance.state.label("attendance_state"),
            Attendance.minutes_present,
            Attendance.role,
            Attendance.confirmed_at,
            Attendance.confirmed_version,
            Claim.register_id,
            Claim.registration_id,
            Registration.number,
            Claim.track,
            Claim.points,
            Claim.granted_points,
            Claim.state.label("claim_state"),
        )
        .select_from(Attendance)
        .join(Person, Person.id == Attendance.person_id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .outerjoin(Claim, Claim.attendance_id == Attendance.id)
        .outerjoin(Registration, Registration.id == Claim.registration_id)
        .where(*_conditions(organisation_id, what))
        .order_by(
            Person.sort_key, Person.id, Activity.id, LearningSession.held_on, Attendance.id, Claim.registration_id
        )
    )


def _conditions(organisation_id: int, what: ResultFilter) -> list[ColumnElement[bool]]:
    conditions = [
        Person.organisation_id == organisation_id,
        Activity.organisation_id == organisation_id,
        Activity.withdrawn_at.is_(None),
        Attendance.disputed_at.is_(None),
        Attendance.state.in_(sorted(PRESENT)),
    ]
    if what.team_id is not None:
        today = what.until or date.max
        member = and_(
            Membership.person_id == Person.id,
            Membership.team_id == what.team_id,
            Membership.starts_on <= today,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= (what.since or date.min)),
        )
        conditions.append(exists().where(member))
    if what.register_id:
        mine = and_(Claim.attendance_id == Attendance.id, Claim.register_id == what.register_id)
        conditions.append(exists().where(mine).correlate(Attendance))
    if what.kind:
        conditions.append(Activity.kind == what.kind)
    if what.activity_id is not None:
        conditions.append(Activity.id == what.activity_id)
    return conditions


def _in_period(rows: Sequence[Row[Any]], what: ResultFilter) -> bool:
    """Say whether it was finished in the period: an activity belongs to its last day."""
    finished: date = rows[-1].held_on
    return (what.since is None or finished >= what.since) and (what.until is None or finished <= what.until)


def _parts(rows: Iterable[Row[Any]]) -> Iterator[list[Row[Any]]]:
    """Split by attendance; each has a row per claim."""
    for _, group in groupby(rows, key=lambda row: row.attendance_id):
        yield list(group)


def _is_sure(part: Sequence[Row[Any]]) -> bool:
    """Whether it is confirmed as it now stands, or granted by the register."""
    confirmed = part[0].confirmed_version is not None and part[0].confirmed_version == part[0].content_version
    return confirmed or any(row.claim_state == ClaimState.GRANTED.value for row in part)


def _result(rows: Sequence[Row[Any]], known: _Known, what: ResultFilter) -> Result:
    first, parts = rows[0], list(_parts(rows))
    marks = tuple(_marks(rows, known, what))
    confirmed = [day_here(part[0].confirmed_at) for part in parts if part[0].confirmed_at]
    return Result(
        activity_id=first.activity_id,
        person_id=first.person_id,
        personnel_number=known.numbers.get(first.person_id, ""),
        name=first.display_name,
        email=first.email or "",
        title=first.title,
        kind_name=kinds()[first.kind].name if first.kind in kinds() else first.kind,
        provider=first.provider,
        id_number=_id_number(first.accreditation_ids, marks, known, what),
        starts_on=parts[0][0].held_on,
        ends_on=parts[-1][0].held_on,
        starts_at=parts[0][0].starts_at,
        ends_at=parts[-1][0].ends_at,
        hours=sum((_hours(part[0]) for part in parts), Decimal(0)),
        role=ROLE_NAMES.get(first.role, first.role),
        evidence=first.activity_id in known.proven,
        confirmed_on=max(confirmed, default=None),
        days=tuple(part[0].held_on for part in parts),
        marks=marks,
    )


def _id_number(ids: Mapping[str, str], marks: Iterable[Mark], known: _Known, what: ResultFilter) -> str:
    """Choose the number that a register of this result knows; asked for one register, never that of another."""
    bodies = (body for mark in marks for body in known.bodies.get(mark.register_id, ()))
    fitting = next((ids[body] for body in bodies if body in ids), "")
    return fitting if fitting or what.register_id else next(iter(ids.values()), "")


def _hours(row: Row[Any]) -> Decimal:
    whole = row.gross_minutes - sum(row.excluded_minutes.values())
    net = row.minutes_present if row.attendance_state == "deels" and row.minutes_present is not None else whole
    return (Decimal(net) / 60).quantize(Decimal("0.0001"))


def _marks(rows: Sequence[Row[Any]], known: _Known, what: ResultFilter) -> Iterator[Mark]:
    """Sum the points over the sessions, per registration; an unknown figure makes the sum unknown."""
    claims = [row for row in rows if row.registration_id is not None and what.register_id in {"", row.register_id}]
    for registration_id, group in groupby(
        sorted(claims, key=lambda row: row.registration_id), key=lambda row: row.registration_id
    ):
        own = list(group)
        yield Mark(
            register_id=own[0].register_id,
            registration_id=registration_id,
            number=own[0].number,
            track=known.tracks.get(own[0].register_id, {}).get(own[0].track, own[0].track),
            points=_sum(row.points for row in own),
            granted=_sum(row.granted_points for row in own),
            state=own[-1].claim_state,
        )


def _sum(points: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for one in points:
        if one is None:
            return None
        total += one
    return total
