"""Bytes and rows stay together: whatever is killed, no row is without its file, nor a file without a row (UP9, DU7)."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.db import transaction
from register.evidence.files import remove_evidence
from register.evidence.models import Evidence, EvidenceFile
from register.evidence.pack.stored import broken_files
from register.evidence.sweep import forget_removed, sweep
from register.people.models import Person
from register.settings import Settings
from tests.conftest import NOW
from tests.evidence import samples
from tests.makers import make_logged, make_person, make_viewer
from tests.pack.making import hand_in

LATER = datetime.now(UTC) + timedelta(days=5)
ROOT = Path(__file__).parents[2]


def stored(settings: Settings) -> list[Path]:
    folder = Path(settings.data_folder) / "files"
    return sorted(path for path in folder.rglob("*") if path.is_file())


def rows_and_files(session: Session, settings: Settings) -> tuple[int, int]:
    session.rollback()
    return session.scalar(select(func.count(EvidenceFile.id))) or 0, len(stored(settings))


def clean_up(session: Session, settings: Settings, at: datetime) -> None:
    with transaction() as current:
        forget_removed(current, at=at)
    with transaction() as current:
        sweep(current, at=at, settings=settings)
    session.rollback()


def killed(app: Flask, person: Person, activity: int, settings: Settings, *, times: int) -> list[str]:
    """Hand in files in processes that are killed at each step in turn; how they ended."""
    given = (app.config["SQLALCHEMY_DATABASE_URI"], settings.data_folder, person.id, activity, times)
    run = subprocess.run(
        [sys.executable, "-m", "tests.pack.uploading", *map(str, given)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60 + 30 * times * 5,
        check=True,
    )
    return run.stdout.split()


def test_a_kill_at_each_step_of_an_upload_leaves_no_row_without_its_file(
    app: Flask, session: Session, settings: Settings
) -> None:
    els = make_person(session, "Els")
    activity = make_logged(session, els)
    organisation_id = els.organisation_id
    session.commit()

    ended = killed(app, els, activity, settings, times=1)
    rows, files = rows_and_files(session, settings)
    broken = list(broken_files(session, organisation_id, settings=settings))
    clean_up(session, settings, LATER)

    assert ended == ["-9"] * 5
    assert (rows, files >= 1, broken) == (1, True, [])
    assert rows_and_files(session, settings) == (1, 1)


@pytest.mark.slow
def test_twenty_kills_at_each_step(app: Flask, session: Session, settings: Settings) -> None:
    els = make_person(session, "Els")
    activity = make_logged(session, els)
    organisation_id = els.organisation_id
    session.commit()

    ended = killed(app, els, activity, settings, times=20)
    broken = list(broken_files(session, organisation_id, settings=settings))
    clean_up(session, settings, LATER)

    assert (len(ended), set(ended), broken) == (100, {"-9"}, [])
    assert rows_and_files(session, settings) == (20, 20)


def test_the_same_bytes_are_stored_once_and_go_with_the_last_who_has_them(session: Session, settings: Settings) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    first, second = make_logged(session, els), make_logged(session, els)
    one = hand_in(session, els, first, "lijst.pdf", samples.pdf(), settings)
    two = hand_in(session, els, second, "kopie.pdf", samples.pdf(), settings)
    once_stored = rows_and_files(session, settings)

    remove_evidence(viewer, one, at=NOW)
    clean_up(session, settings, LATER)
    still_held = rows_and_files(session, settings)
    remove_evidence(viewer, two, at=LATER)
    clean_up(session, settings, LATER + timedelta(hours=23))
    within_a_day = rows_and_files(session, settings)
    clean_up(session, settings, LATER + timedelta(hours=25))
    forgotten = rows_and_files(session, settings)
    clean_up(session, settings, LATER + timedelta(hours=26))

    assert (once_stored, still_held, within_a_day) == ((1, 1), (1, 1), (1, 1))
    assert forgotten == (0, 0)
    assert session.scalar(select(func.count(Evidence.id))) == 0
