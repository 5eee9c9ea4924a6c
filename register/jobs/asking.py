"""Ask for a job, see how far it is, and fetch what it made (*Exporten*)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.current import state
from register.errors import NotFound
from register.jobs.models import Job
from register.jobs.queue import put_in_queue, take_up_again
from register.jobs.running import was_left
from register.once import once
from register.storage import RESULTS, open_storage

_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class JobLine:
    """A job as its page shows it."""

    id: int
    title: str
    made_at: datetime
    state: str
    """"wacht", "bezig", "klaar" or "mislukt"."""
    progress: str
    """"412 van 1.800", or empty where nothing was counted yet."""
    message: str
    file_name: str | None
    """`None`: there is no file, or no more."""
    size: int | None
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class JobFile:
    """The result of a job, its bytes checked."""

    content: BinaryIO
    name: str
    media_type: str
    size: int


def ask_for(viewer: Viewer, kind: str, *, title: str, arguments: dict[str, Any], form_key: str, at: datetime) -> int:
    """Write a job down once per form, and hand it to the queue after the commit; returns its id.

    Whoever calls has checked that the viewer may ask for this.
    """

    def act(session: Session) -> dict[str, Any]:
        return {"id": write_down(session, viewer, kind, title=title, arguments=arguments, at=at)}

    answer, fresh = once(form_key, person_id=viewer.person_id, at=at, act=act, kind=kind)
    if fresh:
        put_in_queue(answer["id"])
    return int(answer["id"])


def write_down(
    session: Session, viewer: Viewer, kind: str, *, title: str, arguments: dict[str, Any], at: datetime
) -> int:
    """Write a job down in the caller's transaction, which hands it to `put_in_queue` after its commit."""
    job = Job(
        organisation_id=viewer.organisation_id,
        asked_by_id=viewer.person_id,
        kind=kind,
        title=title[:200],
        arguments=arguments,
        made_at=at,
    )
    session.add(job)
    session.flush()
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=f"opdracht.{kind}",
        object_kind="job",
        object_id=job.id,
        at=at,
        details={name: str(value) for name, value in arguments.items()},
    )
    return job.id


def read_job(session: Session, viewer: Viewer, job_id: int, *, at: datetime) -> JobLine | None:
    """Return how far a job of the organisation is, whoever asked for it; its file stays with who did."""
    row = session.scalar(
        select(Job)
        .where(Job.id == job_id, Job.organisation_id == viewer.organisation_id)
        .execution_options(populate_existing=True)
    )
    return None if row is None else replace(_lines([row], at=at)[0], file_name=None)


def unfinished_job(
    session: Session, viewer: Viewer, kind: str, arguments: Mapping[str, Any], *, at: datetime
) -> JobLine | None:
    """Return the last job of the organisation of this kind, with these arguments, that waits or is being done."""
    rows = session.scalars(
        select(Job)
        .where(Job.organisation_id == viewer.organisation_id, Job.kind == kind, Job.state.in_(("wacht", "bezig")))
        .order_by(Job.id.desc())
        .limit(_SHOWN)
    )
    found = next((row for row in rows if row.arguments == arguments), None)
    return None if found is None else replace(_lines([found], at=at)[0], file_name=None)


def own_jobs(session: Session, viewer: Viewer, *, at: datetime, kind: str = "") -> Sequence[JobLine]:
    """List what the viewer asked for, newest first, of one kind or of all; what somebody else asked for is theirs."""
    rows = session.scalars(
        select(Job)
        .where(
            Job.asked_by_id == viewer.person_id,
            Job.organisation_id == viewer.organisation_id,
            Job.kind == kind if kind else true(),
        )
        .order_by(Job.id.desc())
        .limit(_SHOWN)
    )
    return _lines(rows, at=at)


def open_result(session: Session, viewer: Viewer, job_id: int, *, at: datetime) -> JobFile:
    """Hand out the file of one's own job.

    Raises:
        NotFound: not a job of this viewer, it made no file, or the file is past its time.
        Damaged: the bytes are no longer those that were stored.

    """
    row = session.scalar(
        select(Job).where(
            Job.id == job_id, Job.asked_by_id == viewer.person_id, Job.organisation_id == viewer.organisation_id
        )
    )
    if row is None or row.result_name is None:
        raise NotFound
    if row.result_sha256 is None or (row.expires_at is not None and row.expires_at < at):
        raise NotFound("Dit bestand is na zeven dagen opgeruimd. Vraag het opnieuw aan.")
    content = open_storage(state().settings).open(row.organisation_id, row.result_sha256, area=f"{RESULTS}/{row.id}")
    return JobFile(
        content=content,
        name=row.result_name,
        media_type=row.result_type or "application/octet-stream",
        size=row.result_size or 0,
    )


def _lines(rows: Iterable[Job], *, at: datetime) -> tuple[JobLine, ...]:
    """Tell how far they are, and have what was left behind gone on with."""
    found = tuple(rows)
    if any(was_left(row, at=at) for row in found):
        take_up_again()
    return tuple(_line(row, at=at) for row in found)


def _line(row: Job, *, at: datetime) -> JobLine:
    there = row.result_sha256 is not None and (row.expires_at is None or row.expires_at >= at)
    return JobLine(
        id=row.id,
        title=row.title,
        made_at=row.made_at,
        state=row.state,
        progress=_count(row.done, row.total),
        message=row.message,
        file_name=row.result_name if there else None,
        size=row.result_size,
        expires_at=row.expires_at,
    )


def _count(done: int, total: int | None) -> str:
    if total is None:
        return f"{done:,}".replace(",", ".") if done else ""
    return f"{done:,} van {total:,}".replace(",", ".")
