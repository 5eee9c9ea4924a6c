"""What HR chooses from: the activities of one person, a page at a time, to make papers of."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.db import session as current_session
from register.errors import NotFound
from register.evidence.papers.wording import register_name
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Person, Registration
from register.privacy.looks import LookedAt, look

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class RegistrationChoice:
    """A registration to make a dossier or a statement of."""

    id: int
    name: str
    number: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class ActivityChoice:
    """An activity of this person."""

    id: int
    title: str
    held_on: date


@dataclass(frozen=True, kw_only=True)
class PersonPapers:
    """The papers of one person (*stukken van een medewerker*)."""

    person_id: int
    name: str
    registrations: tuple[RegistrationChoice, ...]
    activities: tuple[ActivityChoice, ...]
    found: int
    page: int
    pages: int


def papers_of_person(viewer: Viewer, person_id: int, *, page: int = 1, at: datetime) -> PersonPapers:
    """Return what can be made of somebody, the newest activity first; that HR looked, its owner can read.

    Raises:
        NotFound: not of this organisation, or the viewer is not HR.

    """
    session = current_session()
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != viewer.organisation_id or not viewer.has(Role.HR):
        raise NotFound
    look(viewer, [person_id], LookedAt.PAPERS, audience="hr", at=at)
    found = session.scalar(select(func.count()).select_from(_activities(viewer, person_id).subquery())) or 0
    pages = max(1, -(-found // PAGE))
    shown = min(max(page, 1), pages)
    return PersonPapers(
        person_id=person.id,
        name=person.display_name,
        registrations=registrations_of(session, person_id),
        activities=_page(session, viewer, person_id, shown),
        found=found,
        page=shown,
        pages=pages,
    )


def registrations_of(session: Session, person_id: int) -> tuple[RegistrationChoice, ...]:
    """Return somebody's registrations, by register, the newest first."""
    rows = session.scalars(
        select(Registration)
        .where(Registration.person_id == person_id)
        .order_by(Registration.register_id, Registration.cycle_starts_on.desc())
    )
    return tuple(
        RegistrationChoice(
            id=one.id, name=register_name(one.register_id), number=one.number, starts_on=one.cycle_starts_on
        )
        for one in rows
    )


def _page(session: Session, viewer: Viewer, person_id: int, page: int) -> tuple[ActivityChoice, ...]:
    latest = func.max(LearningSession.held_on)
    rows = session.execute(
        _activities(viewer, person_id).order_by(latest.desc(), Activity.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    )
    return tuple(ActivityChoice(id=row.id, title=row.title, held_on=row.held_on) for row in rows)


def _activities(viewer: Viewer, person_id: int) -> Select[int, str, date]:
    return (
        select(Activity.id, Activity.title, func.max(LearningSession.held_on).label("held_on"))
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .join(Attendance, Attendance.session_id == LearningSession.id)
        .where(
            Attendance.person_id == person_id,
            Attendance.state.in_(sorted(PRESENT)),
            Activity.organisation_id == viewer.organisation_id,
            Activity.withdrawn_at.is_(None),
        )
        .group_by(Activity.id, Activity.title)
    )
