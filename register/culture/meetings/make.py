"""Make a meeting of the own team, change when and where it is, take it back (J5)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.meetings.models import AgendaItem, MeetingPerson, TeamMeeting
from register.culture.meetings.rights import find_meeting, note
from register.db import transaction
from register.errors import Invalid, NotFound
from register.learning.change_activity import ChangedMeanwhile
from register.learning.models import Activity
from register.once import once
from register.people.teams import own_and_managed_teams, people_of_team

LONGEST_PLACE = 200
_OLDEST_YEAR, _MOST_YEARS_AHEAD = 2000, 2


@dataclass(frozen=True, kw_only=True)
class MeetingEntry:
    """When and where a team meets."""

    team_id: int
    held_on: date
    starts_at: time | None = None
    location: str = ""


def make_meeting(viewer: Viewer, entry: MeetingEntry, *, form_key: str, at: datetime, today: date) -> int:
    """Make a meeting with everybody who sits in the team that day, present until unticked. Returns its id.

    Raises:
        Invalid: the team is not one of the viewer's, the moment cannot be, or the team has a meeting then already.

    """

    def act(session: Session) -> dict[str, int]:
        _check(session, viewer, entry, today=today)
        meeting = TeamMeeting(
            organisation_id=viewer.organisation_id,
            team_id=entry.team_id,
            held_on=entry.held_on,
            starts_at=entry.starts_at,
            location=entry.location.strip(),
            created_by_id=viewer.person_id,
            created_at=at,
        )
        session.add(meeting)
        session.flush()
        everybody = dict.fromkeys((*people_of_team(session, entry.team_id, on=entry.held_on), viewer.person_id))
        session.add_all(MeetingPerson(meeting_id=meeting.id, person_id=one) for one in everybody)
        note(session, viewer, "teamoverleg.gemaakt", meeting.id, at, team_id=entry.team_id, people=len(everybody))
        return {"meeting_id": meeting.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["meeting_id"])


def change_meeting(
    viewer: Viewer, meeting_id: int, entry: MeetingEntry, *, version: int, at: datetime, today: date
) -> None:
    """Change when and where; the team stays, and so does who was there.

    Raises:
        NotFound: not for this viewer.
        ChangedMeanwhile: somebody else saved another version.
        Invalid: the moment cannot be, or what was learnt is logged for another day already.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        meeting = find_meeting(session, viewer, meeting_id, today=today)
        if meeting.version != version:
            raise ChangedMeanwhile("Iemand anders heeft dit overleg intussen gewijzigd. Vergelijk en kies.")
        if entry.held_on != meeting.held_on and _has_moments(session, meeting_id):
            raise Invalid(
                "held_on",
                "Er is al een leermoment vastgelegd op deze dag. Maak dat eerst ongedaan, of laat de datum zo.",
            )
        _check(session, viewer, entry, today=today, before=meeting)
        meeting.held_on, meeting.starts_at = entry.held_on, entry.starts_at
        meeting.location = entry.location.strip()
        note(session, viewer, "teamoverleg.gewijzigd", meeting_id, at)


def withdraw_meeting(viewer: Viewer, meeting_id: int, *, at: datetime, today: date) -> None:
    """Take a meeting back, by who made it; activities that came of it stay.

    Raises:
        NotFound: not there, or somebody else made it.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        meeting = find_meeting(session, viewer, meeting_id, today=today)
        if meeting.created_by_id != viewer.person_id:
            raise NotFound
        meeting.withdrawn_at = at
        note(session, viewer, "teamoverleg.ingetrokken", meeting_id, at)


def restore_meeting(viewer: Viewer, meeting_id: int, *, at: datetime, today: date) -> None:
    """Undo taking back, by who did.

    Raises:
        NotFound: not there, or somebody else made it.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        meeting = find_meeting(session, viewer, meeting_id, today=today, withdrawn=True)
        meeting.withdrawn_at = None
        note(session, viewer, "teamoverleg.teruggezet", meeting_id, at)


def _has_moments(session: Session, meeting_id: int) -> bool:
    logged = exists().where(
        AgendaItem.meeting_id == meeting_id, AgendaItem.activity_id == Activity.id, Activity.withdrawn_at.is_(None)
    )
    return bool(session.scalar(select(logged)))


def _check(
    session: Session, viewer: Viewer, entry: MeetingEntry, *, today: date, before: TeamMeeting | None = None
) -> None:
    if before is None and entry.team_id not in own_and_managed_teams(session, viewer, today=today):
        raise Invalid("team", "Kies een team waarin je werkt.")
    if not _OLDEST_YEAR <= entry.held_on.year <= today.year + _MOST_YEARS_AHEAD:
        raise Invalid("held_on", "Deze datum kan niet kloppen. Kijk het jaartal na.")
    if len(entry.location.strip()) > LONGEST_PLACE:
        raise Invalid("location", f"Deze plaats is te lang: hooguit {LONGEST_PLACE} tekens. Kort haar in.")
    taken = select(TeamMeeting.id).where(
        TeamMeeting.team_id == (before.team_id if before else entry.team_id),
        TeamMeeting.held_on == entry.held_on,
        TeamMeeting.starts_at.is_(None) if entry.starts_at is None else TeamMeeting.starts_at == entry.starts_at,
        TeamMeeting.id != (before.id if before else 0),
    )
    if session.scalar(taken.where(TeamMeeting.withdrawn_at.is_(None)).limit(1)) is not None:
        raise Invalid(
            "held_on", "Dit team heeft op dat moment al een overleg. Kies dat uit de lijst, of vul een andere tijd in."
        )
    if entry.starts_at is not None and session.scalar(taken.limit(1)) is not None:
        raise Invalid(
            "starts_at",
            "Op dat moment stond er een overleg dat is ingetrokken. Zet dat terug, of vul een andere tijd in.",
        )
