"""The processes of the concurrency test: each reads a number and writes it back one higher, many times.

`python -m tests.security.adds_up DATABASE ENGINE TIMES PROCESSES`: loaded once, split before anything is connected.
"""

import os
import random
import sys
import time

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from pysqlite3 import dbapi2
from sqlalchemy import select

from register import models  # noqa: F401 - the mappers need each other
from register.db import prepare_sqlite, session, transaction
from register.errors import Conflict, Unavailable
from register.learning.models import Group
from tests.jobs.worker import fork


def add_up(url: str, engine: str, times: int) -> None:
    """Count, and try again whenever somebody else was first."""
    app = Flask("adds_up")
    own = engine == "own"
    sqlite = {"module": dbapi2} if own else {"connect_args": {"timeout": 60}}
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=sqlite if url.startswith("sqlite") else {})
    database = SQLAlchemy(app)
    with app.app_context():
        if own:
            prepare_sqlite(database.engine)
    for _ in range(times):
        while not _one_more(app):
            time.sleep(random.uniform(0, 0.02))


def _one_more(app: Flask) -> bool:
    with app.app_context():
        try:
            with transaction():
                group = session().scalars(select(Group)).one()
                group.minutes += 1
        except (Conflict, Unavailable):
            return False
        return True


if __name__ == "__main__":
    if children := fork(int(sys.argv[4])):
        sys.exit(sum(os.waitpid(child, 0)[1] > 0 for child in children))
    random.seed()  # each waits a time of its own
    add_up(sys.argv[1], sys.argv[2], int(sys.argv[3]))
