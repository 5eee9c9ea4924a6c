"""The queue (*wachtrij*): Huey on an SQLite file, or on Redis by `REGISTER_JOBS_URL`; it carries ids and no more."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask import Flask, current_app

from register.current import EXTENSION, State, state
from register.db import now, session
from register.faults import without_values
from register.jobs.running import drop_expired, run_job, waiting_jobs
from register.settings import Settings

if TYPE_CHECKING:
    from huey import Huey

_EXTENSION = "register_jobs"
CHORES = (
    "register.evidence.scan:scan_waiting",
    "register.culture.followup.due:make_due",
    "register.learning.outsiders.links:forget_old_addresses",
    "register.evidence.notices:give_notices",
    "register.notices.weekly:write_weekly",
    "register.keeping.leavers:offer_dossiers",
    "register.keeping.retention:tidy_up",
    "register.evidence.sweep:sweep_by_itself",
    "register.keeping.verify:verify_daily",
    "register.sqlite_statistics:keep_statistics",
    "register.notices.sending:send_waiting",
)
"""What comes by itself; each may be done any number of times."""
_BETWEEN_CHORES = timedelta(hours=1)
_PAUSE = 1.0
"""Seconds between two looks at an empty queue."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What one call did: how many jobs, and what each chore that went well said, by its name."""

    jobs: int
    chores: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Queue:
    """The queue of one app, with the thread that works it off where nobody else does."""

    settings: Settings
    huey: "Huey"
    embedded: bool
    task: Any
    lock: threading.Lock = field(default_factory=threading.Lock)
    threads: list[threading.Thread] = field(default_factory=list)


def queue_of(app: Flask) -> Queue:
    """Return the queue of an app, made at its first use, and anew when the settings are others."""
    settings = cast("State", app.extensions[EXTENSION]).settings
    found: Queue | None = app.extensions.get(_EXTENSION)
    if found is None or found.settings != settings:
        found = app.extensions[_EXTENSION] = _make(app, settings)
    return found


def put_in_queue(job_id: int) -> None:
    """Hand a committed job to the queue. A queue that is away loses nothing: the row waits, and is taken up later."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's way to the real app
    try:
        queue = queue_of(app)
        queue.task(job_id)
    except Exception as away:  # noqa: BLE001 - the border of the queue: whatever it raises, the row still waits
        app.logger.warning("de wachtrij doet het niet (%s): opdracht %s wacht", type(away).__name__, job_id)
        return
    if queue.embedded and not app.testing:
        _wake(app, queue)


def take_up_again() -> None:
    """Work off the queue where nobody else does: what a killed web server left goes on once somebody looks at it.

    The thread that wakes claims each job in one statement, so it does not matter who else looks at that moment.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's way to the real app
    try:
        queue = queue_of(app)
    except Exception as away:  # noqa: BLE001 - the border of the queue: a page with jobs shows also without it
        app.logger.warning("de wachtrij doet het niet (%s): wat bleef liggen, wacht", type(away).__name__)
        return
    if queue.embedded and not app.testing:
        _wake(app, queue)


def work_off(app: Flask) -> int:
    """Do every job that waits now, also what a dead worker left; returns how many jobs this call did."""
    return do_all(app).jobs


def do_all(app: Flask, *, chores: bool = False) -> Done:
    """Do every job that waits now, also what a dead worker left.

    With `chores` also what comes by itself: scanning what waits in quarantine, notices, the weekly message.
    """
    queue = queue_of(app)
    done = 0
    while (task := queue.huey.dequeue()) is not None:
        done += bool(queue.huey.execute(task))
    with app.app_context():
        drop_expired(at=state().now())
        told = do_chores(at=state().now()) if chores else {}
        done += sum(run_job(job_id) for job_id in waiting_jobs(session(), at=state().now()))
    return Done(jobs=done, chores=told)


def work_on(app: Flask, *, stop: threading.Event) -> None:
    """Work until told to stop: what comes in, and once a minute what was left behind."""
    queue = queue_of(app)
    looked = tidied = None
    while not stop.is_set():
        task = queue.huey.dequeue()
        if task is not None:
            queue.huey.execute(task)
            continue
        if looked is None or (now() - looked).total_seconds() > 60:  # noqa: PLR2004 - a minute
            looked = now()
            due = tidied is None or looked - tidied > _BETWEEN_CHORES
            do_all(app, chores=due)
            tidied = looked if due else tidied
        stop.wait(_PAUSE)


def do_chores(*, at: datetime) -> dict[str, Any]:
    """Do each chore; one that fails is logged and leaves the others alone. Returns what each said, by its name."""
    told: dict[str, Any] = {}
    for chore in CHORES:
        module, _, function = chore.partition(":")
        try:
            told[function] = getattr(import_module(module), function)(at=at)
        except Exception as fault:
            current_app.logger.exception("klus %s mislukt", function, exc_info=without_values(fault))
    return told


def _wake(app: Flask, queue: Queue) -> None:
    """Start the one thread of this process that works off the queue; it ends when nothing waits."""
    with queue.lock:
        if any(thread.is_alive() for thread in queue.threads):
            return
        thread = threading.Thread(target=work_off, args=(app,), name="leerregister-opdrachten", daemon=True)
        queue.threads[:] = [thread]
        thread.start()


def _make(app: Flask, settings: Settings) -> Queue:
    """Make the queue. Huey brings drivers of databases along: it is loaded where a job is, not at mounting."""
    from huey import RedisHuey, SqliteHuey
    from huey.serializer import SignedSerializer

    serializer = SignedSerializer(secret=str(app.secret_key), salt="leerregister-opdrachten")
    common: dict[str, Any] = {"results": False, "serializer": serializer}
    embedded = urlsplit(settings.jobs_url).scheme not in {"redis", "rediss"}
    if embedded:
        folder = Path(settings.data_folder).absolute()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = str(folder / "wachtrij.sqlite")
        huey: Huey = SqliteHuey("leerregister", filename=file, journal_mode="truncate", timeout=10, **common)
    else:
        huey = RedisHuey("leerregister", url=settings.jobs_url, blocking=False, **common)

    def do(job_id: int) -> bool:
        with app.app_context():
            return run_job(job_id)

    return Queue(settings=settings, huey=huey, embedded=embedded, task=huey.task(name="leerregister_opdracht")(do))
