"""What goes into a pack (*bewijsmap*): whose, which registration and period, and every activity with its files."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.audit import AuditEntry
from register.current import AMSTERDAM, day_here
from register.errors import NotAllowed, NotFound
from register.evidence.models import Evidence, EvidenceFile
from register.evidence.whose import open_uploaders
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Organisation, Person, Registration
from register.points.judges import judges_for, known_cycle
from register.points.models import Claim
from register.privacy.layers import Audience, Layer, Opened, opened_of

_LONGEST_TITLE = 40


@dataclass(frozen=True, kw_only=True)
class PackFilter:
    """Whose evidence, under which registration (none: everything learnt), from which day to which."""

    person_id: int
    registration_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class PackedFile:
    """A piece of evidence as it goes in."""

    evidence_id: int
    name: str
    sha256: str
    size: int
    space: int
    """The organisation under whose number the bytes are stored."""
    in_quarantine: bool
    """The virus scanner has not seen it yet: nobody gets it."""
    uploaded_by_id: int
    is_closed: bool = False
    """It is of a colleague who did not open the own evidence for HR: HR does not get it."""


@dataclass(frozen=True, kw_only=True)
class PackedActivity:
    """One activity, in the register's order."""

    id: int
    title: str
    held_on: date
    folder: str
    files: tuple[PackedFile, ...]


@dataclass(frozen=True, kw_only=True)
class RuleVersion:
    """The rules by which claims in the pack were judged."""

    register: str
    version: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """The last line of the trail before today: whoever rewrites the trail later no longer fits this pack."""

    seq: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class PackContent:
    """Everything that the pack tells and holds."""

    what: PackFilter
    organisation_id: int
    organisation: str
    person: str
    register_id: str | None
    register_name: str
    number: str
    starts_on: date | None
    ends_on: date | None
    rules: tuple[RuleVersion, ...]
    anchor: Anchor | None
    activities: tuple[PackedActivity, ...]


def collect(session: Session, viewer: Viewer, what: PackFilter, *, at: datetime) -> PackContent:
    """Find what belongs in the pack; reads only, in eight queries whatever the number of activities.

    Raises:
        NotFound: a person or registration that is not there for this viewer.
        NotAllowed: HR asks for a dossier whose evidence its owner did not open.

    """
    on = day_here(at)
    person, may = owner_for(session, viewer, what.person_id, on=on)
    if may.of(what.registration_id) is not Layer.EVIDENCE:
        raise _not_opened(person)
    registration = _registration(session, what)
    rows = session.execute(_query(what)).all()
    files = _files(session, viewer, person.id, sorted({row.activity_id for row in rows}), on=on)
    organisation = session.scalar(select(Organisation.name).where(Organisation.id == person.organisation_id))
    name, order, span = _register_of(session, person.organisation_id, registration)
    return PackContent(
        what=what,
        organisation_id=person.organisation_id,
        organisation=organisation or "",
        person=person.display_name,
        register_id=registration.register_id if registration else None,
        register_name=name,
        number=registration.number if registration else "",
        starts_on=what.since or span[0],
        ends_on=what.until or span[1],
        rules=tuple(_rules(rows)),
        anchor=_anchor(session, person.organisation_id, at),
        activities=tuple(_activities(rows, files, order)),
    )


def owner_for(session: Session, viewer: Viewer, person_id: int, *, on: date) -> tuple[Person, Opened]:
    """Return whose evidence the viewer may take along, and of what: everything of oneself, what was opened for HR.

    Raises:
        NotFound: not there for this viewer.
        NotAllowed: with how to ask for it.

    """
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != viewer.organisation_id:
        raise NotFound
    if person.id == viewer.person_id:
        return person, Opened(everything=Layer.EVIDENCE)
    if not viewer.has(Role.HR):
        raise NotFound
    may = opened_of(session, person.id, Audience.HR, on=on)
    if Layer.EVIDENCE not in {may.everything, *may.own.values()}:
        raise _not_opened(person)
    return person, may


def _not_opened(person: Person) -> NotAllowed:
    name = person.display_name
    return NotAllowed(
        f"{name} heeft het bewijs niet voor HR opengezet. Het dossier is van de medewerker: HR ziet de totalen. "
        f"Vraag {name} om zelf een bewijsmap te maken, of om bij ‘Mijn dossier’ > ‘Wie ziet wat’ te kiezen dat HR "
        "ook het bewijs mag ophalen."
    )


def _registration(session: Session, what: PackFilter) -> Registration | None:
    if what.registration_id is None:
        return None
    registration = session.get(Registration, what.registration_id)
    if registration is None or registration.person_id != what.person_id:
        raise NotFound
    return registration


