"""The use cases: who asks for a paper gets it when it is for them, and the trail says that it was made (EX8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import day_here
from register.db import session as current_session
from register.evidence.papers.attendance import BlankList, attendance_list, blank_list, blank_list_of
from register.evidence.papers.certificate import certificate
from register.evidence.papers.dossier import Period, dossier
from register.evidence.papers.employer import employer_statement
from register.evidence.papers.issue import NOBODY, Seen, issue
from register.evidence.papers.opening import (
    activity_of_person,
    activity_with_list,
    opened_registration,
    organisation_name,
    own_registration,
)
from register.evidence.papers.overview import RegistrationChoice, registrations_of
from register.evidence.papers.stating import read_statements
from register.evidence.papers.typeset import Paper
from register.evidence.whose import reader_of
from register.learning.models import Activity
from register.learning.outsiders.there import outsiders_in
from register.people.models import Registration
from register.points.judges import judges_for, known_cycle
from register.points.models import Claim
from register.privacy.looks import LookedAt
from register.rules.facts import Cycle


@dataclass(frozen=True, kw_only=True)
class ListAsked:
    """Which attendance list: of one meeting (counted from 1) or of all, with or without room to sign."""

    meeting: int | None = None
    signatures: bool = True


def make_attendance_list(viewer: Viewer, activity_id: int, asked: ListAsked, *, at: datetime) -> Paper:
    """Make the attendance list (*presentielijst*) for who organised the activity, was there, or is HR.

    Raises:
        NotFound: not for this viewer, or there is no such meeting.
        PaperRefused: it cannot be set now.

    """
    session = current_session()
    activity = activity_with_list(session, viewer, activity_id)
    draft = attendance_list(
        activity,
        organisation=organisation_name(session, viewer.organisation_id),
        meeting=asked.meeting,
        signatures=asked.signatures,
        elsewhere=outsiders_in(session, [activity.id]),
    )
    return issue(viewer, draft, "activity", activity_id, at=at, seen=_listed(viewer, activity))


def make_blank_list_of(viewer: Viewer, activity_id: int, *, rows: int, at: datetime) -> Paper:
    """Make a blank list (*lege presentielijst*) for an activity that was entered already.

    Raises:
        NotFound: not for this viewer.
        PaperRefused: it cannot be set now.

    """
    activity = activity_with_list(current_session(), viewer, activity_id)
    return make_blank_list(viewer, blank_list_of(activity, rows=rows), at=at, activity_id=activity_id)


def make_blank_list(viewer: Viewer, what: BlankList, *, at: datetime, activity_id: int | None = None) -> Paper:
    """Make a blank list for a day that is still to come; everybody may.

    Raises:
        PaperRefused: it cannot be set now.

    """
    draft = blank_list(what, organisation=organisation_name(current_session(), viewer.organisation_id))
    return issue(viewer, draft, "activity", activity_id, at=at)


def make_certificate(viewer: Viewer, activity_id: int, person_id: int, *, at: datetime) -> Paper:
    """Make the certificate (*certificaat*) of somebody for an activity: for that person, and for HR.

    Raises:
        NotFound: not for this viewer.
        NotYet: presence or confirmation is missing; it says what, and who can mend it.
        PaperRefused: it cannot be set now.

    """
    session = current_session()
    activity, person = activity_of_person(session, viewer, activity_id, person_id)
    name = organisation_name(session, viewer.organisation_id)
    draft = certificate(activity, person, organisation=name, on=day_here(at))
    return issue(viewer, draft, "activity", activity_id, at=at, seen=Seen(people=(person_id,)))


def make_declaration(
    viewer: Viewer, activity_id: int, person_id: int, *, registration_id: int | None = None, at: datetime
) -> Paper:
    """Make the statement (*invulverklaring*) of somebody for an activity, laid out for a register or neutral.

    Raises:
        NotFound: not for this viewer, or not a registration of that person.
        PaperRefused: it cannot be set now.

    """
    session = current_session()
    activity, person = activity_of_person(session, viewer, activity_id, person_id)
    on = day_here(at)
    reader = reader_of(session, viewer, person.id, registration_id=registration_id, on=on)
    draft = read_statements(session, reader, [activity.id], registration_id).of(activity, person)
    seen = Seen(people=(person_id,), registration_id=registration_id)
    return issue(viewer, draft, "activity", activity_id, at=at, seen=seen)


def layouts_to_choose(viewer: Viewer, activity_id: int, person_id: int) -> tuple[RegistrationChoice, ...]:
    """Return the registrations under which somebody claims this activity: each may have a layout of its own.

    Raises:
        NotFound: not for this viewer.

    """
    session = current_session()
    activity, person = activity_of_person(session, viewer, activity_id, person_id)
    attendances = [one.id for meeting in activity.sessions for one in meeting.attendances if one.person_id == person.id]
    claimed = set(session.scalars(select(Claim.registration_id).where(Claim.attendance_id.in_(attendances))))
    return tuple(one for one in registrations_of(session, person.id) if one.id in claimed)


def make_employer_statement(viewer: Viewer, registration_id: int, *, at: datetime) -> Paper:
    """Make the employer's statement (*werkgeversverklaring*) of a registration: for its owner, and for HR.

    Raises:
        NotFound: not for this viewer.
        PaperRefused: it cannot be set now.

    """
    session = current_session()
    registration = own_registration(session, viewer, registration_id)
    draft = employer_statement(
        registration,
        _cycle(session, viewer.organisation_id, registration),
        organisation=organisation_name(session, viewer.organisation_id),
        on=day_here(at),
    )
    seen = Seen(people=(registration.person_id,), registration_id=registration_id)
    return issue(viewer, draft, "registration", registration_id, at=at, seen=seen)


def make_dossier(viewer: Viewer, registration_id: int, *, period: Period | None = None, at: datetime) -> Paper:
    """Make the dossier of a registration: for its owner, and for whom the owner opened the list of activities.

    Raises:
        NotFound: not for this viewer.
        Conflict: not opened for HR, or the rules or the period of this register are not known.
        PaperRefused: it cannot be set now.

    """
    session = current_session()
    today = day_here(at)
    registration = opened_registration(session, viewer, registration_id, on=today)
    draft = dossier(
        session,
        registration,
        reader_of(session, viewer, registration.person_id, registration_id=registration_id, on=today),
        organisation=organisation_name(session, viewer.organisation_id),
        period=period,
        own_texts=registration.person_id == viewer.person_id,
    )
    seen = Seen(people=(registration.person_id,), registration_id=registration_id)
    return issue(viewer, draft, "registration", registration_id, at=at, seen=seen)


def _listed(viewer: Viewer, activity: Activity) -> Seen:
    """Return who is on the list; who was there too has seen each other."""
    people = {one.person_id for meeting in activity.sessions for one in meeting.attendances}
    if viewer.person_id in {*people, activity.created_by_id}:
        return NOBODY
    return Seen(people=tuple(sorted(people)), what=LookedAt.ATTENDANCE_LIST)


def _cycle(session: Session, organisation_id: int, registration: Registration) -> Cycle | None:
    judges = judges_for(session, organisation_id=organisation_id, register_ids=[registration.register_id])
    judge = judges.get(registration.register_id)
    return known_cycle(registration, judge) if judge is not None else None
