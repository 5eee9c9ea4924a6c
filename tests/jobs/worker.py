"""Workers of their own: `python -m tests.jobs.worker DATABASE FOLDER QUEUE NUMBER`, until nothing waits."""

import os
import sys
from pathlib import Path

import huey  # noqa: F401 - loaded once, by who splits
from sqlalchemy.orm import configure_mappers

from register.jobs.queue import work_off
from tests.host import Host, make_host
from tests.jobs.work import add_kinds


def made_for(database: str, folder: str, queue: str) -> Host:
    """Make the app, once by who splits: it is connected to nothing yet."""
    return make_host(database, data_folder=Path(folder), REGISTER_JOBS_URL=queue)


def work(made: Host) -> None:
    """Do everything that waits, with connections of this process alone."""
    work_off(made.app)
    made.close()


def fork(number: int) -> list[int]:
    """Split in so many processes; the parent gets their ids, each child an empty list and what was loaded once."""
    configure_mappers()
    children: list[int] = []
    for _ in range(number):
        child = os.fork()
        if child == 0:
            return []
        children.append(child)
    return children


if __name__ == "__main__":
    add_kinds()
    host = made_for(*sys.argv[1:4])
    if children := fork(int(sys.argv[4])):
        sys.exit(max(os.waitpid(child, 0)[1] for child in children) > 0)
    work(host)
