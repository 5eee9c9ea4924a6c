"""Everything about one person as a file (*mijn gegevens*, bar PR2): a job, for the person, or without what is private.

A JSON file per table in plain Dutch, the files that were handed in, and what the tables mean.
"""

import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.current import day_here, state
from register.db import moment, transaction
from register.db import session as current_session
from register.errors import Conflict, NotFound
from register.evidence.models import EvidenceFile
from register.evidence.names import clean_name, extension_of
from register.jobs.asking import JobFile, JobLine, ask_for, open_result, own_jobs
from register.jobs.models import Job
from register.jobs.running import Result, RunningJob
from register.keeping.inventory_lines import explain
from register.keeping.leavers import works_here
from register.keeping.terms import amounts_of
from register.keeping.ways import concerns, every_table, keys_of
from register.people.models import Person
from register.people.viewer import viewer_of
from register.points.kept_tracks import in_words
from register.privacy.data_inventory import ColumnFacts, TableFacts, data_inventory
from register.privacy.looks import LookedAt, note_looks
from register.storage import Damaged, open_storage

KIND = "mijn-gegevens"
PRIVATE = "prive"
_CHUNK = 1024 * 1024
_YOU, _COLLEAGUE = "jij", "een collega"
_READ_ME = "LEES-MIJ.txt"
_ABOUT = """Dit zijn alle gegevens over {name} in het leerregister van {organisation}, op {day}.

In de map tabellen staat per soort gegevens een bestand. Waar een andere collega staat, staat alleen ‘een collega’:
hun gegevens zijn van hen. In de map bestanden staan de bewijsstukken. In uitleg.json staat van elk gegeven waarvoor
het er is, op welke grond, hoe lang het blijft en wie het leest.
{left_out}"""
_WITHOUT_PRIVATE = """
Wat privé is (reflecties, plannen, leervragen) zit er niet in: dat haalt alleen de persoon zelf op.
"""
_WORKS_HERE = "Deze persoon werkt hier nog en haalt de eigen gegevens zelf op, bij Mijn gegevens."


def ask_for_own_data(viewer: Viewer, *, form_key: str, at: datetime) -> int:
    """Ask for everything about oneself; returns the id of the job."""
    return ask_for(
        viewer,
        kind=KIND,
        title="Mijn gegevens",
        arguments={"person_id": viewer.person_id},
        form_key=form_key,
        at=at,
    )


def ask_for_data_of(viewer: Viewer, person_id: int, *, form_key: str, at: datetime) -> int:
    """Ask, as HR, for what is kept of somebody who cannot sign in any more: without what is private.

    Raises:
        NotFound: not HR, or nobody of this organisation.
        Conflict: who works here fetches it, and decides who else reads along.

    """
    if not viewer.has(Role.HR):
        raise NotFound
    _refuse_who_works_here(current_session(), _person(current_session(), person_id, viewer.organisation_id))
    return ask_for(
        viewer,
        kind=KIND,
        title="Gegevens van een medewerker",
        arguments={"person_id": person_id},
        form_key=form_key,
        at=at,
    )


def own_data_jobs(session: Session, viewer: Viewer, *, at: datetime) -> Sequence[JobLine]:
    """List what the viewer asked for here, newest first; what is of somebody else only as long as the viewer is HR."""
    theirs = _of_others(session, viewer)
    return tuple(
        one for one in own_jobs(session, viewer, at=at, kind=KIND) if viewer.has(Role.HR) or one.id not in theirs
    )


def open_own_data(session: Session, viewer: Viewer, job_id: int, *, at: datetime) -> JobFile:
    """Hand out a file that the viewer asked for here.

    Raises:
        NotFound: not asked for here by this viewer, or of somebody else while the viewer is not HR any more.

    """
    if job_id not in {one.id for one in own_data_jobs(session, viewer, at=at)}:
        raise NotFound
    return open_result(session, viewer, job_id, at=at)


def _of_others(session: Session, viewer: Viewer) -> set[int]:
    asked = select(Job.id, Job.arguments).where(Job.asked_by_id == viewer.person_id, Job.kind == KIND)
    return {row.id for row in session.execute(asked) if row.arguments["person_id"] != viewer.person_id}


def make_own_data(job: RunningJob) -> Result:
    """Do the job: write the file in one moment of the database.

    Raises:
        NotFound: whoever asked may no longer have it.
        Conflict: whose data HR asked for works here again.

    """
    person_id = int(job.arguments["person_id"])
    whole = person_id == job.asked_by_id
    if not whole:
        _still_hr(job)
    place = job.folder / "gegevens.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        with moment() as session:
            person = _person(session, person_id, job.organisation_id)
            if not whole:
                _refuse_who_works_here(session, person)
            tables, rows = _write_tables(session, archive, person, whole=whole)
            archive.writestr(_READ_ME, _read_me(person, job, whole=whole))
        files = _write_files(archive, job, person_id)
    _note(job, person_id, Written(tables=tables, rows=rows, files=files), whole=whole)
    day = day_here(job.at).isoformat()
    return Result(path=place, name=f"gegevens-{day}.zip", media_type="application/zip")


@dataclass(frozen=True, kw_only=True)
class Written:
    """How much went into the file."""

    tables: int
    rows: int
    files: int


