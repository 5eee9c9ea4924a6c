"""Jobs for the tests: one that counts slowly with steps that it can go on from, one that fails, one that breaks."""

import os
import time
from pathlib import Path

from register import db
from register.errors import Conflict
from register.jobs.models import Job
from register.jobs.running import KINDS, Result, RunningJob

OURS = {
    "tellen": "tests.jobs.work:count",
    "weigeren": "tests.jobs.work:refuse",
    "stuk": "tests.jobs.work:break_down",
    "noteren": "tests.jobs.work:note",
    "treuzelen": "tests.jobs.work:dawdle",
}


def add_kinds() -> None:
    """Teach a worker the jobs of the tests."""
    KINDS.update(OURS)


def count(job: RunningJob) -> Result:
    """Write a line per number; what an earlier worker wrote after its last step is cut off first."""
    path = job.folder / "geteld.txt"
    done, size = job.step.get("done", 0), job.step.get("size", 0)
    with path.open("ab") as file:
        file.truncate(size)
        for number in range(done + 1, job.arguments["to"] + 1):
            time.sleep(job.arguments.get("pause", 0))
            file.write(f"{number}\n".encode())
            file.flush()
            job.reached(number, total=job.arguments["to"], step={"done": number, "size": file.tell()})
    return Result(path=path, name="geteld.txt", media_type="text/plain")


def refuse(job: RunningJob) -> None:
    """Refuse as a use case does."""
    raise Conflict("Er is niets om te exporteren. Kies een andere periode.")


def break_down(job: RunningJob) -> None:
    """Fail as nobody foresaw."""
    raise RuntimeError("een geheim van binnen")


def note(job: RunningJob) -> None:
    """Write down that this ran, in a file that all processes add to."""
    handle = os.open(Path(job.arguments["file"]), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{job.id}\n".encode())
    os.close(handle)


def dawdle(job: RunningJob) -> Result:
    """Take one long step: until two signs of life were seen that this job did not give itself."""
    seen = {_beat(job)}
    for _ in range(2_000):
        seen.add(_beat(job))
        if len(seen) > 2:
            break
        time.sleep(0.005)
    path = job.folder / "gezien.txt"
    path.write_text(f"{len(seen)}")
    return Result(path=path, name="gezien.txt", media_type="text/plain")


def _beat(job: RunningJob) -> object:
    db.session().rollback()
    return db.session().get_one(Job, job.id, populate_existing=True).beat_at
