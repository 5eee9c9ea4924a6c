"""The register evidence as a workbook (F1): one row per person, activity and registration; never a reflection."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.current import AMSTERDAM, day_here
from register.db import moment, read, transaction
from register.errors import NotFound
from register.evidence.models import Evidence
from register.evidence.standing_sheet import NO_MINIMUM, STANDING_COLUMNS, UNKNOWN, standing_query, standing_rows
from register.learning.kinds import PRESENT, ROLE_NAMES, kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Employment, Person, Registration
from register.points.judges import accrediting_bodies, judges_for
from register.points.models import Claim
from register.points.states import STATE_NAMES
from register.privacy.looks import LookedAt, note_looks
from register.rules.facts import ClaimState
from register.rules.judge import Judge
from register.workbooks.write import Column, SheetSpec, Value, write_workbook

EVIDENCE_COLUMNS = (
    Column(header="Personeelsnummer"),
    Column(header="Naam", width=28),
    Column(header="Activiteit", width=40),
    Column(header="Type", width=28),
    Column(header="Categorie register", width=34),
    Column(header="Datum", kind="date", width=12),
    Column(header="Begintijd", kind="time", width=10),
    Column(header="Eindtijd", kind="time", width=10),
    Column(header="Netto uren", kind="decimal", width=11),
    Column(header="Punten geclaimd", kind="decimal", width=11),
    Column(header="Punten toegekend", kind="decimal", width=11),
    Column(header="Status", width=22),
    Column(header="Aanbieder", width=24),
    Column(header="ID-nummer", width=16),
    Column(header="Rol", width=14),
    Column(header="Bewijs", width=8),
    Column(header="Bevestigd op", kind="date", width=13),
    Column(header="Register", width=12),
)
"""The generic layout (hr-systems 5.4), one row per person, activity and register."""
_FOLDER = Column(header="Map in de bewijsmap", width=48)

_SLICE = 2_000
_HELP = (Column(header="Onderwerp", width=24), Column(header="Uitleg", width=110))


@dataclass(frozen=True, kw_only=True)
class EvidenceFilter:
    """What the workbook holds: everybody or one person; every register or one; all days or some."""

    person_id: int | None = None
    register_id: str | None = None
    registration_id: int | None = None
    """One period of one register: what was claimed in another period stays out."""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written."""

    rows: int
    people: int
    shortened: int
    """Texts that were longer than a cell holds and are marked."""


def export_evidence(viewer: Viewer, what: EvidenceFilter, out: Path | BinaryIO, *, at: datetime) -> Exported:
    """Write the evidence that a viewer may have: the own, or for HR everybody's.

    Raises:
        NotFound: somebody else's evidence, or a person of another organisation.

    """
    if what.person_id != viewer.person_id and not viewer.has(Role.HR):
        raise NotFound
    return hand_out_evidence(viewer.organisation_id, what, out, actor_id=viewer.person_id, at=at)


def hand_out_evidence(
    organisation_id: int, what: EvidenceFilter, out: Path | BinaryIO, *, actor_id: int | None, at: datetime
) -> Exported:
    """Write the workbook as of one moment while others go on writing, and note it in the trail (bars CO8 and EX8).

    Raises:
        NotFound: the person is not of this organisation.

    """
    with moment() as session:
        index = _read_index(session, organisation_id, what, at=at)
    made = _write(index, out, at=at)
    with transaction() as session:
        _record(session, organisation_id, what, made, actor_id=actor_id, at=at)
    return made


def write_evidence(
    session: Session,
    organisation_id: int,
    what: EvidenceFilter,
    out: Path | BinaryIO,
    *,
    actor_id: int | None,
    at: datetime,
) -> Exported:
    """Write the workbook and note it in the trail, in the caller's transaction (bar EX8).

    Raises:
        NotFound: the person is not of this organisation.

    """
    made = write_index(session, organisation_id, what, out, at=at)
    _record(session, organisation_id, what, made, actor_id=actor_id, at=at)
    return made


def write_index(
    session: Session,
    organisation_id: int,
    what: EvidenceFilter,
    out: Path | BinaryIO,
    *,
    at: datetime,
    folders: Mapping[int, str] | None = None,
) -> Exported:
    """Write the workbook alone: whoever puts it into something larger notes that in the trail.

    With `folders` a last column says in which folder of the pack the papers of an activity are.

    Raises:
        NotFound: the person is not of this organisation.

    """
    return _write(_read_index(session, organisation_id, what, at=at, folders=folders), out, at=at)


def _read_index(
    session: Session,
    organisation_id: int,
    what: EvidenceFilter,
    *,
    at: datetime,
    folders: Mapping[int, str] | None = None,
) -> tuple[SheetSpec, SheetSpec, SheetSpec]:
    if what.person_id is not None:
        home = session.scalar(select(Person.organisation_id).where(Person.id == what.person_id))
        if home != organisation_id:
            raise NotFound
    numbers = _numbers(session, organisation_id, what.person_id)
    judges = judges_for(session, organisation_id=organisation_id, register_ids=_registers(session, organisation_id))
    found = _evidence_rows(session, organisation_id, what, numbers, judges)
    rows, columns = _with_folders(found, folders)
    standing = list(standing_rows(session, organisation_id, what, numbers))
    return (
        SheetSpec(title="Bewijs", columns=columns, rows=rows),
        SheetSpec(title="Stand", columns=STANDING_COLUMNS, rows=standing),
        SheetSpec(title="Uitleg", columns=_HELP, rows=_help_rows(what, len(rows), at)),
    )


