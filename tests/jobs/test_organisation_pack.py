"""The evidence of an organisation: only what each person opened, whom the choice leaves, and gone on with (D7)."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from register.errors import NotFound
from register.evidence.organisation_pack import Selection, ask_for_organisation_pack
from register.jobs.asking import open_result, own_jobs
from register.jobs.models import Job
from register.jobs.queue import work_off
from register.people.models import Person, RoleGrant
from register.privacy.layers import Audience, Layer, open_layer
from tests.host import Host
from tests.makers import make_logged, make_person, make_registration, make_team, make_viewer
from tests.pages.reading import open_form, send, soup

KEY = "sleutel-van-de-proef-"


@pytest.fixture
def hanna(session: Session) -> Person:
    return make_person(session, "Hanna", roles=("hr",))


def member(session: Session, name: str, layer: Layer, now: datetime, **given: Any) -> Person:
    person = make_person(session, name, **given)
    make_registration(session, person)
    make_logged(session, person, title=f"Geheim van {name}")
    open_layer(make_viewer(session, person), Audience.HR, layer, at=now)
    return person


def ask(session: Session, hanna: Person, now: datetime, **what: object) -> int:
    viewer = make_viewer(session, hanna)
    return ask_for_organisation_pack(viewer, Selection(**what), form_key=KEY, at=now)  # type: ignore[arg-type]


def fetched(session: Session, hanna: Person, job: int, now: datetime) -> zipfile.ZipFile:
    with open_result(session, make_viewer(session, hanna), job, at=now).content as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def totals(archive: zipfile.ZipFile) -> Sequence[Sequence[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(archive.read("totalen.xlsx"))).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_of_each_person_comes_what_that_person_opened_and_no_more(
    app: Flask, session: Session, hanna: Person, now: datetime
) -> None:
    for name, layer in (("Anna", Layer.TOTALS), ("Bram", Layer.LIST), ("Carla", Layer.EVIDENCE)):
        member(session, name, layer, now)
    job = ask(session, hanna, now)

    work_off(app)

    archive = fetched(session, hanna, job, now)
    names = [name.partition("-")[2] or name for name in archive.namelist()]
    assert names == ["Hanna Vries.zip", "Carla Vries.zip", "Bram Vries.xlsx", "totalen.xlsx"]
    assert [row[0] for row in totals(archive)] == ["Anna Vries", "Bram Vries", "Carla Vries", "Hanna Vries"]
    assert b"Geheim van Anna" not in b"".join(archive.read(name) for name in archive.namelist())


def test_a_team_a_register_and_readiness_choose(app: Flask, session: Session, hanna: Person, now: datetime) -> None:
    team = make_team(session)
    member(session, "Anna", Layer.TOTALS, now, team=team)
    member(session, "Bram", Layer.TOTALS, now)
    job = ask(session, hanna, now, team_id=team.id, register_id="skj-jgp", readiness="mist")

    work_off(app)

    assert [row[0] for row in totals(fetched(session, hanna, job, now))] == ["Anna Vries"]


def test_nobody_left_is_said_with_what_to_do(app: Flask, session: Session, hanna: Person, now: datetime) -> None:
    ask(session, hanna, now, register_id="rp-sw", since=date(2026, 1, 1))

    work_off(app)

    line = own_jobs(session, make_viewer(session, hanna), at=now)[0]
    assert (line.state, line.message.startswith("Niemand past bij deze keuze.")) == ("mislukt", True)


def test_progress_is_told_in_people(app: Flask, session: Session, hanna: Person, now: datetime) -> None:
    member(session, "Anna", Layer.TOTALS, now)
    ask(session, hanna, now)

    work_off(app)

    assert own_jobs(session, make_viewer(session, hanna), at=now)[0].progress == "2 van 2"


def test_what_a_killed_worker_made_is_not_made_again(
    app: Flask, session: Session, hanna: Person, now: datetime
) -> None:
    carla = member(session, "Carla", Layer.LIST, now)
    job = ask(session, hanna, now)
    folder = session.get_one(Job, job).id
    place = _data(app) / "opdrachten" / str(folder) / "lijsten"
    place.mkdir(parents=True)
    (place / f"{carla.id:06d}-Carla Vries.xlsx").write_bytes(b"van de vorige")
    (place / f"{carla.id:06d}-half.deel").write_bytes(b"half")
    name = f"lijsten/{carla.id:06d}-Carla Vries.xlsx"
    session.rollback()

    work_off(app)

    archive = fetched(session, hanna, job, now)
    assert archive.read(name) == b"van de vorige"
    assert not [name for name in archive.namelist() if name.endswith("deel")]


def test_who_is_no_hr_any_more_gets_nothing(app: Flask, session: Session, hanna: Person, now: datetime) -> None:
    ask(session, hanna, now)
    session.query(RoleGrant).delete()
    session.commit()

    work_off(app)

    assert "geen HR meer" in own_jobs(session, make_viewer(session, hanna), at=now)[0].message


def test_only_hr_may_ask(session: Session, now: datetime) -> None:
    with pytest.raises(NotFound):
        ask(session, make_person(session, "Els"), now)


def test_the_page_asks_and_hands_out(host: Host, app: Flask, session: Session, hanna: Person) -> None:
    client, path = host.client("hanna"), "/export/organisatie"
    values = open_form(client, path, "form[action$=organisatie]")

    answer = send(client, values, path)
    waiting = soup(client.get("/leerregister/export/organisatie"))
    session.rollback()
    work_off(app)
    done = soup(client.get("/leerregister/export/organisatie"))

    assert answer.status_code == 302
    assert "wacht" in waiting.select_one("#rg-jobs .rg-st").text  # type: ignore[union-attr]
    link = done.select_one("#rg-jobs a[download]")
    assert link is not None
    file = client.get(str(link["href"]))
    assert file.data.startswith(b"PK")
    file.close()


def _data(app: Flask) -> Path:
    return Path(app.config["REGISTER_DATA_FOLDER"])
