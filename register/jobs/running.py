"""Do one job: take it, work on it while giving signs of life, keep its result; exactly one worker at a time (CO10)."""

import os
import secrets
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from register.current import state
from register.db import transaction
from register.errors import RegisterError, Unavailable
from register.faults import without_values
from register.jobs.models import Job
from register.storage import RESULTS, open_storage

SILENT = timedelta(minutes=2)
"""Without a sign of life for so long, a worker is taken for dead."""
BEAT = timedelta(seconds=20)
"""How often a worker gives one by itself, however long a step takes: a large person, or storing gigabytes."""
MOST_ATTEMPTS = 5
KEPT = timedelta(days=7)
"""How long a result can be fetched."""

KINDS: dict[str, str] = {
    "organisatiepakket": "register.evidence.organisation_pack:make_organisation_pack",
    "bewaartermijnen": "register.keeping.retention:run_as_job",
    "mijn-gegevens": "register.keeping.own_data:make_own_data",
    "herberekening": "register.points.versions.recounting:recount_all",
    "doorrekening": "register.points.versions.simulating:simulate_all",
}
"""What a worker can do: the name in the row, and the function that does it (a floor above knows how)."""


class LostJob(Exception):
    """Somebody else took the job over: this worker was silent for too long. It stops without a trace."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a job made: a file in its folder, under the name that people see."""

    path: Path
    name: str
    media_type: str


@dataclass(frozen=True, kw_only=True)
class RunningJob:
    """A job in the hands of this worker."""

    id: int
    organisation_id: int
    asked_by_id: int
    arguments: dict[str, Any]
    step: dict[str, Any]
    """Where an earlier worker got to; empty at the start."""
    worker: str
    folder: Path
    """A folder of the job's own, still there after a crash on this machine; gone when the job ends."""
    at: datetime
    """When the job was asked: what it makes is dated by this, so that going on gives the same."""

    def reached(self, done: int, *, total: int | None = None, step: dict[str, Any] | None = None) -> None:
        """Say how far it is, as a sign of life; `step` is kept and is where the next worker would go on.

        Raises:
            LostJob: another worker has it.

        """
        with transaction() as session:
            values: dict[str, Any] = {"done": done, "total": total, "beat_at": state().now()}
            if step is not None:
                values["step"] = step
            taken = session.execute(update(Job).where(*self.mine()).values(values))
            if taken.rowcount != 1:  # type: ignore[attr-defined]
                raise LostJob

    def beat(self) -> None:
        """Give a sign of life and nothing more."""
        with transaction() as session:
            session.execute(update(Job).where(*self.mine()).values(beat_at=state().now()))

    def mine(self) -> tuple[ColumnElement[bool], ...]:
        """Return the condition that this worker still has the job."""
        return (Job.id == self.id, Job.state == "bezig", Job.worker == self.worker)


Work = Callable[[RunningJob], Result | None]


def run_job(job_id: int) -> bool:
    """Take a job and do it; false where somebody else has it or it is done. Never raises for a failing job."""
    job = _take(job_id, at=state().now())
    if job is None:
        return False
    try:
        with _signs_of_life(job):
            _finish(job, _work_of(job)(job))
    except LostJob:
        return False
    except RegisterError as refused:
        _fail(job, str(refused))
    except Exception as fault:
        reference = secrets.token_hex(4)
        current_app.logger.exception("opdracht %s mislukt (%s)", job_id, reference, exc_info=without_values(fault))
        _fail(job, f"Er ging iets mis bij ons. Probeer het opnieuw; lukt het weer niet, noem dan code {reference}.")
    return True


@contextmanager
def _signs_of_life(job: RunningJob) -> Iterator[None]:
    """Beat beside the work; a worker that is killed takes the thread along, so that the next one takes over."""
    app, done = current_app._get_current_object(), Event()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's way to the real app
    thread = Thread(target=_beat_until, args=(app, job, done), name="leerregister-levensteken", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat_until(app: Flask, job: RunningJob, done: Event) -> None:
    while not done.wait(BEAT.total_seconds()):
        with app.app_context(), suppress(Unavailable):
            job.beat()


def waiting_jobs(session: Session, *, at: datetime) -> tuple[int, ...]:
    """Return the jobs that nobody works on: never started, or left by a worker that went silent; oldest first."""
    return tuple(session.scalars(select(Job.id).where(_free(at)).order_by(Job.id)))


def was_left(job: Job, *, at: datetime) -> bool:
    """Whether nobody gave a sign of life of an unfinished job for so long that whoever had it is taken for dead."""
    return job.state in {"wacht", "bezig"} and (job.beat_at or job.made_at) < at - SILENT


def drop_expired(*, at: datetime) -> int:
    """Throw away results that are past their time, and say how many; the row stays as what was handed out."""
    with transaction() as session:
        rows = session.scalars(select(Job).where(Job.expires_at < at, Job.result_sha256.is_not(None))).all()
        storage = open_storage(state().settings)
        for row in rows:
            storage.clear(f"{RESULTS}/{row.id}")
            row.result_sha256 = None
        return len(rows)


def _free(at: datetime) -> ColumnElement[bool]:
    silent = and_(Job.state == "bezig", Job.beat_at < at - SILENT)
    return or_(Job.state == "wacht", silent)


def _take(job_id: int, *, at: datetime) -> RunningJob | None:
    """Claim a job in one statement: of any number of workers exactly one gets it."""
    worker = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(6)}"
    with transaction() as session:
        taken = session.execute(
            update(Job)
            .where(Job.id == job_id, _free(at))
            .values(state="bezig", worker=worker, beat_at=at, attempts=Job.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            return None
        row = session.get_one(Job, job_id, populate_existing=True)
        if row.attempts > MOST_ATTEMPTS:
            row.state, row.worker, row.finished_at = "mislukt", None, at
            row.message = "Dit lukte na vijf keer proberen niet. Vraag de beheerder om het logboek na te kijken."
            return None
        return RunningJob(
            id=row.id,
            organisation_id=row.organisation_id,
            asked_by_id=row.asked_by_id,
            arguments=dict(row.arguments),
            step=dict(row.step),
            worker=worker,
            folder=_folder(row.id),
            at=row.made_at,
        )


def _work_of(job: RunningJob) -> Work:
    with transaction() as session:
        kind = session.get_one(Job, job.id).kind
    module, _, function = KINDS[kind].partition(":")
    work: Work = getattr(import_module(module), function)
    return work


def _finish(job: RunningJob, result: Result | None) -> None:
    """Store the result first, then say that it is there."""
    values: dict[str, Any] = {"state": "klaar", "worker": None, "finished_at": state().now()}
    if result is not None:
        size = result.path.stat().st_size
        storage = open_storage(state().settings)
        digest = storage.put_file(job.organisation_id, result.path, area=f"{RESULTS}/{job.id}")
        values |= {"result_name": result.name, "result_type": result.media_type, "result_size": size}
        values |= {"result_sha256": digest, "expires_at": state().now() + KEPT}
    with transaction() as session:
        session.execute(update(Job).where(*job.mine()).values(values).execution_options(synchronize_session=False))
    shutil.rmtree(job.folder, ignore_errors=True)


def _fail(job: RunningJob, message: str) -> None:
    values = {"state": "mislukt", "worker": None, "finished_at": state().now(), "message": message[:500]}
    with transaction() as session:
        session.execute(update(Job).where(*job.mine()).values(values).execution_options(synchronize_session=False))
    shutil.rmtree(job.folder, ignore_errors=True)


def _folder(job_id: int) -> Path:
    folder = Path(state().settings.data_folder).absolute() / "opdrachten" / str(job_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
