"""Readiness for a spot check (*steekproefklaar*): of one activity, of a dossier, of many people, in three queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from register.access import Viewer
from register.evidence.gaps import Gap, Logged, gaps_of
from register.evidence.models import Evidence
from register.learning.kinds import PRESENT, kinds
from register.learning.models import ON_SCREEN, Activity, Attendance, LearningSession
from register.people.models import Person
from register.points.models import Claim
from register.rules.facts import ClaimState

OPEN_STATES = (ClaimState.DRAFT, ClaimState.READY, ClaimState.FILED)
"""What a register has not decided on; after granting nothing can be mended any more."""


@dataclass(frozen=True, kw_only=True)
class ActivityGaps:
    """One activity with what is missing of it for one person; nothing missing is ready."""

    activity_id: int
    person_id: int
    title: str
    held_on: date
    gaps: tuple[Gap, ...]

    @property
    def ready(self) -> bool:
        """Whether it would stand in a spot check."""
        return not self.gaps


@dataclass(frozen=True, kw_only=True)
class DossierReadiness:
    """Of everything that a register has not decided on: how much is ready, and what the rest misses."""

    activities: int
    ready: int
    missing: tuple[ActivityGaps, ...]
    """Newest first."""


class _Other(NamedTuple):
    """Somebody who was there, and did not confirm, or only on the screen of a colleague."""

    person_id: int
    name: str
    on_screen: bool


def activity_readiness(session: Session, viewer: Viewer, activity_id: int) -> ActivityGaps | None:
    """Return what the viewer's own part in one activity misses; `None` for who was not there."""
    found = gaps_of_people(session, viewer.organisation_id, {viewer.person_id}, activity_ids={activity_id})
    return found[0] if found else None


def dossier_readiness(session: Session, viewer: Viewer) -> DossierReadiness:
    """Return what the viewer's own open claims miss."""
    found = open_gaps(session, viewer.organisation_id, {viewer.person_id})
    return DossierReadiness(
        activities=len(found),
        ready=sum(one.ready for one in found),
        missing=tuple(one for one in found if not one.ready),
    )


def missing_of_people(
    session: Session, organisation_id: int, person_ids: Collection[int]
) -> dict[int, tuple[ActivityGaps, ...]]:
    """Return what the open claims of each of these people miss, newest first; as many queries as for one of them."""
    found: dict[int, list[ActivityGaps]] = defaultdict(list)
    for one in open_gaps(session, organisation_id, person_ids):
        if not one.ready:
            found[one.person_id].append(one)
    return {person_id: tuple(found[person_id]) for person_id in person_ids}


def open_gaps(session: Session, organisation_id: int, person_ids: Collection[int]) -> tuple[ActivityGaps, ...]:
    """Return each activity of these people with a claim that no register decided on, newest first."""
    open_claims = select(Claim.attendance_id).where(Claim.state.in_(OPEN_STATES))
    return gaps_of_people(session, organisation_id, person_ids, attendances=open_claims)


def gaps_of_people(
    session: Session,
    organisation_id: int,
    person_ids: Collection[int],
    *,
    activity_ids: Collection[int] | None = None,
    attendances: Select[*tuple[Any, ...]] | None = None,
) -> tuple[ActivityGaps, ...]:
    """Judge the activities that people took part in; restricted to activities or attendances where given."""
    query = _own_parts(organisation_id, person_ids)
    if activity_ids is not None:
        query = query.where(Activity.id.in_(activity_ids))
    if attendances is not None:
        query = query.where(Attendance.id.in_(attendances))
    rows = session.execute(query).all()
    found = {row.activity_id for row in rows}
    waiting, files = _waiting(session, found), _files(session, found)
    grouped: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.person_id, row.activity_id].append(row)
    return tuple(_judged(_logged(parts, waiting, files)) for parts in grouped.values())


def _judged(one: Logged) -> ActivityGaps:
    return ActivityGaps(
        activity_id=one.activity_id, person_id=one.person_id, title=one.title, held_on=one.held_on, gaps=gaps_of(one)
    )


