"""The evidence of an organisation holds no period of a register that was not opened (D7, H4)."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
from flask import Flask
from sqlalchemy.orm import Session

from register.evidence.organisation_choice import Selection
from register.evidence.organisation_pack import ask_for_organisation_pack
from register.jobs.asking import open_result
from register.jobs.queue import work_off
from register.people.models import Registration
from register.privacy.layers import Audience, Layer, put_layer
from tests.makers import make_logged, make_person, make_registration, make_viewer

KEY = "sleutel-van-de-proef-"


def titles(app: Flask, session: Session, what: Selection, now: datetime) -> tuple[list[list[object]], list[str]]:
    """Make the pack, and return the titles in each list, and what the totals say of each registration."""
    hr = make_viewer(session, make_person(session, "Hanna", roles=("hr",)))
    job = ask_for_organisation_pack(hr, what, form_key=KEY, at=now)
    work_off(app)
    with open_result(session, hr, job, at=now).content as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        lists = [name for name in archive.namelist() if name.startswith("lijsten/")]
        books = [openpyxl.load_workbook(io.BytesIO(archive.read(name))) for name in [*lists, "totalen.xlsx"]]
    *found, totals = [[list(row) for row in book.worksheets[0].iter_rows(values_only=True)] for book in books]
    return [[row[2] for row in rows[1:]] for rows in found], [str(row[-1]).partition(":")[0] for row in totals[1:]]


def two_periods(session: Session) -> tuple[Registration, Registration]:
    """Els, registered twice in one register, with an activity in each period."""
    els = make_person(session, "Els")
    older = make_registration(session, els, cycle_starts_on=date(2019, 1, 1), cycle_ends_on=date(2023, 12, 31))
    newer = make_registration(session, els)
    make_logged(session, els, title="Van vroeger", held_on=date(2023, 3, 5))
    make_logged(session, els, title="Van nu", held_on=date(2026, 3, 5))
    return older, newer


def open_list(session: Session, registration: Registration, now: datetime) -> None:
    owner = make_viewer(session, registration.person)
    put_layer(session, owner, Audience.HR, Layer.LIST, registration_id=registration.id, at=now)
    session.commit()


def test_the_list_of_who_opened_one_period_holds_nothing_of_another(
    app: Flask, session: Session, now: datetime
) -> None:
    _, newer = two_periods(session)
    open_list(session, newer, now)

    lists, told = titles(app, session, Selection(register_id=newer.register_id), now)

    assert lists == [["Van nu"]]
    assert told == ["alleen deze totalen", "de lijst van activiteiten (map lijsten)"]


def test_a_period_of_the_past_holds_what_was_learnt_then(app: Flask, session: Session, now: datetime) -> None:
    for one in two_periods(session):
        open_list(session, one, now)
    past = Selection(register_id="skj-jgp", since=date(2023, 1, 1), until=date(2023, 12, 31))

    lists, told = titles(app, session, past, now)

    assert lists == [["Van vroeger"]]
    assert told == ["de lijst van activiteiten (map lijsten)", "niets van deze registratie"]


def test_a_period_of_the_past_that_is_closed_stays_closed(app: Flask, session: Session, now: datetime) -> None:
    open_list(session, two_periods(session)[1], now)
    past = Selection(register_id="skj-jgp", since=date(2023, 1, 1), until=date(2023, 12, 31))

    lists, told = titles(app, session, past, now)

    assert lists == []
    assert told == ["alleen deze totalen", "niets van deze registratie"]


def test_a_period_without_a_registration_has_no_list_and_says_so(app: Flask, session: Session, now: datetime) -> None:
    for one in two_periods(session):
        open_list(session, one, now)
    before = Selection(register_id="skj-jgp", until=date(2018, 12, 31))

    assert titles(app, session, before, now) == ([], ["niets van deze registratie"] * 2)
