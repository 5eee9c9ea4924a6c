"""What was logged before, to log the same once more (*zelfde als vorige keer*, A4): today, with who is still here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import NotFound
from register.learning.groups import GroupPage, group_page, visible_group
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.open_activity import visible_activity
from register.people.models import Person


@dataclass(frozen=True, kw_only=True)
class There:
    """Somebody who stands on the list again, with the role of last time."""

    person_id: int
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Before:
    """An activity as it opens once more: without its day, its title and what it was about."""

    kind: str
    minutes: int
    starts_at: time | None
    ends_at: time | None
    excluded: dict[str, int]
    location: str
    online: bool
    work_method: str
    group: GroupPage | None
    """`None`: there was none, it stopped, or the viewer does not belong to it any more."""
    people: tuple[There, ...]
    gone: tuple[str, ...]
    """Who was there and works here no more, or left the group."""


def last_logged(session: Session, viewer: Viewer) -> int | None:
    """Return the activity that the viewer entered last."""
    return session.scalar(
        select(Activity.id)
        .where(
            Activity.created_by_id == viewer.person_id,
            Activity.withdrawn_at.is_(None),
            Activity.origin == "ingevoerd",
        )
        .order_by(Activity.id.desc())
        .limit(1)
    )


def last_of_group(session: Session, viewer: Viewer, group_id: int, *, today: date) -> int | None:
    """Return the activity of the last meeting of a group that the viewer may see.

    Raises:
        NotFound: the group is not there, or not for this viewer.

    """
    visible_group(session, viewer, group_id, today=today)
    return session.scalar(
        select(Activity.id)
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .where(
            Activity.group_id == group_id,
            Activity.organisation_id == viewer.organisation_id,
            Activity.withdrawn_at.is_(None),
        )
        .order_by(LearningSession.held_on.desc(), Activity.id.desc())
        .limit(1)
    )


def as_before(session: Session, viewer: Viewer, activity_id: int, *, today: date) -> Before:
    """Return an activity that the viewer may see as it would be logged again; the last meeting says when and with whom.

    Raises:
        NotFound: it does not exist, was withdrawn, or is not for this viewer.

    """
    return _before(session, viewer, visible_activity(session, viewer, activity_id).activity, today=today)


def as_before_in_group(session: Session, viewer: Viewer, activity_id: int, group_id: int, *, today: date) -> Before:
    """Return the last activity of the viewer's own group, also for who was not there that time.

    Raises:
        NotFound: the group is not for this viewer.

    """
    visible_group(session, viewer, group_id, today=today)
    activity = session.scalar(select(Activity).where(Activity.id == activity_id, Activity.group_id == group_id))
    if activity is None:
        raise NotFound
    return _before(session, viewer, activity, today=today)


def _before(session: Session, viewer: Viewer, activity: Activity, *, today: date) -> Before:
    last = activity.sessions[-1]
    group = _group_today(session, viewer, activity.group_id, today=today)
    people = tuple(_people(last, group))
    names = {one.person_id for one in people}
    return Before(
        kind=activity.kind,
        minutes=last.gross_minutes,
        starts_at=last.starts_at,
        ends_at=last.ends_at,
        excluded=dict(last.excluded_minutes),
        location=activity.location,
        online=activity.mode == "online",
        work_method=activity.work_method,
        group=group,
        people=people if viewer.person_id in names or group else (_viewer(viewer), *people),
        gone=tuple(one.person.display_name for one in _in_order(last) if one.person_id not in names),
    )


def _group_today(session: Session, viewer: Viewer, group_id: int | None, *, today: date) -> GroupPage | None:
    if group_id is None:
        return None
    try:
        page = group_page(session, viewer, group_id, today=today)
    except NotFound:
        return None
    return page if page.ended_on is None or page.ended_on > today else None


def _people(last: LearningSession, group: GroupPage | None) -> Iterator[There]:
    """Give who was there and is still here; of a group its members of today, and its guests."""
    roles = {one.person_id: one.role for one in last.attendances}
    members = group.members if group else ()
    for member in members:
        yield There(person_id=member.person_id, name=member.name, role=roles.get(member.person_id, member.role))
    listed = {one.person_id for one in members}
    left = {one.person_id for one in group.former} if group else set()
    for one in _in_order(last):
        if one.person_id not in listed | left and _works_here(one.person):
            yield There(person_id=one.person_id, name=one.person.display_name, role=one.role)


def _works_here(person: Person) -> bool:
    return person.deactivated_at is None


def _in_order(last: LearningSession) -> list[Attendance]:
    return sorted(last.attendances, key=lambda one: one.person.sort_key)


def _viewer(viewer: Viewer) -> There:
    return There(person_id=viewer.person_id, name=viewer.name, role="deelnemer")
