"""A job is asked once and done once, tells how far it is, survives its worker, and its result goes after a week."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from register import db
from register.access import Viewer
from register.audit import AuditEntry
from register.current import EXTENSION
from register.errors import NotFound
from register.jobs import running
from register.jobs.asking import ask_for, open_result, own_jobs
from register.jobs.models import Job
from register.jobs.queue import queue_of, work_off
from register.jobs.running import KEPT, drop_expired, run_job, waiting_jobs
from register.settings import Settings
from tests.host import make_host
from tests.jobs.workers import done_of, mark_busy, start_workers, wait_until
from tests.makers import make_person, make_viewer

KEY = "sleutel-van-de-proef-"


@pytest.fixture
def hr(session: Session) -> Viewer:
    return make_viewer(session, make_person(session, "Hanna", roles=("hr",)))


def ask(viewer: Viewer, now: datetime, kind: str = "tellen", *, key: str = KEY, **arguments: Any) -> int:
    return ask_for(viewer, kind, title="Tellen", arguments={"to": 3, **arguments}, form_key=key, at=now)


def test_a_job_is_done_and_its_result_can_be_fetched(app: Flask, session: Session, hr: Viewer, now: datetime) -> None:
    job = ask(hr, now)

    done = work_off(app)

    with open_result(session, hr, job, at=now).content as file:
        assert file.read() == b"1\n2\n3\n"
    line = own_jobs(session, hr, at=now)[0]
    assert (done, line.state, line.progress, line.file_name) == (1, "klaar", "3 van 3", "geteld.txt")


def test_the_same_form_asks_once(app: Flask, session: Session, hr: Viewer, now: datetime) -> None:
    first, second = ask(hr, now), ask(hr, now)

    assert (first, work_off(app)) == (second, 1)


def test_asking_is_in_the_trail(session: Session, hr: Viewer, now: datetime) -> None:
    ask(hr, now)

    assert session.scalars(select(AuditEntry.act)).all() == ["opdracht.tellen"]


def test_somebody_elses_job_does_not_exist(app: Flask, session: Session, hr: Viewer, now: datetime) -> None:
    job = ask(hr, now)
    work_off(app)
    other = make_viewer(session, make_person(session, "Ida", roles=("hr",)))

    with pytest.raises(NotFound):
        open_result(session, other, job, at=now)
    assert own_jobs(session, other, at=now) == ()


def test_a_refusal_says_why_and_what_to_do(app: Flask, session: Session, hr: Viewer, now: datetime) -> None:
    ask(hr, now, "weigeren")

    work_off(app)

    line = own_jobs(session, hr, at=now)[0]
    assert (line.state, line.message) == ("mislukt", "Er is niets om te exporteren. Kies een andere periode.")


def test_a_fault_shows_a_code_and_nothing_from_inside(app: Flask, session: Session, hr: Viewer, now: datetime) -> None:
    ask(hr, now, "stuk")

    work_off(app)

    line = own_jobs(session, hr, at=now)[0]
    assert line.state == "mislukt"
    assert "noem dan code" in line.message
    assert "geheim" not in line.message


def test_a_result_goes_after_a_week_and_the_row_stays(app: Flask, session: Session, hr: Viewer, now: datetime) -> None:
    job = ask(hr, now)
    work_off(app)

    gone = drop_expired(at=now + KEPT + timedelta(days=1))

    assert gone == 1
    with pytest.raises(NotFound, match="zeven dagen"):
        open_result(session, hr, job, at=now)
    assert own_jobs(session, hr, at=now)[0].file_name is None


def test_a_job_in_hand_is_not_given_to_another(session: Session, hr: Viewer, now: datetime) -> None:
    job = ask(hr, now)
    mark_busy(session, job, beat_at=now)

    assert run_job(job) is False
    assert waiting_jobs(session, at=now) == ()


def test_a_silent_worker_loses_its_job_after_two_minutes(session: Session, hr: Viewer, now: datetime) -> None:
    job = ask(hr, now)
    mark_busy(session, job, beat_at=now)

    assert waiting_jobs(session, at=now + timedelta(minutes=2, seconds=1)) == (job,)


def test_a_long_step_gives_signs_of_life_by_itself(
    sqlite_afresh: str, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BEAT", timedelta(milliseconds=10))
    ticks = count()
    made = make_host(sqlite_afresh, data_folder=tmp_path, clock=lambda: now + timedelta(seconds=next(ticks)))
    with made.app.app_context():
        hr = make_viewer(db.session(), make_person(db.session(), "Hanna", roles=("hr",)))
        job = ask(hr, now, "treuzelen")

        work_off(made.app)

        with open_result(db.session(), hr, job, at=now).content as file:
            assert file.read() == b"3"
    made.close()


def test_a_job_that_kills_its_worker_five_times_is_given_up(session: Session, hr: Viewer, now: datetime) -> None:
    job = ask(hr, now)
    row = session.get_one(Job, job)
    row.attempts = 5
    session.commit()

    assert run_job(job) is False
    assert "vijf keer" in own_jobs(session, hr, at=now)[0].message


def test_a_queue_that_is_away_loses_nothing(app: Flask, session: Session, hr: Viewer, now: datetime) -> None:
    settings = app.config | {"REGISTER_JOBS_URL": "redis://127.0.0.1:1/0"}
    mounted = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(mounted, settings=Settings.from_config(settings))
    job = ask(hr, now)
    app.extensions[EXTENSION] = mounted

    assert waiting_jobs(session, at=now) == (job,)
    assert work_off(app) == 1


def test_a_worker_killed_with_signal_9_is_gone_on_from_its_last_step(
    sqlite_afresh: str, tmp_path: Path, now: datetime
) -> None:
    assert_gone_on_after_a_kill(sqlite_afresh, tmp_path, now, "")


def test_what_a_killed_web_server_left_goes_on_when_its_page_is_looked_at(
    sqlite_afresh: str, tmp_path: Path, now: datetime
) -> None:
    made = make_host(sqlite_afresh, data_folder=tmp_path, clock=lambda: now)
    with made.app.app_context():
        hr = make_viewer(db.session(), make_person(db.session(), "Hanna", roles=("hr",)))
        job, queue = ask(hr, now), queue_of(made.app)
        queue.huey.flush()
        mark_busy(db.session(), job, beat_at=now - timedelta(minutes=3))
        made.app.testing = False

        seen = own_jobs(db.session(), hr, at=now)[0].state
        queue.threads[0].join(20)
        db.session().rollback()

        assert (seen, own_jobs(db.session(), hr, at=now)[0].state) == ("bezig", "klaar")
    made.close()


def test_a_queue_whose_file_is_damaged_keeps_no_page_with_jobs_away(
    sqlite_afresh: str, tmp_path: Path, now: datetime
) -> None:
    made = make_host(sqlite_afresh, data_folder=tmp_path, clock=lambda: now)
    (tmp_path / "wachtrij.sqlite").write_bytes(b"geen database" * 400)
    with made.app.app_context():
        hr = make_viewer(db.session(), make_person(db.session(), "Hanna", roles=("hr",)))
        job = ask(hr, now)
        mark_busy(db.session(), job, beat_at=now - timedelta(minutes=3))
        made.app.testing = False

        assert [one.state for one in own_jobs(db.session(), hr, at=now)] == ["bezig"]
    made.close()


@pytest.mark.slow
def test_a_worker_of_redis_that_is_killed_is_gone_on_from_its_last_step(
    postgresql_afresh: str, redis_url: str, tmp_path: Path, now: datetime
) -> None:
    assert_gone_on_after_a_kill(postgresql_afresh, tmp_path, now, redis_url)


def assert_gone_on_after_a_kill(database: str, folder: Path, now: datetime, queue: str) -> None:
    made = make_host(database, data_folder=folder, clock=lambda: now, REGISTER_JOBS_URL=queue)
    with made.app.app_context():
        hr = make_viewer(db.session(), make_person(db.session(), "Hanna", roles=("hr",)))
        job = ask(hr, now, to=20, pause=0.1)
        worker = start_workers(database, folder, queue, 0)
        wait_until(lambda: done_of(job) >= 4)
        worker.kill()
        worker.wait()
        reached = done_of(job)
        mark_busy(db.session(), job, beat_at=now - timedelta(minutes=3))

        work_off(made.app)

        with open_result(db.session(), hr, job, at=now).content as file:
            assert file.read().split() == [str(number).encode() for number in range(1, 21)]
        assert 4 <= reached < 20
        assert db.session().get_one(Job, job).attempts == 2
    made.close()


def test_four_processes_do_each_job_once_from_the_embedded_queue(
    sqlite_afresh: str, tmp_path: Path, now: datetime
) -> None:
    assert_each_done_once(sqlite_afresh, tmp_path, now, "")


def test_four_processes_do_each_job_once_from_redis(
    postgresql_afresh: str, redis_url: str, tmp_path: Path, now: datetime
) -> None:
    assert_each_done_once(postgresql_afresh, tmp_path, now, redis_url)


def assert_each_done_once(database: str, folder: Path, now: datetime, queue: str) -> None:
    made = make_host(database, data_folder=folder, REGISTER_JOBS_URL=queue)
    notes = folder / "notities.txt"
    with made.app.app_context():
        hr = make_viewer(db.session(), make_person(db.session(), "Hanna", roles=("hr",)))
        asked = [ask(hr, now, "noteren", key=f"{KEY}{number}", file=str(notes)) for number in range(12)]

    outcome = start_workers(database, folder, queue, 4).wait(timeout=120)

    assert outcome == 0
    assert sorted(map(int, notes.read_text().split())) == asked
    made.close()
