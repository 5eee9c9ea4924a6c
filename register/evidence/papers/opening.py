"""Who may have which paper: one's own, the list of an activity that one organised or was at, and HR everything."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from register.access import Role, Viewer
from register.errors import Conflict, NotFound
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.open_activity import visible_activity
from register.people.managing import manages
from register.people.models import Organisation, Person, Registration
from register.privacy.layers import Audience, Layer, opened

AT_A_TIME = 50
"""Activities loaded together: few queries, and memory that does not grow with a dossier."""


def whole_activity() -> Sequence[ExecutableOption]:
    """Say what to load with an activity: meetings, people, their registrations, who entered it."""
    there = selectinload(Activity.sessions).selectinload(LearningSession.attendances).joinedload(Attendance.person)
    return (there.selectinload(Person.registrations), joinedload(Activity.created_by, innerjoin=True))


def activity_with_list(session: Session, viewer: Viewer, activity_id: int) -> Activity:
    """Return an activity to who may have its list: who organised it, who was there, and HR.

    Raises:
        NotFound: it does not exist, was withdrawn, or is not for this viewer.

    """
    if not viewer.has(Role.HR):
        opened = visible_activity(session, viewer, activity_id)
        if not opened.may_change and not _was_there(opened.activity, viewer.person_id):
            raise NotFound
    return _activity(session, viewer.organisation_id, activity_id)


def activity_of_person(session: Session, viewer: Viewer, activity_id: int, person_id: int) -> tuple[Activity, Person]:
    """Return an activity with one of its people: to that person, and to HR.

    Raises:
        NotFound: somebody else's, or that person is not on its list.

    """
    return next(activities_of_person(session, viewer, [activity_id], person_id))


def activities_of_person(
    session: Session, viewer: Viewer, activity_ids: Sequence[int], person_id: int
) -> Iterator[tuple[Activity, Person]]:
    """Return activities with one of their people, in the order asked, some at a time: to that person, and to HR.

    Raises:
        NotFound: somebody else's, or that person is not on one of the lists.

    """
    if viewer.person_id != person_id and not viewer.has(Role.HR):
        raise NotFound
    for start in range(0, len(activity_ids), AT_A_TIME):
        asked = activity_ids[start : start + AT_A_TIME]
        found = _activities(session, viewer.organisation_id, asked)
        for activity_id in asked:
            if activity_id not in found:
                raise NotFound
            yield found[activity_id], _who(found[activity_id], person_id)


def _who(activity: Activity, person_id: int) -> Person:
    for meeting in activity.sessions:
        for one in meeting.attendances:
            if one.person_id == person_id:
                return one.person
    raise NotFound


def own_registration(session: Session, viewer: Viewer, registration_id: int) -> Registration:
    """Return a registration to its owner and to HR.

    Raises:
        NotFound: not there, or not for this viewer.

    """
    registration = _registration(session, viewer.organisation_id, registration_id)
    if registration.person_id != viewer.person_id and not viewer.has(Role.HR):
        raise NotFound
    return registration


def _registration(session: Session, organisation_id: int, registration_id: int) -> Registration:
    registration = session.scalar(
        select(Registration)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.id == registration_id, Person.organisation_id == organisation_id)
        .options(
            joinedload(Registration.person, innerjoin=True).selectinload(Person.employments),
            selectinload(Registration.pauses),
        )
    )
    if registration is None:
        raise NotFound
    return registration


def opened_registration(session: Session, viewer: Viewer, registration_id: int, *, on: date) -> Registration:
    """Return a registration to who may have the list of its activities: its owner, and for whom the owner opened it.

    Raises:
        NotFound: not there, or not for this viewer; a manager sees no more than totals unless more was opened.
        Conflict: HR asks, and the owner did not open the list for HR.

    """
    registration = _registration(session, viewer.organisation_id, registration_id)
    owner = registration.person_id
    if viewer.person_id == owner:
        return registration
    if viewer.has(Role.HR):
        if opened(session, owner, Audience.HR, on=on, registration_id=registration_id).depth < Layer.LIST.depth:
            name = registration.person.display_name
            raise Conflict(
                f"{name} heeft het dossier niet geopend voor HR: alleen de totalen zijn te zien. "
                f"Vraag {name} om de lijst te openen, of om de pdf zelf te maken."
            )
        return registration
    layer = opened(session, owner, Audience.MANAGER, on=on, registration_id=registration_id)
    if not manages(session, viewer, owner, on=on) or layer.depth < Layer.LIST.depth:
        raise NotFound
    return registration


def organisation_name(session: Session, organisation_id: int) -> str:
    """Return how an organisation is called."""
    return session.scalars(select(Organisation.name).where(Organisation.id == organisation_id)).one()


def _activity(session: Session, organisation_id: int, activity_id: int) -> Activity:
    found = _activities(session, organisation_id, [activity_id])
    if activity_id not in found:
        raise NotFound
    return found[activity_id]


def _activities(session: Session, organisation_id: int, activity_ids: Sequence[int]) -> dict[int, Activity]:
    there = session.scalars(
        select(Activity)
        .where(
            Activity.id.in_(activity_ids),
            Activity.organisation_id == organisation_id,
            Activity.withdrawn_at.is_(None),
        )
        .options(*whole_activity())
    )
    return {activity.id: activity for activity in there}


def _was_there(activity: Activity, person_id: int) -> bool:
    return any(
        one.person_id == person_id and one.state in PRESENT and one.disputed_at is None
        for meeting in activity.sessions
        for one in meeting.attendances
    )
