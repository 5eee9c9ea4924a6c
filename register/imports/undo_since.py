"""What came since an import on top of what it made: edits, other imports, work that rests on it (*sindsdien*)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.bulk.portions import in_chunks
from register.bulk.rows import table_of
from register.imports.models import ImportBatch, ImportChange
from register.imports.objects import OBJECTS, Values, referred_to
from register.learning.models import Activity, Attendance, LearningSession, OutgoingMail, SignLink
from register.people.models import Employment, Membership, Person, Registration, RoleGrant, Team, TeamManager
from register.points.models import Claim, Standing
from register.privacy.models import Look
from register.rules.facts import ClaimState

_EDITED = "Intussen gewijzigd."
_BUILT = "Er is intussen mee verdergewerkt."
_MINE = frozenset(
    table_of(model).name for model in (Employment, Membership, RoleGrant, Registration, TeamManager, Look)
)
_ALONG = ("employment", "membership", "role", "registration")
_PLACES = frozenset({"membership", "role"})
_IN_USE = {
    "team": "In dit team zit nog iemand.",
    "person": "Deze persoon leidt nog een team.",
    "activity": "Op deze lijst staat nog iemand.",
}
_ASKED = frozenset(table_of(model).name for model in (OutgoingMail, SignLink))
"""A question to confirm goes with the attendance that it is about; an answer is an edit."""
_COUNTED = frozenset(table_of(model).name for model in (Claim, Standing, Look))


@dataclass(frozen=True, kw_only=True)
class Since:
    """Who did something since, and when; `actor_id` is `None` for a command."""

    actor_id: int | None
    at: datetime
    by_import: bool


class Change(Protocol):
    """What this module needs of a change."""

    @property
    def kind(self) -> str:
        """Of what."""

    @property
    def object_id(self) -> int:
        """Which."""

    @property
    def before(self) -> Values | None:
        """`None`: the import made it."""

    @property
    def after(self) -> Values | None:
        """`None`: the import took it away."""

    @property
    def now(self) -> Values | None:
        """As it stands now."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """What came since, by kind and id."""

    reasons: dict[tuple[str, int], str]
    since: dict[tuple[str, int], Since]
    users: dict[tuple[str, int], dict[tuple[str, int], int]]
    """Per new team who sits in it and who manages it, per new person what that person manages; each with the person."""

    def on(self, kind: str, object_id: int) -> str:
        """Say what came on top of something that the import made; empty: nothing."""
        return self.reasons.get((kind, object_id), "")

    def in_use(self, kind: str, object_id: int, going: set[tuple[str, int]]) -> str:
        """Say why a new team or person stays while these other things go; empty: nothing holds it."""
        users = self.users.get((kind, object_id), {})
        gone_with_person = kind == "team"
        if all(one in going or (gone_with_person and ("person", who) in going) for one, who in users.items()):
            return ""
        return _IN_USE[kind]


def what_came_since(session: Session, batch: ImportBatch, changes: Sequence[Change]) -> Built:
    """Look up everything that rests on what an import made, in a fixed number of statements per thousand rows."""
    made: dict[str, list[Change]] = {}
    for one in changes:
        if one.before is None and one.now is not None:
            made.setdefault(one.kind, []).append(one)
    reasons: dict[tuple[str, int], str] = {}
    _look_at_people(session, made.get("person", []), reasons)
    _look_at_registrations(session, [one.object_id for one in made.get("registration", [])], reasons, batch)
    parts = [one.object_id for one in made.get("attendance", [])]
    activities = [one.object_id for one in made.get("activity", [])]
    if batch.kind == "aanwezigheid":
        _look_at_parts(session, parts, reasons)
        _look_at_meetings(session, activities, reasons)
    else:
        _look_at_activities(session, activities, reasons)
    for one in made.get("employment", []):
        if (one.now or {}).get("version") != 1:
            reasons["employment", one.object_id] = _EDITED
    return Built(
        reasons=reasons,
        since=_since(session, batch, changes),
        users=_look_at_teams(session, [one.object_id for one in made.get("team", [])], reasons)
        | _managing(session, [one.object_id for one in made.get("person", [])])
        | (_on_lists(session, activities) if batch.kind == "aanwezigheid" else {}),
    )


def _look_at_people(session: Session, made: Sequence[Change], reasons: dict[tuple[str, int], str]) -> None:
    """Let somebody new go with all that came along, if that is still all there is."""
    ids = [one.object_id for one in made]
    for person_id in referred_to(session, table_of(Person), ids, apart_from=_MINE):
        reasons["person", person_id] = _BUILT
    counted = {kind: _along(session, kind, ids, reasons) for kind in _ALONG}
    registrations = _registrations_of(session, ids)
    for registration_id in referred_to(session, table_of(Registration), list(registrations), apart_from=_COUNTED):
        reasons["person", registrations[registration_id]] = _BUILT
    for one in made:
        now, came = one.now or {}, one.after or {}
        if now.get("version") != 1 or now.get("subject") is not None:
            reasons["person", one.object_id] = _EDITED
        if any(counted[kind][one.object_id] != came.get(kind, 0) for kind in counted):
            reasons.setdefault(("person", one.object_id), _BUILT)


def _along(session: Session, kind: str, ids: Sequence[int], reasons: dict[tuple[str, int], str]) -> Counter[int]:
    """Count what these people have of one kind, and note whose was edited."""
    table, counted = table_of(OBJECTS[kind]), Counter[int]()
    for some in in_chunks(ids):
        for row in session.execute(select(table).where(table.c.person_id.in_(some))).mappings():
            counted[row["person_id"]] += 1
            if row.get("version", 1) != 1 or (kind in _PLACES and row["ends_on"] is not None):
                reasons["person", row["person_id"]] = _EDITED
    return counted


def _registrations_of(session: Session, people: Sequence[int]) -> dict[int, int]:
    """Return the person of each registration of these people."""
    found: dict[int, int] = {}
    for some in in_chunks(people):
        query = select(Registration.id, Registration.person_id).where(Registration.person_id.in_(some))
        found |= {row.id: row.person_id for row in session.execute(query)}
    return found


def _look_at_registrations(
    session: Session, ids: Sequence[int], reasons: dict[tuple[str, int], str], batch: ImportBatch
) -> None:
    """Let a registration go with the claims that followed from it, unless somebody worked on since."""
    for registration_id in referred_to(session, table_of(Registration), ids, apart_from=_COUNTED):
        reasons["registration", registration_id] = _BUILT
    for some in in_chunks(ids):
        rows = session.execute(
            select(Claim.registration_id, Claim.version, Activity.created_at)
            .join(Attendance, Attendance.id == Claim.attendance_id)
            .join(LearningSession, LearningSession.id == Attendance.session_id)
            .join(Activity, Activity.id == LearningSession.activity_id)
            .where(Claim.registration_id.in_(some))
        )
        for registration_id, version, created_at in rows:
            if version != 1 or (batch.applied_at is not None and created_at > batch.applied_at):
                reasons["registration", registration_id] = _BUILT
        table = table_of(Registration)
        for (edited,) in session.execute(select(table.c.id).where(table.c.id.in_(some), table.c.version != 1)):
            reasons["registration", edited] = _EDITED


def _look_at_activities(session: Session, ids: Sequence[int], reasons: dict[tuple[str, int], str]) -> None:
    """Let an activity go with its one session, attendance and claims, if nobody touched any of them."""
    mine = frozenset({table_of(LearningSession).name})
    for activity_id in referred_to(session, table_of(Activity), ids, apart_from=mine):
        reasons["activity", activity_id] = _BUILT
    attendances: dict[int, int] = {}
    seen: set[int] = set()
    for some in in_chunks(ids):
        rows = session.execute(
            select(
                Activity.id, Activity.version, Activity.withdrawn_at, LearningSession.version, Attendance.id,
                Attendance.version, Attendance.disputed_at,
            )
            .join(LearningSession, LearningSession.activity_id == Activity.id)
            .join(Attendance, Attendance.session_id == LearningSession.id)
            .where(Activity.id.in_(some))
        )  # fmt: skip
        for activity_id, version, withdrawn, session_version, attendance_id, attendance_version, disputed in rows:
            if {version, session_version, attendance_version} != {1} or withdrawn or disputed:
                reasons["activity", activity_id] = _EDITED
            if activity_id in seen:
                reasons["activity", activity_id] = _BUILT
            seen.add(activity_id)
            attendances[attendance_id] = activity_id
    for attendance_id in referred_to(session, table_of(Attendance), list(attendances), apart_from=frozenset()):
        reasons["activity", attendances[attendance_id]] = _BUILT
    for some in in_chunks(list(attendances)):
        touched = select(Claim.attendance_id).where(Claim.attendance_id.in_(some), Claim.version != 1)
        for attendance_id in session.scalars(touched):
            reasons["activity", attendances[attendance_id]] = _EDITED


def _look_at_parts(session: Session, ids: Sequence[int], reasons: dict[tuple[str, int], str]) -> None:
    """Let somebody go off a list with the question to confirm and the claims, if nobody answered or edited since."""
    for attendance_id in referred_to(session, table_of(Attendance), ids, apart_from=_ASKED):
        reasons["attendance", attendance_id] = _BUILT
    for some in in_chunks(ids):
        edited = select(Attendance.id).where(
            Attendance.id.in_(some), (Attendance.version != 1) | Attendance.disputed_at.is_not(None)
        )
        granted = select(Claim.attendance_id).where(
            Claim.attendance_id.in_(some), Claim.state.not_in((ClaimState.DRAFT, ClaimState.READY))
        )
        for attendance_id in (*session.scalars(edited), *session.scalars(granted)):
            reasons["attendance", attendance_id] = _EDITED


def _look_at_meetings(session: Session, ids: Sequence[int], reasons: dict[tuple[str, int], str]) -> None:
    """Let an activity that came with a list go when the list is empty, unless somebody edited it."""
    mine = frozenset({table_of(LearningSession).name})
    for activity_id in referred_to(session, table_of(Activity), ids, apart_from=mine):
        reasons["activity", activity_id] = _BUILT
    for some in in_chunks(ids):
        edited = (
            select(Activity.id)
            .join(LearningSession, LearningSession.activity_id == Activity.id)
            .where(Activity.id.in_(some), (Activity.version != 1) | (LearningSession.version != 1))
        )
        for activity_id in session.scalars(edited):
            reasons["activity", activity_id] = _EDITED


def _on_lists(session: Session, ids: Sequence[int]) -> dict[tuple[str, int], dict[tuple[str, int], int]]:
    users: dict[tuple[str, int], dict[tuple[str, int], int]] = {}
    for some in in_chunks(ids):
        query = (
            select(LearningSession.activity_id, Attendance.id, Attendance.person_id)
            .join(LearningSession, LearningSession.id == Attendance.session_id)
            .where(LearningSession.activity_id.in_(some))
        )
        for activity_id, attendance_id, person_id in session.execute(query):
            users.setdefault(("activity", activity_id), {})["attendance", attendance_id] = person_id
    return users


def _look_at_teams(
    session: Session, ids: Sequence[int], reasons: dict[tuple[str, int], str]
) -> dict[tuple[str, int], dict[tuple[str, int], int]]:
    places = {"membership": table_of(Membership), "team_manager": table_of(TeamManager)}
    known = frozenset(table.name for table in places.values())
    for team_id in referred_to(session, table_of(Team), ids, apart_from=known):
        reasons["team", team_id] = _BUILT
    users: dict[tuple[str, int], dict[tuple[str, int], int]] = {}
    for kind, table in places.items():
        for some in in_chunks(ids):
            query = select(table.c.team_id, table.c.id, table.c.person_id).where(table.c.team_id.in_(some))
            for team_id, place_id, person_id in session.execute(query):
                users.setdefault(("team", team_id), {})[kind, place_id] = person_id
    return users


def _managing(session: Session, ids: Sequence[int]) -> dict[tuple[str, int], dict[tuple[str, int], int]]:
    users: dict[tuple[str, int], dict[tuple[str, int], int]] = {}
    for some in in_chunks(ids):
        for whose in (TeamManager.person_id, TeamManager.named_by_id):
            query = select(TeamManager.id, whose, TeamManager.person_id).where(whose.in_(some))
            for place_id, known_id, person_id in session.execute(query):
                users.setdefault(("person", known_id or 0), {})["team_manager", place_id] = person_id
    return users


def _since(session: Session, batch: ImportBatch, changes: Iterable[Change]) -> dict[tuple[str, int], Since]:
    """Return per object the last act since the import, of a person or of a later import."""
    found: dict[tuple[str, int], Since] = {}
    entries = session.execute(
        select(AuditEntry.object_kind, AuditEntry.object_id, AuditEntry.actor_id, AuditEntry.at)
        .where(
            AuditEntry.organisation_id == batch.organisation_id,
            AuditEntry.at > batch.applied_at,
            AuditEntry.object_kind.in_(["person", "persoon", "registration", "activity", "attendance"]),
        )
        .order_by(AuditEntry.seq)
    )
    for kind, object_id, actor_id, at in entries:
        found["person" if kind == "persoon" else kind, object_id or 0] = Since(
            actor_id=actor_id, at=at, by_import=False
        )
    ids = {(one.kind, one.object_id) for one in changes}
    later = session.execute(
        select(ImportChange.object_kind, ImportChange.object_id, ImportBatch.made_by_id, ImportBatch.applied_at)
        .join(ImportBatch, ImportBatch.id == ImportChange.batch_id)
        .where(
            ImportBatch.organisation_id == batch.organisation_id,
            ImportBatch.id != batch.id,
            ImportBatch.state == "toegepast",
            ImportBatch.applied_at >= batch.applied_at,
        )
        .order_by(ImportBatch.applied_at)
    )
    for kind, object_id, actor_id, applied_at in later:
        if (kind, object_id) in ids and applied_at is not None:
            found[kind, object_id] = Since(actor_id=actor_id, at=applied_at, by_import=True)
    return found
