"""Bytes that nothing points to are swept up, and nothing else is (bars UP9 and DU7)."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.current import state
from register.db import transaction
from register.evidence.content import CleanFile
from register.evidence.files import attach
from register.evidence.models import EvidenceFile
from register.evidence.sweep import sweep
from register.jobs.queue import do_chores
from register.storage import open_storage
from tests.makers import make_logged, make_person, make_viewer

PDF = CleanFile(content=b"%PDF-1.7 bewijs", media_type="application/pdf", name="lijst.pdf")


def later(**given: float) -> datetime:
    return datetime.now(UTC) + timedelta(**given)


def test_what_no_activity_has_goes_after_two_days_and_not_before(session: Session) -> None:
    settings = state().settings
    organisation_id = make_person(session, "Els").organisation_id
    digest = open_storage(settings).put(organisation_id, b"%PDF-1.7 nooit verstuurd")

    with transaction() as current:
        early = sweep(current, at=later(days=1), settings=settings)
        stayed = open_storage(settings).exists(organisation_id, digest)
        late = sweep(current, at=later(days=2, hours=1), settings=settings)

    assert (early, stayed, late) == (0, True, 1)
    assert not open_storage(settings).exists(organisation_id, digest)


def test_evidence_stays_however_old_it_is(session: Session, now: datetime) -> None:
    settings = state().settings
    els = make_person(session, "Els")
    viewer, activity_id = make_viewer(session, els), make_logged(session, els)
    with transaction() as current:
        attach(current, viewer, activity_id, PDF, at=now, settings=settings)

    with transaction() as current:
        gone = sweep(current, at=later(days=4000), settings=settings)

    assert gone == 0


def test_it_goes_by_itself_and_leaves_what_has_a_row(session: Session, now: datetime) -> None:
    settings = state().settings
    els = make_person(session, "Els")
    viewer, activity_id = make_viewer(session, els), make_logged(session, els)
    loose = open_storage(settings).put(els.organisation_id, b"%PDF-1.7 gewist en toen viel de stroom uit")
    with transaction() as current:
        attach(current, viewer, activity_id, PDF, at=now, settings=settings)

    do_chores(at=later(days=1))
    stayed = open_storage(settings).exists(els.organisation_id, loose)
    do_chores(at=later(days=3))

    left = [digest for _, digest in open_storage(settings).older_than(later(days=1))]
    assert stayed
    assert left == [session.scalars(select(EvidenceFile.sha256)).one()]


def test_what_is_not_ours_in_the_folder_stays(session: Session) -> None:
    settings = state().settings
    make_person(session, "Els")
    folder = open_storage(settings).folder or Path(os.devnull)
    (folder / "lees-mij.txt").write_text("van de beheerder", "utf-8")

    with transaction() as current:
        gone = sweep(current, at=later(days=4000), settings=settings)

    assert gone == 0
    assert (folder / "lees-mij.txt").exists()


def test_the_command_says_how_many_went(app: Flask, session: Session) -> None:
    make_person(session, "Els")

    result = app.test_cli_runner().invoke(args=["register", "evidence", "sweep"])

    assert result.exit_code == 0
    assert result.output == "Opgeruimd: 0 bestanden zonder activiteit.\n"
