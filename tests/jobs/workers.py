"""Start workers, look how far they are, and leave a job as a killed one does."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from register import db
from register.jobs.models import Job


def start_workers(database: str, folder: Path, queue: str, number: int) -> subprocess.Popen[bytes]:
    """Start one process, or one that splits in so many."""
    return subprocess.Popen([sys.executable, "-m", "tests.jobs.worker", database, str(folder), queue, str(number)])


def wait_until(true: Callable[[], bool]) -> None:
    """Look every tenth of a second, for half a minute."""
    for _ in range(300):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come so far")


def done_of(job: int) -> int:
    """How far a job is, as another process wrote it."""
    db.session().rollback()
    return db.session().get_one(Job, job, populate_existing=True).done


def mark_busy(session: Session, job: int, *, beat_at: datetime) -> None:
    """Put a job in the hands of a worker whose last sign of life was then."""
    row = session.get_one(Job, job, populate_existing=True)
    row.state, row.worker, row.beat_at = "bezig", row.worker or "een ander", beat_at
    session.commit()
