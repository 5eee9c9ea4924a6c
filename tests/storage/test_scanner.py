"""What the scanner finds is refused; what it could not look at waits and is not handed out (bar UP7)."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.current import EXTENSION
from register.errors import Invalid, NotFound, Unavailable
from register.evidence.files import open_evidence, store_evidence
from register.evidence.models import Evidence, EvidenceFile
from register.evidence.scan import scan, scan_waiting
from register.once import as_form_key
from register.people.models import Person
from register.settings import Settings
from tests.evidence import samples
from tests.makers import make_logged, make_person, make_viewer
from tests.storage.fake_clamd import EICAR, scanner

NOBODY_THERE = "tcp://127.0.0.1:1"


@pytest.fixture
def els(session: Session) -> Person:
    return make_person(session, "Els")


def use_scanner(app: Flask, url: str) -> Settings:
    settings: Settings = replace(app.extensions[EXTENSION].settings, scanner_url=url)
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], settings=settings)
    return settings


def hand_in(session: Session, person: Person, content: bytes, settings: Settings, at: datetime) -> int:
    activity = make_logged(session, person)
    return store_evidence(
        make_viewer(session, person), activity, io.BytesIO(content), "lijst.pdf",
        form_key=as_form_key(""), at=at, settings=settings,
    ).id  # fmt: skip


def infected_pdf() -> bytes:
    return samples.pdf() + b"\n% " + EICAR + b"\n"


def test_a_clean_file_is_kept_and_handed_out(app: Flask, session: Session, els: Person, now: datetime) -> None:
    with scanner() as url:
        settings = use_scanner(app, url)
        evidence = hand_in(session, els, samples.pdf(), settings, now)

    with open_evidence(session, make_viewer(session, els), evidence, settings=settings).content as file:
        assert file.read() == samples.pdf()
    assert session.scalars(select(EvidenceFile.scan)).one() == "schoon"


def test_the_test_string_is_refused_and_nothing_is_kept(
    app: Flask, session: Session, els: Person, now: datetime
) -> None:
    with scanner() as url:
        settings = use_scanner(app, url)

        with pytest.raises(Invalid, match="virusscanner vond iets"):
            hand_in(session, els, infected_pdf(), settings, now)

    assert session.scalars(select(EvidenceFile.id)).all() == []


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"stream: ERROR", b"onzin"])
def test_an_unclear_answer_is_never_taken_for_clean(app: Flask, answer: bytes) -> None:
    with scanner(answer) as url:
        assert scan(samples.pdf(), settings=use_scanner(app, url)) == "wacht"


def test_with_the_scanner_down_a_file_waits_and_is_not_handed_out(
    app: Flask, session: Session, els: Person, now: datetime
) -> None:
    settings = use_scanner(app, NOBODY_THERE)

    evidence = hand_in(session, els, samples.pdf(), settings, now)

    with pytest.raises(Unavailable, match="nog niet nagekeken"):
        open_evidence(session, make_viewer(session, els), evidence, settings=settings)


def test_once_the_scanner_is_back_what_waited_is_handed_out(
    app: Flask, session: Session, els: Person, now: datetime
) -> None:
    evidence = hand_in(session, els, samples.pdf(), use_scanner(app, NOBODY_THERE), now)

    with scanner() as url:
        settings = use_scanner(app, url)
        settled = scan_waiting(at=now)

    opened = open_evidence(session, make_viewer(session, els), evidence, settings=settings)
    opened.content.close()
    assert settled == 1


def test_what_waited_and_has_a_virus_is_taken_away(app: Flask, session: Session, els: Person, now: datetime) -> None:
    evidence = hand_in(session, els, infected_pdf(), use_scanner(app, NOBODY_THERE), now)

    with scanner() as url:
        settings = use_scanner(app, url)
        scan_waiting(at=now)

    assert session.scalars(select(Evidence.removed_at)).one() == now
    with pytest.raises(NotFound):
        open_evidence(session, make_viewer(session, els), evidence, settings=settings)