def _own_parts(organisation_id: int, person_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    maker, witness = aliased(Person), aliased(Person)
    return (
        select(
            Attendance.person_id,
            Activity.id.label("activity_id"),
            Activity.title,
            Activity.kind,
            Activity.mode,
            Activity.online_av_confirmed,
            Activity.facilitator_name,
            Activity.facilitator_number,
            Activity.content_version,
            Activity.created_by_id,
            case((_is_there(maker), maker.display_name), else_="").label("made_by"),
            LearningSession.held_on,
            LearningSession.starts_at,
            LearningSession.ends_at,
            Attendance.state,
            Attendance.confirmed_version,
            Attendance.confirmation_method,
            witness.display_name.label("witness"),
        )
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .join(maker, maker.id == Activity.created_by_id)
        .outerjoin(witness, witness.id == Attendance.witness_id)
        .where(
            Activity.organisation_id == organisation_id,
            Activity.withdrawn_at.is_(None),
            Attendance.person_id.in_(person_ids),
            *_there(),
        )
        .order_by(LearningSession.held_on.desc(), Activity.id.desc(), Attendance.id)
    )


def _is_there(maker: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an alias of Person
    """Whether the maker can be asked; what HR imported nobody else changes."""
    return or_(maker.deactivated_at.is_(None), Activity.origin == "import")


def _there() -> tuple[Any, ...]:
    return (Attendance.state.in_(sorted(PRESENT)), Attendance.disputed_at.is_(None))


def _logged(parts: Sequence[Any], waiting: dict[int, list[_Other]], files: dict[int, int]) -> Logged:
    first = parts[0]
    others = [other for other in waiting[first.activity_id] if other.person_id != first.person_id]
    screens = (part.witness or "" for part in parts if part.confirmation_method == ON_SCREEN)
    return Logged(
        activity_id=first.activity_id,
        person_id=first.person_id,
        title=first.title,
        held_on=first.held_on,
        kind=kinds().get(first.kind),
        confirmed=all(part.confirmed_version == part.content_version for part in parts),
        waiting=tuple(dict.fromkeys(other.name for other in others if not other.on_screen)),
        on_screen_of=next(screens, ""),
        others_on_screen=tuple(dict.fromkeys(other.name for other in others if other.on_screen)),
        timed=all(part.starts_at and part.ends_at for part in parts),
        files=files.get(first.activity_id, 0),
        made_by="" if first.created_by_id == first.person_id else first.made_by,
        facilitator=first.facilitator_name,
        facilitator_number=first.facilitator_number or "",
        online=first.mode == "online" or any(part.state == "online" for part in parts),
        av_confirmed=first.online_av_confirmed is True,
    )


def _waiting(session: Session, activity_ids: Iterable[int]) -> dict[int, list[_Other]]:
    """Return who was there and did not confirm the activity as it is now with a proof of their own, by activity."""
    found: dict[int, list[_Other]] = defaultdict(list)
    confirmed = Attendance.confirmed_version.is_not(None) & (Attendance.confirmed_version == Activity.content_version)
    rows = session.execute(
        select(LearningSession.activity_id, Attendance.person_id, Person.display_name, confirmed)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .join(Person, Person.id == Attendance.person_id)
        .where(
            and_(*_there()),
            LearningSession.activity_id.in_(activity_ids),
            or_(
                Attendance.confirmed_version.is_(None),
                Attendance.confirmed_version != Activity.content_version,
                Attendance.confirmation_method == ON_SCREEN,
            ),
        )
        .order_by(Person.sort_key, Attendance.id)
    )
    for activity_id, person_id, name, on_screen in rows:
        found[activity_id].append(_Other(person_id, name, bool(on_screen)))
    return found


def _files(session: Session, activity_ids: Iterable[int]) -> dict[int, int]:
    rows = session.execute(
        select(Evidence.activity_id, func.count(Evidence.id).label("number"))
        .where(Evidence.activity_id.in_(activity_ids), Evidence.removed_at.is_(None))
        .group_by(Evidence.activity_id)
    )
    return {row.activity_id: row.number for row in rows}