def _register_of(
    session: Session, organisation_id: int, registration: Registration | None
) -> tuple[str, dict[str, int], tuple[date | None, date | None]]:
    """Return the register's name, its tracks in their order, and the first and last day of the period."""
    if registration is None:
        return "alle leeractiviteiten", {}, (None, None)
    judge = judges_for(session, organisation_id=organisation_id, register_ids={registration.register_id}).get(
        registration.register_id
    )
    if judge is None:
        return registration.register_id, {}, (registration.cycle_starts_on, registration.cycle_ends_on)
    cycle = known_cycle(registration, judge)
    tracks = (judge.norms(cycle=cycle) if cycle else judge.versions[-1]).tracks
    order = {track.code: position for position, track in enumerate(tracks)}
    span = (cycle.starts_on, cycle.ends_on) if cycle else (registration.cycle_starts_on, registration.cycle_ends_on)
    return judge.register.name, order, span


def _query(what: PackFilter) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            Activity.id.label("activity_id"),
            Activity.title,
            LearningSession.held_on,
            Claim.track,
            Claim.register_id,
            Claim.rule_version,
            Claim.rule_digest,
        )
        .select_from(Attendance)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .join(Claim, Claim.attendance_id == Attendance.id, isouter=what.registration_id is None)
        .where(
            Attendance.person_id == what.person_id,
            Attendance.disputed_at.is_(None),
            Attendance.state.in_(sorted(PRESENT)),
            Activity.withdrawn_at.is_(None),
        )
        .order_by(LearningSession.held_on, Activity.id, Claim.id)
    )
    if what.registration_id is not None:
        query = query.where(Claim.registration_id == what.registration_id)
    if what.since is not None:
        query = query.where(LearningSession.held_on >= what.since)
    return query if what.until is None else query.where(LearningSession.held_on <= what.until)


def _files(
    session: Session, viewer: Viewer, owner_id: int, activity_ids: Sequence[int], *, on: date
) -> dict[int, list[PackedFile]]:
    found: dict[int, list[PackedFile]] = defaultdict(list)
    rows = session.execute(
        select(
            Evidence.id,
            Evidence.activity_id,
            Evidence.name,
            Evidence.uploaded_by_id,
            EvidenceFile.sha256,
            EvidenceFile.size,
            EvidenceFile.organisation_id,
            EvidenceFile.scan,
        )
        .join(EvidenceFile, EvidenceFile.id == Evidence.file_id)
        .where(Evidence.activity_id.in_(activity_ids), Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    ).all()
    uploaders = {row.uploaded_by_id for row in rows}
    may_go = frozenset(uploaders)
    if viewer.person_id != owner_id:
        may_go = open_uploaders(session, viewer, owner_id, uploaders, Audience.HR, on=on)
    for row in rows:
        found[row.activity_id].append(
            PackedFile(
                evidence_id=row.id,
                name=row.name,
                sha256=row.sha256,
                size=row.size,
                space=row.organisation_id,
                in_quarantine=row.scan == "wacht",
                uploaded_by_id=row.uploaded_by_id,
                is_closed=row.uploaded_by_id not in may_go,
            )
        )
    return found


def _activities(
    rows: Iterable[Row[Any]], files: dict[int, list[PackedFile]], order: dict[str, int]
) -> Iterable[PackedActivity]:
    """Put an activity of several meetings once, by its first day; tracks in the register's order, then by day."""
    first: dict[int, Row[Any]] = {}
    for row in rows:
        first.setdefault(row.activity_id, row)
    last = len(order)
    placed = sorted(first.values(), key=lambda row: (order.get(row.track or "", last), row.held_on, row.activity_id))
    width = max(2, len(str(len(placed))))
    for position, row in enumerate(placed, start=1):
        yield PackedActivity(
            id=row.activity_id,
            title=row.title,
            held_on=row.held_on,
            folder=f"{position:0{width}d}_{row.held_on.isoformat()}_{short(row.title)}",
            files=tuple(files.get(row.activity_id, ())),
        )


def _rules(rows: Iterable[Row[Any]]) -> Iterable[RuleVersion]:
    judged = {(row.register_id, row.rule_version, row.rule_digest) for row in rows if row.rule_digest}
    for register, version, digest in sorted(judged):
        yield RuleVersion(register=register, version=version, digest=digest)


def _anchor(session: Session, organisation_id: int, at: datetime) -> Anchor | None:
    midnight = datetime.combine(day_here(at), time(), tzinfo=AMSTERDAM)
    row = session.execute(
        select(AuditEntry.seq, AuditEntry.digest)
        .where(AuditEntry.organisation_id == organisation_id, AuditEntry.at < midnight)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).first()
    return Anchor(seq=row.seq, digest=row.digest) if row else None


def short(title: str) -> str:
    """Return a title as part of a path: lower-case letters, digits and hyphens, at most forty."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_TITLE].strip("-") or "activiteit"
