"""Correct after granting (*heropenen*, D4): the granted version is kept as it was, a new one asks everybody anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.evidence.models import Evidence, EvidenceFile, GrantedVersion
from register.learning.claiming import claim_session
from register.learning.kinds import PRESENT, ROLE_NAMES, STATE_NAMES
from register.learning.mail import ask_to_confirm
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.open_activity import visible_activity
from register.people.models import Person
from register.points.models import Claim
from register.points.reopening import granted_claims, reopen_claims
from register.points.standing import counted_once

SHORTEST, LONGEST = 10, 500
_FIELDS = (
    "kind", "title", "subject", "learning_goal", "work_method", "location", "mode", "online_av_confirmed",
    "facilitator_name", "facilitator_kind", "facilitator_register", "facilitator_number", "authority_relation",
    "accreditation_ids", "awarded_points", "provider",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """What reopening did."""

    title: str
    asked: int
    """How many people are asked to confirm again."""


@dataclass(frozen=True, kw_only=True)
class EarlierVersion:
    """A version that was granted, as a list shows it."""

    content_version: int
    reopened_at: datetime
    reopened_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EarlierVersionPage:
    """A version that was granted, complete; `content` as `_content` writes it."""

    activity_id: int
    version: EarlierVersion
    content: dict[str, Any]
    own_claims: tuple[dict[str, Any], ...]


def reopen_activity(viewer: Viewer, activity_id: int, *, reason: str, at: datetime) -> Reopened:
    """Unlock an activity that registers granted points for; the granted version stays to be read.

    Raises:
        NotFound: not for this viewer.
        NotAllowed: somebody else entered it.
        Conflict: no register granted points for it, so nothing is locked.
        Invalid: no reason that says something.

    """
    told = " ".join(reason.split())
    if not SHORTEST <= len(told) <= LONGEST:
        raise Invalid("reason", f"Schrijf in {SHORTEST} tot {LONGEST} tekens waarom dit open moet. Dat blijft bewaard.")
    with transaction() as session:
        opened = visible_activity(session, viewer, activity_id, for_change=True)
        activity = opened.activity
        if not opened.may_change:
            name = activity.created_by.display_name
            raise NotAllowed(f"{name} heeft deze activiteit vastgelegd. Vraag {name} om haar te heropenen.")
        parts = [one for meeting in activity.sessions for one in meeting.attendances]
        claims = granted_claims(session, [one.id for one in parts])
        if not claims:
            raise Conflict("Geen register kende punten toe voor deze activiteit. Je kunt haar gewoon wijzigen.")
        _keep(session, viewer, activity, claims, reason=told, at=at)
        activity.content_version += 1
        for one in parts:
            one.lapsed = one.confirmed_version is not None
        reopen_claims(session, claims, at=at)
        with counted_once(session, at=at):
            for meeting in activity.sessions:
                claim_session(session, meeting, at=at)
        ask_to_confirm(session, activity, at)
        _note(session, viewer, activity, claims, at=at)
        return Reopened(title=activity.title, asked=len({one.person_id for one in parts if one.state in PRESENT}))


def earlier_versions(session: Session, viewer: Viewer, activity_id: int) -> tuple[EarlierVersion, ...]:
    """Return the versions that were granted and reopened, newest first, for who may see the activity.

    Raises:
        NotFound: not for this viewer.

    """
    visible_activity(session, viewer, activity_id)
    rows = session.execute(
        select(GrantedVersion, Person.display_name)
        .join(Person, Person.id == GrantedVersion.reopened_by_id)
        .where(GrantedVersion.activity_id == activity_id)
        .order_by(GrantedVersion.content_version.desc())
    )
    return tuple(_told(row, name) for row, name in rows)


def was_granted_before(session: Session, activity_id: int) -> bool:
    """Whether an earlier version of an activity was granted, so that there is one to read."""
    found = select(GrantedVersion.id).where(GrantedVersion.activity_id == activity_id)
    return session.scalar(found.limit(1)) is not None


def earlier_version(session: Session, viewer: Viewer, activity_id: int, content_version: int) -> EarlierVersionPage:
    """Return one granted version as it was; of the claims only the viewer's own.

    Raises:
        NotFound: not for this viewer, or no such version.

    """
    visible_activity(session, viewer, activity_id)
    found = session.execute(
        select(GrantedVersion, Person.display_name)
        .join(Person, Person.id == GrantedVersion.reopened_by_id)
        .where(GrantedVersion.activity_id == activity_id, GrantedVersion.content_version == content_version)
    ).first()
    if found is None:
        raise NotFound
    row, name = found
    content = _read_back(row.content)
    own = tuple(claim for claim in content["claims"] if claim["person_id"] == viewer.person_id)
    return EarlierVersionPage(activity_id=activity_id, version=_told(row, name), content=content, own_claims=own)


def _told(row: GrantedVersion, name: str) -> EarlierVersion:
    return EarlierVersion(
        content_version=row.content_version, reopened_at=row.reopened_at, reopened_by=name, reason=row.reason
    )


def _keep(
    session: Session, viewer: Viewer, activity: Activity, claims: Sequence[Claim], *, reason: str, at: datetime
) -> None:
    """Keep the granted version whole, and hold its evidence: the bytes stay, whatever happens to the new version."""
    files = session.execute(
        select(Evidence, EvidenceFile)
        .join(EvidenceFile, EvidenceFile.id == Evidence.file_id)
        .where(Evidence.activity_id == activity.id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    ).all()
    for evidence, _ in files:
        evidence.granted_version = activity.content_version
    content = {
        **{name: _plain(getattr(activity, name)) for name in _FIELDS},
        "meetings": [_meeting(one) for one in activity.sessions],
        "claims": [_claim(session, one) for one in claims],
        "evidence": [{"id": one.id, "name": one.name, "sha256": file.sha256, "size": file.size} for one, file in files],
    }
    session.add(
        GrantedVersion(
            activity_id=activity.id,
            content_version=activity.content_version,
            reason=reason,
            reopened_by_id=viewer.person_id,
            reopened_at=at,
            content=content,
        )
    )


def _meeting(meeting: LearningSession) -> dict[str, Any]:
    return {
        "held_on": _plain(meeting.held_on),
        "starts_at": _plain(meeting.starts_at),
        "ends_at": _plain(meeting.ends_at),
        "gross_minutes": meeting.gross_minutes,
        "excluded_minutes": dict(meeting.excluded_minutes),
        "people": [_person(one) for one in sorted(meeting.attendances, key=lambda one: one.person.sort_key)],
    }


def _person(one: Attendance) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "name": one.person.display_name,
        "state": STATE_NAMES[one.state],
        "role": ROLE_NAMES[one.role],
        "minutes_present": one.minutes_present,
        "confirmed_at": _plain(one.confirmed_at),
        "confirmation_method": one.confirmation_method,
        "on_screen_of": one.witness.display_name if one.witness else "",
    }


def _claim(session: Session, claim: Claim) -> dict[str, Any]:
    person_id = session.scalar(select(Attendance.person_id).where(Attendance.id == claim.attendance_id))
    return {
        "person_id": person_id,
        "register": claim.register_id,
        "rule_version": claim.rule_version,
        "rule_digest": claim.rule_digest,
        "points": _plain(claim.points),
        "granted_points": _plain(claim.granted_points),
        "filed_on": _plain(claim.filed_on),
        "decided_on": _plain(claim.decided_on),
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - any column's value
    """Write a value as JSON can hold it; points and days as text, exactly."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date | time | datetime) else value


def _read_back(content: dict[str, Any]) -> dict[str, Any]:
    """Make days, times and points of the text that JSON held."""
    meetings = [
        meeting
        | {
            "held_on": date.fromisoformat(meeting["held_on"]),
            "starts_at": _time(meeting["starts_at"]),
            "ends_at": _time(meeting["ends_at"]),
            "people": [one | {"confirmed_at": _moment(one["confirmed_at"])} for one in meeting["people"]],
        }
        for meeting in content["meetings"]
    ]
    claims = [
        claim
        | {"granted_points": Decimal(claim["granted_points"]), "decided_on": date.fromisoformat(claim["decided_on"])}
        for claim in content["claims"]
    ]
    return content | {"meetings": meetings, "claims": claims}


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _note(session: Session, viewer: Viewer, activity: Activity, claims: Sequence[Claim], *, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act="activiteit.heropend",
        object_kind="activity",
        object_id=activity.id,
        at=at,
        details={"content_version": activity.content_version, "claims": len(claims)},
    )
