"""Log an activity (A1, B1): one transaction with its sessions, attendance, claims and trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import transaction
from register.errors import Invalid, NotFound
from register.learning.claiming import claim_session
from register.learning.entry import ActivityEntry, SessionEntry
from register.learning.kinds import EXCLUSION_NAMES, PRESENT, ROLE_NAMES, STATE_NAMES, kinds
from register.learning.models import Activity, Attendance, Group, GroupMember, LearningSession, Reflection
from register.people.models import Membership, Person, TeamManager

MOST_PARTICIPANTS = 200
_MINUTES_A_DAY = 1440


@dataclass(frozen=True, kw_only=True)
class Logged:
    """What was stored, and what it gave the viewer: points per register id, `None` where not known."""

    activity_id: int
    points: dict[str, Decimal | None]
    to_confirm: int
    """How many others are asked to confirm."""


def log_activity(viewer: Viewer, entry: ActivityEntry, *, at: datetime, today: date) -> Logged:
    """Store an activity that the viewer took part in or organised.

    Raises:
        Invalid: a value cannot be accepted; `field` is the name in `ActivityEntry` or `SessionEntry`.
        NotFound: a participant or group is not of this organisation.

    """
    with transaction() as session:
        activity = add_activity(session, viewer, entry, at=at, today=today)
        claims = [claim for one in activity.sessions for claim in claim_session(session, one, at=at)]
        own = {
            one.id for meeting in activity.sessions for one in meeting.attendances if one.person_id == viewer.person_id
        }
        others = sum(
            one.person_id != viewer.person_id and one.state in PRESENT
            for meeting in activity.sessions
            for one in meeting.attendances
        )
        points = {register: value for attendance_id, register, value in claims if attendance_id in own}
        return Logged(activity_id=activity.id, points=points, to_confirm=others)


def add_activity(session: Session, viewer: Viewer, entry: ActivityEntry, *, at: datetime, today: date) -> Activity:
    """Check and add the rows of an activity, without claims, inside the caller's transaction."""
    check_entry(session, viewer, entry, today=today)
    activity = Activity(
        organisation_id=viewer.organisation_id,
        kind=entry.kind,
        title=entry.title.strip() or default_title(session, entry),
        mode="online" if entry.online else "fysiek",
        created_by_id=viewer.person_id,
        created_at=at,
        sessions=[_meeting(viewer, one, at) for one in entry.sessions],
        **describe(entry),
    )
    if activity.authority_relation is None:
        activity.authority_relation = any(_has_manager_among(session, one) for one in entry.sessions)
    session.add(activity)
    session.flush()
    if entry.reflection.strip():
        session.add(
            Reflection(
                activity_id=activity.id, person_id=viewer.person_id, text=entry.reflection.strip(), updated_at=at
            )
        )
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act="activiteit.vastgelegd",
        object_kind="activity",
        object_id=activity.id,
        at=at,
        details={"kind": entry.kind, "participants": sum(len(one.participants) for one in entry.sessions)},
    )
    return activity


def describe(entry: ActivityEntry) -> dict[str, object]:
    """Return the columns of an activity that participants confirm, apart from kind, title and mode."""
    return {
        "subject": entry.subject.strip(),
        "learning_goal": entry.learning_goal.strip(),
        "work_method": entry.work_method.strip(),
        "location": entry.location.strip(),
        "online_av_confirmed": entry.online_av_confirmed if entry.online else None,
        "facilitator_name": entry.facilitator_name.strip(),
        "facilitator_kind": entry.facilitator_kind,
        "facilitator_register": entry.facilitator_register,
        "facilitator_number": entry.facilitator_number,
        "authority_relation": entry.authority_relation,
        "accreditation_ids": {
            body: number.strip() for body, number in entry.accreditation_ids.items() if number.strip()
        },
        "awarded_points": entry.awarded_points,
        "provider": entry.provider.strip(),
        "in_work_time": entry.in_work_time,
        "cost_bearer": entry.cost_bearer,
        "mandatory": entry.mandatory,
        "group_id": entry.group_id,
    }


def default_title(session: Session, entry: ActivityEntry) -> str:
    """Name an activity that got no title: its kind, and its group where it has one."""
    name = kinds()[entry.kind].name
    group = session.scalar(select(Group.name).where(Group.id == entry.group_id)) if entry.group_id else None
    return f"{name} {group}" if group else name


def check_entry(session: Session, viewer: Viewer, entry: ActivityEntry, *, today: date) -> None:
    """Refuse what cannot be: unknown kinds, days to come, more minutes than a day has, strangers."""
    if entry.kind not in kinds():
        raise Invalid("kind", "Kies een soort activiteit uit de lijst.")
    if entry.mandatory and entry.cost_bearer == "loopbaanbudget":
        raise Invalid(
            "cost_bearer",
            "Verplichte scholing mag niet uit het loopbaanbudget (cao Sociaal Werk, artikel 3.4). Kies de werkgever.",
        )
    if not entry.sessions:
        raise Invalid("held_on", "Vul de datum in.")
    for one in entry.sessions:
        _check_session(entry, one, today=today)
    _check_people(session, viewer, entry)
    _check_group(session, viewer, entry)