def _with_folders(
    found: Iterable[tuple[int, tuple[Value, ...]]], folders: Mapping[int, str] | None
) -> tuple[list[tuple[Value, ...]], tuple[Column, ...]]:
    """Put the folder behind each row, in the order of the folders; without folders leave the rows as they come."""
    if folders is None:
        return [row for _, row in found], EVIDENCE_COLUMNS
    placed = sorted(((folders.get(activity_id, ""), row) for activity_id, row in found), key=lambda one: one[0])
    return [(*row, folder) for folder, row in placed], (*EVIDENCE_COLUMNS, _FOLDER)


def _write(index: tuple[SheetSpec, ...], out: Path | BinaryIO, *, at: datetime) -> Exported:
    rows = list(index[0].rows)
    written = write_workbook(out, index, made_at=at)
    return Exported(rows=len(rows), people=len({row[0] for row in rows}), shortened=written.shortened)


def _record(
    session: Session,
    organisation_id: int,
    what: EvidenceFilter,
    made: Exported,
    *,
    actor_id: int | None,
    at: datetime,
) -> None:
    note_looks(
        session, actor_id, _people(session, organisation_id, what), LookedAt.EXPORT, rows=_rows_of(what, made), at=at
    )  # fmt: skip
    audit.record(
        session,
        organisation_id=organisation_id,
        actor_id=actor_id,
        act="export.bewijs",
        object_kind="person" if what.person_id else "organisation",
        object_id=what.person_id or organisation_id,
        at=at,
        details={
            "register": what.register_id,
            "since": what.since.isoformat() if what.since else None,
            "until": what.until.isoformat() if what.until else None,
            "rows": made.rows,
        },
    )


def _people(session: Session, organisation_id: int, what: EvidenceFilter) -> frozenset[int]:
    """Return whose rows the workbook holds: those of activities, and those of where a registration stands."""
    if what.person_id is not None:
        return frozenset({what.person_id})
    learnt = _query(organisation_id, what).with_only_columns(Person.id).order_by(None).distinct()
    standing = standing_query(organisation_id, what).with_only_columns(Person.id).order_by(None).distinct()
    return frozenset(session.scalars(learnt)) | frozenset(session.scalars(standing))


def _rows_of(what: EvidenceFilter, made: Exported) -> int | None:
    """Return how many rows are of one person; of many it is not counted one by one."""
    return made.rows if what.person_id is not None else None


def _evidence_rows(
    session: Session,
    organisation_id: int,
    what: EvidenceFilter,
    numbers: Mapping[int, str],
    judges: Mapping[str, Judge],
) -> Iterator[tuple[int, tuple[Value, ...]]]:
    """Return each row with its activity before it.

    Rows come in slices, and what is the same in many of them is kept once: all are held until the moment is over.
    """
    proven = _activities_with_files(session, organisation_id, what.person_id)
    names = {register_id: _tracks(judge) for register_id, judge in judges.items()}
    bodies = {register_id: accrediting_bodies(judge) for register_id, judge in judges.items()}
    known: dict[Any, Any] = {}

    def once(said: Any) -> Any:  # noqa: ANN401 - a text, a day or a time: none of these equals one of another kind
        return known.setdefault(said, said)

    for row in read(session, _query(organisation_id, what).execution_options(yield_per=_SLICE)):
        register_id = once(row.register_id)
        yield (
            row.activity_id,
            (
                numbers.get(row.person_id, ""),
                once(row.display_name),
                once(row.title),
                kinds()[row.kind].name if row.kind in kinds() else row.kind,
                names.get(register_id, {}).get(row.track, row.track),
                once(row.held_on),
                once(row.starts_at),
                once(row.ends_at),
                _hours(_net_minutes(row)),
                row.points,
                row.granted_points,
                STATE_NAMES[ClaimState(row.claim_state)] if row.claim_state else None,
                once(row.provider or None),
                once(_id_number(row.accreditation_ids, bodies.get(register_id))),
                ROLE_NAMES.get(row.role, row.role),
                "ja" if row.activity_id in proven else "nee",
                _local_day(row.confirmed_at) if row.confirmed_version == row.content_version else None,
                register_id,
            ),
        )