def rows_about(session: Session, table_name: str, person_id: int, *, whole: bool = True) -> Iterator[dict[str, Any]]:
    """Return what one table keeps of somebody, by the Dutch names of its columns; not `whole`: without what is private.

    Digests of keys are of no use to anybody and are left out; where a colleague stands, it says so without a name.
    """
    facts, table = data_inventory()[table_name], every_table()[table_name]
    columns = _columns(facts, whole=whole)
    if not columns:
        return
    people = _people_in(table)
    found = select(*(table.c[one.name] for one in columns)).where(concerns(table_name, person_id))
    for row in session.execute(found.order_by(*keys_of(table))):
        yield {one.label: _told(one, row, person_id, people) for one in columns}


def _people_in(table: Table) -> set[str]:
    """Return the columns of a table that hold a person."""
    pointing = {
        key.parent.name
        for key in table.foreign_keys
        if key.column.table.name == Person.__tablename__ or key.column.name == "person_id"
    }
    return pointing | {"person_id", "actor_id"}


def _columns(facts: TableFacts, *, whole: bool) -> tuple[ColumnFacts, ...]:
    return tuple(
        one for one in facts.columns.values() if not one.secret and (whole or one.handling.record_class != PRIVATE)
    )


def _told(column: ColumnFacts, row: Row[Any], person_id: int, people: set[str]) -> Any:  # noqa: ANN401 - plain JSON
    value = getattr(row, column.name)
    if column.sealed and value is not None:
        return column.sealed
    if column.name in people and value is not None:
        return _YOU if value == person_id else _COLLEAGUE
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return in_words(value)
    return value.isoformat() if isinstance(value, date | time | datetime) else value


def _write_tables(session: Session, archive: zipfile.ZipFile, person: Person, *, whole: bool) -> tuple[int, int]:
    """Write a file for each table that keeps something of somebody; returns how many tables and rows."""
    tables = rows = 0
    for facts in data_inventory().values():
        found = [] if facts.nobody else list(rows_about(session, facts.name, person.id, whole=whole))
        if found:
            archive.writestr(f"tabellen/{clean_name(facts.title, 'json')}", _json(found))
            tables, rows = tables + 1, rows + len(found)
    explained = explain(amounts_of(session, person.organisation_id))
    archive.writestr("uitleg.json", _json([asdict(one) for one in explained]))
    return tables, rows


def _write_files(archive: zipfile.ZipFile, job: RunningJob, person_id: int) -> int:
    """Write the files of somebody's activities; one that is damaged is named instead."""
    session, storage = current_session(), open_storage(state().settings)
    evidence = every_table()["register_evidence"]
    found = session.execute(
        select(evidence.c.id, evidence.c.name, EvidenceFile.organisation_id, EvidenceFile.sha256)
        .join(EvidenceFile, EvidenceFile.id == evidence.c.file_id)
        .where(concerns("register_evidence", person_id))
        .order_by(evidence.c.id)
    ).all()
    for position, row in enumerate(found, start=1):
        path = f"bestanden/{row.id}-{clean_name(row.name, extension_of(row.name) or 'bin')}"
        try:
            with storage.open(row.organisation_id, row.sha256) as content, archive.open(path, "w") as out:
                shutil.copyfileobj(content, out, _CHUNK)
        except Damaged as damaged:
            archive.writestr(f"{path}.beschadigd.txt", damaged.message)
        job.reached(position, total=len(found))
    return len(found)


def _read_me(person: Person, job: RunningJob, *, whole: bool) -> str:
    return _ABOUT.format(
        name=person.display_name,
        organisation=state().settings.organisation,
        day=day_here(job.at).isoformat(),
        left_out="" if whole else _WITHOUT_PRIVATE,
    )


def _still_hr(job: RunningJob) -> None:
    """Refuse where whoever asked is not HR any more.

    Raises:
        NotFound: so it is.

    """
    asker = viewer_of(
        current_session(), job.asked_by_id, organisation_id=job.organisation_id, name="", today=state().today()
    )
    if not asker.has(Role.HR):
        raise NotFound("Wie dit vroeg, is geen HR meer. Er is geen bestand gemaakt.")


def _refuse_who_works_here(session: Session, person: Person) -> None:
    if works_here(session, person, today=state().today()):
        raise Conflict(_WORKS_HERE)


def _json(content: Any) -> str:  # noqa: ANN401 - plain JSON
    return json.dumps(content, ensure_ascii=False, indent=1)


def _person(session: Session, person_id: int, organisation_id: int) -> Person:
    found = session.scalar(select(Person).where(Person.id == person_id, Person.organisation_id == organisation_id))
    if found is None:
        raise NotFound
    return found


def _note(job: RunningJob, person_id: int, counts: Written, *, whole: bool) -> None:
    details: Mapping[str, str | int | bool | None] = {**asdict(counts), "private": whole}
    with transaction() as session:
        note_looks(session, job.asked_by_id, [person_id], LookedAt.DATA, at=state().now())
        audit.record(
            session,
            organisation_id=job.organisation_id,
            actor_id=job.asked_by_id,
            act="export.gegevens",
            object_kind="person",
            object_id=person_id,
            at=state().now(),
            details=details,
        )