def _check_session(entry: ActivityEntry, one: SessionEntry, *, today: date) -> None:
    if one.held_on > today:
        raise Invalid("held_on", "Deze datum ligt in de toekomst. Leg een activiteit vast als die geweest is.")
    if one.held_on.year < 1990:  # noqa: PLR2004 - older than any register
        raise Invalid("held_on", "Deze datum ligt te ver terug. Kijk het jaartal na.")
    timed = kinds()[entry.kind].timed
    if timed and not 1 <= one.gross_minutes <= _MINUTES_A_DAY:
        raise Invalid("duration", "Vul in hoe lang het duurde, tussen 1 minuut en 24 uur.")
    if not set(one.excluded) <= set(EXCLUSION_NAMES) or any(minutes < 0 for minutes in one.excluded.values()):
        raise Invalid("excluded", "Vul bij pauze en andere tijd een aantal minuten van 0 of meer in.")
    if sum(one.excluded.values()) > one.gross_minutes:
        raise Invalid("excluded", "Pauze en andere tijd samen duren langer dan de activiteit zelf.")
    for participant in one.participants:
        if participant.state not in STATE_NAMES or participant.role not in ROLE_NAMES:
            raise Invalid("participants", "Kies voor iedereen of die er was en in welke rol.")
        minutes = participant.minutes_present
        if participant.state == "deels" and (minutes is None or not 0 <= minutes <= one.gross_minutes):
            raise Invalid("participants", "Vul bij wie er deels was in hoeveel minuten, hooguit de hele duur.")


def _check_people(session: Session, viewer: Viewer, entry: ActivityEntry) -> None:
    for one in entry.sessions:
        ids = [participant.person_id for participant in one.participants]
        if not ids or len(ids) > MOST_PARTICIPANTS:
            raise Invalid("participants", f"Kies 1 tot {MOST_PARTICIPANTS} deelnemers.")
        if len(set(ids)) != len(ids):
            raise Invalid("participants", "Er staat iemand dubbel in de lijst.")
        known = session.scalar(
            select(func.count(Person.id)).where(
                Person.id.in_(ids),
                Person.organisation_id == viewer.organisation_id,
                Person.deactivated_at.is_(None),
            )
        )
        if known != len(ids):
            raise NotFound("Een van de deelnemers werkt hier niet (meer). Kies opnieuw.")
        present = [participant.person_id for participant in one.participants if participant.state in PRESENT]
        _check_day(session, present, one)
    took_part = all(viewer.person_id in {p.person_id for p in one.participants} for one in entry.sessions)
    if (
        not took_part
        and not viewer.has(Role.COORDINATOR, Role.HR)
        and not _coordinates(session, viewer, entry.group_id)
    ):
        raise Invalid("participants", "Jij staat er zelf niet bij. Leg vast waar je bij was.")


def _check_day(session: Session, person_ids: Sequence[int], one: SessionEntry) -> None:
    """Nobody learns more than 24 hours on one day (abuse case 6)."""
    busy = session.scalar(
        select(func.sum(LearningSession.gross_minutes))
        .join(Attendance, Attendance.session_id == LearningSession.id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            Attendance.person_id.in_(person_ids),
            LearningSession.held_on == one.held_on,
            Attendance.state.in_(PRESENT),
            Attendance.disputed_at.is_(None),
            Activity.withdrawn_at.is_(None),
        )
        .group_by(Attendance.person_id)
        .order_by(func.sum(LearningSession.gross_minutes).desc())
        .limit(1)
    )
    if (busy or 0) + one.gross_minutes > _MINUTES_A_DAY:
        raise Invalid(
            "duration", "Met deze activiteit erbij heeft de dag voor een deelnemer meer dan 24 uur. Kijk de duur na."
        )


def _check_group(session: Session, viewer: Viewer, entry: ActivityEntry) -> None:
    if entry.group_id is None:
        return
    group = session.scalar(
        select(Group.id).where(Group.id == entry.group_id, Group.organisation_id == viewer.organisation_id)
    )
    if group is None:
        raise NotFound


def _coordinates(session: Session, viewer: Viewer, group_id: int | None) -> bool:
    if group_id is None:
        return False
    found = session.scalar(
        select(GroupMember.id).where(
            GroupMember.group_id == group_id,
            GroupMember.person_id == viewer.person_id,
            GroupMember.coordinates,
            GroupMember.ends_on.is_(None),
        )
    )
    return found is not None


def _meeting(viewer: Viewer, one: SessionEntry, at: datetime) -> LearningSession:
    """Whoever logs confirms the own part by doing so; everybody else is asked."""
    return LearningSession(
        held_on=one.held_on,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        gross_minutes=one.gross_minutes,
        excluded_minutes={kind: minutes for kind, minutes in one.excluded.items() if minutes},
        attendances=[
            Attendance(
                person_id=participant.person_id,
                state=participant.state,
                minutes_present=participant.minutes_present,
                role=participant.role,
                **(own_confirmation(viewer, at) if participant.person_id == viewer.person_id else {}),
            )
            for participant in one.participants
        ],
    )


def own_confirmation(viewer: Viewer, at: datetime) -> dict[str, object]:
    """Return the columns of a confirmation by the person who entered the activity, of its first version."""
    return {
        "confirmed_at": at,
        "confirmed_by_id": viewer.person_id,
        "confirmed_version": 1,
        "confirmation_method": "eigen invoer",
    }


def _has_manager_among(session: Session, one: SessionEntry) -> bool:
    """Whether somebody in the session manages a team of somebody else in it on that day (B8, trap 7)."""
    present = [participant.person_id for participant in one.participants if participant.state in PRESENT]
    on = one.held_on
    found = session.scalar(
        select(TeamManager.id)
        .join(Membership, Membership.team_id == TeamManager.team_id)
        .where(
            TeamManager.person_id.in_(present),
            Membership.person_id.in_(present),
            Membership.person_id != TeamManager.person_id,
            TeamManager.starts_on <= on,
            or_(TeamManager.ends_on.is_(None), TeamManager.ends_on >= on),
            Membership.starts_on <= on,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
        )
        .limit(1)
    )
    return found is not None
