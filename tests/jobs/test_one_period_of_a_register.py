"""The evidence of an organisation holds no period of a register that was not opened (D7, H4)."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
from flask import Flask
from sqlalchemy.orm import Session

from register.evidence.organisation_pack import Selection, ask_for_organisation_pack
from register.jobs.asking import open_result
from register.jobs.queue import work_off
from register.privacy.layers import Audience, Layer, put_layer
from tests.makers import make_logged, make_person, make_registration, make_viewer

KEY = "sleutel-van-de-proef-"


def test_the_list_of_who_opened_one_period_holds_nothing_of_another(
    app: Flask, session: Session, now: datetime
) -> None:
    els = make_person(session, "Els")
    make_registration(session, els, cycle_starts_on=date(2019, 1, 1), cycle_ends_on=date(2023, 12, 31))
    opened = make_registration(session, els)
    make_logged(session, els, title="Van vroeger", held_on=date(2023, 3, 5))
    make_logged(session, els, title="Van nu", held_on=date(2026, 3, 5))
    put_layer(session, make_viewer(session, els), Audience.HR, Layer.LIST, registration_id=opened.id, at=now)
    session.commit()
    hr = make_viewer(session, make_person(session, "Hanna", roles=("hr",)))
    job = ask_for_organisation_pack(hr, Selection(register_id=opened.register_id), form_key=KEY, at=now)

    work_off(app)

    with open_result(session, hr, job, at=now).content as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        lists = [name for name in archive.namelist() if name.startswith("lijsten/")]
        rows = openpyxl.load_workbook(io.BytesIO(archive.read(lists[0])))["Bewijs"].iter_rows(values_only=True)
    assert [row[2] for row in rows] == ["Activiteit", "Van nu"]