def _query(organisation_id: int, what: EvidenceFilter) -> Select[*tuple[Any, ...]]:
    conditions = [Claim.attendance_id == Attendance.id]
    if what.register_id is not None:
        conditions.append(Claim.register_id == what.register_id)
    if what.registration_id is not None:
        conditions.append(Claim.registration_id == what.registration_id)
    query = (
        select(
            Person.id.label("person_id"),
            Person.display_name,
            Activity.id.label("activity_id"),
            Activity.title,
            Activity.kind,
            Activity.provider,
            Activity.accreditation_ids,
            Activity.content_version,
            LearningSession.held_on,
            LearningSession.starts_at,
            LearningSession.ends_at,
            LearningSession.gross_minutes,
            LearningSession.excluded_minutes,
            Attendance.state.label("attendance_state"),
            Attendance.minutes_present,
            Attendance.role,
            Attendance.confirmed_at,
            Attendance.confirmed_version,
            Claim.register_id,
            Claim.track,
            Claim.points,
            Claim.granted_points,
            Claim.state.label("claim_state"),
        )
        .select_from(Attendance)
        .join(Person, Person.id == Attendance.person_id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .join(Claim, and_(*conditions), isouter=what.register_id is None and what.registration_id is None)
        .where(
            Person.organisation_id == organisation_id,
            Activity.withdrawn_at.is_(None),
            Attendance.disputed_at.is_(None),
            Attendance.state.in_(sorted(PRESENT)),
        )
        .order_by(Person.sort_key, Person.id, LearningSession.held_on, Attendance.id, Claim.register_id)
    )
    if what.since is not None:
        query = query.where(LearningSession.held_on >= what.since)
    if what.until is not None:
        query = query.where(LearningSession.held_on <= what.until)
    return query.where(Person.id == what.person_id) if what.person_id is not None else query


def _help_rows(what: EvidenceFilter, rows: int, at: datetime) -> list[tuple[Value, ...]]:
    made = at.astimezone(AMSTERDAM)
    whom = "één persoon" if what.person_id is not None else "de hele organisatie"
    return [
        ("Gemaakt op", f"{made.day}-{made.month}-{made.year} {made:%H:%M}, voor {whom}, {rows} rijen."),
        ("Register", what.register_id or "alle registers"),
        ("Bewijs", "Eén rij per persoon, activiteit en registratie. Wie geen registratie heeft, krijgt één rij."),
        ("Netto uren", "Zonder pauze, maaltijd, reistijd en andere tijd die geen leren is."),
        ("Punten geclaimd", "Wat de regels van het register geven. Leeg: het cijfer is niet vastgesteld."),
        ("Punten toegekend", "Wat het register zelf heeft toegekend. Geclaimd is nog niet toegekend."),
        ("Bewijs (ja/nee)", "Of er een bestand bij de activiteit zit."),
        ("Bevestigd op", "Wanneer de deelnemer bevestigde erbij te zijn geweest. Leeg: nog niet bevestigd."),
        ("Stand", f"'{UNKNOWN}': van deze norm is het cijfer niet bekend. Bij 'voorbeeld' mag je er niet op bouwen."),
        ("Minimum", f"'{NO_MINIMUM}': voor dit onderdeel hoef je geen punten te halen."),
        ("Reflecties", "Staan niet in dit bestand: die zijn van de professional zelf."),
    ]


def _numbers(session: Session, organisation_id: int, person_id: int | None) -> dict[int, str]:
    """Return personnel numbers, of one person or of everybody: of the newest employment."""
    query = (
        select(Employment.person_id, Employment.personnel_number)
        .where(Employment.organisation_id == organisation_id)
        .order_by(Employment.person_id, Employment.starts_on.nulls_first(), Employment.id)
    )
    rows = session.execute(query if person_id is None else query.where(Employment.person_id == person_id))
    return {whose: number for whose, number in rows}  # noqa: C416 - a row is no plain pair


def _registers(session: Session, organisation_id: int) -> set[str]:
    query = select(Registration.register_id).join(Person).where(Person.organisation_id == organisation_id).distinct()
    return set(session.scalars(query))


def _activities_with_files(session: Session, organisation_id: int, person_id: int | None) -> frozenset[int]:
    query = (
        select(Evidence.activity_id)
        .join(Activity, Activity.id == Evidence.activity_id)
        .where(Activity.organisation_id == organisation_id, Evidence.removed_at.is_(None))
    )
    if person_id is not None:
        mine = select(LearningSession.activity_id).join(Attendance).where(Attendance.person_id == person_id)
        query = query.where(Evidence.activity_id.in_(mine))
    return frozenset(session.scalars(query))


def _tracks(judge: Judge) -> dict[str, str]:
    return {track.code: track.name for version in judge.versions for track in version.tracks}


def _id_number(given: Mapping[str, str], bodies: tuple[str, ...] | None) -> str | None:
    """Choose the number that this register knows, never that of another; without a register the first there is."""
    known = given if bodies is None else [body for body in bodies if body in given]
    return next((given[body] for body in known), None)


def _net_minutes(row: Row[Any]) -> int:
    is_part = row.attendance_state == "deels" and row.minutes_present is not None
    return int(row.minutes_present if is_part else row.gross_minutes - sum(row.excluded_minutes.values()))


@lru_cache(maxsize=4096)
def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.0001"))


@lru_cache(maxsize=4096)
def _local_day(at: datetime) -> date:
    return day_here(at)
