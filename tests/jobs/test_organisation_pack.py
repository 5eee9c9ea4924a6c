"""The evidence of an organisation: only what each person opened, whom the choice leaves, and gone on with (D7)."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from register import db
from register.access import Viewer
from register.audit import AuditEntry
from register.errors import NotFound
from register.evidence.models import Evidence, EvidenceFile
from register.evidence.organisation_choice import Selection
from register.evidence.organisation_pack import ask_for_organisation_pack
from register.evidence.papers.press import PRESS, Awaited
from register.jobs.asking import open_result, own_jobs
from register.jobs.models import Job
from register.jobs.queue import work_off
from register.learning.models import Activity
from register.people.models import Membership, Person, RoleGrant
from register.privacy.layers import Audience, Layer, open_layer
from tests.host import Host, make_host
from tests.jobs.workers import done_of, mark_busy, start_workers, wait_until
from tests.makers import NOON, make_logged, make_organisation, make_person, make_registration, make_team, make_viewer
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


def ask(session: Session, hanna: Person, now: datetime, *, key: str = KEY, **what: object) -> int:
    viewer = make_viewer(session, hanna)
    return ask_for_organisation_pack(viewer, Selection(**what), form_key=key, at=now)  # type: ignore[arg-type]


def fetched(session: Session, hanna: Person, job: int, now: datetime) -> zipfile.ZipFile:
    with open_result(session, make_viewer(session, hanna), job, at=now).content as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def packs(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipFile]:
    """The packs of everybody but Hanna, who asked and has nothing."""
    for name in archive.namelist():
        if name.startswith("bewijsmappen/") and "Hanna" not in name:
            yield zipfile.ZipFile(io.BytesIO(archive.read(name)))


def noting(kinds: list[str], really: Callable[..., Awaited]) -> Callable[..., Awaited]:
    """Set papers as ever, and note of which kind they are."""

    def run(asked: dict[str, Any], **how: Any) -> Awaited:
        kinds.append(str(json.loads(asked["data"])["paper"]["kind"]))
        return really(asked, **how)

    return run


def too_much_evidence(session: Session, person: Person) -> Iterator[Evidence]:
    """Rows of files that are together larger than a ZIP of the plain kind may be."""
    activity = session.scalars(select(Activity).where(Activity.created_by_id == person.id)).one()
    for sign in "123":
        file = EvidenceFile(
            organisation_id=person.organisation_id, sha256=sign * 64, media_type="image/jpeg", size=2 * 10**9,
            stored_at=NOON,
        )  # fmt: skip
        session.add(file)
        session.flush()
        yield Evidence(
            file_id=file.id, activity_id=activity.id, uploaded_by_id=person.id, name="x.jpg", uploaded_at=NOON
        )


def totals(archive: zipfile.ZipFile) -> Sequence[Sequence[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(archive.read("totalen.xlsx"))).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def told(archive: zipfile.ZipFile, name: str) -> list[object]:
    """What the totals say that is in the pack of somebody."""
    return [row[-1] for row in totals(archive) if row[0] == f"{name} Vries"]


def lowering(person: Viewer, now: datetime, really: Callable[..., Awaited]) -> Callable[..., Awaited]:
    """Set papers as ever, while somebody opens less from then on."""

    def run(asked: dict[str, Any], **how: Any) -> Awaited:
        open_layer(person, Audience.HR, Layer.LIST, at=now)
        return really(asked, **how)

    return run


def leaver(session: Session, name: str, layer: Layer, now: datetime, **given: Any) -> Person:
    """Somebody whose access was stopped, and whose last day HR does not know."""
    person = member(session, name, layer, now, **given)
    person.deactivated_at = now - timedelta(days=30)
    session.commit()
    return person


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


@pytest.mark.slow
def test_a_pack_gone_on_with_after_a_kill_is_byte_for_byte_the_pack_made_at_once(
    sqlite_afresh: str, tmp_path: Path, now: datetime
) -> None:
    made = make_host(sqlite_afresh, data_folder=tmp_path, clock=lambda: now)
    with made.app.app_context():
        session = db.session()
        hanna = make_person(session, "Hanna", roles=("hr",))
        for number in range(12):
            member(session, f"Anna{number:02d}", Layer.EVIDENCE, now)
        killed = ask(session, hanna, now)
        worker = start_workers(sqlite_afresh, tmp_path, "", 0)
        wait_until(lambda: done_of(killed) >= 3)
        worker.kill()
        worker.wait()
        reached = done_of(killed)
        mark_busy(session, killed, beat_at=now - timedelta(minutes=3))
        whole = ask(session, hanna, now, key=f"{KEY}weer-")

        work_off(made.app)

        session.rollback()
        assert 3 <= reached < 13
        assert session.get_one(Job, killed).result_sha256 == session.get_one(Job, whole).result_sha256
    made.close()


def test_who_opens_less_while_the_pack_is_made_has_the_list_in_it_and_the_totals_say_so(
    app: Flask, session: Session, hanna: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = make_viewer(session, member(session, "Anna", Layer.EVIDENCE, now))
    monkeypatch.setattr(PRESS, "ask", lowering(anna, now, PRESS.ask))
    job = ask(session, hanna, now)

    work_off(app)

    archive = fetched(session, hanna, job, now)
    assert [name for name in archive.namelist() if "Anna" in name] == [f"lijsten/{anna.person_id:06d}-Anna Vries.xlsx"]
    assert told(archive, "Anna") == ["de lijst van activiteiten (map lijsten)"]


def test_what_was_made_of_who_opens_less_since_is_taken_out_and_who_opens_more_keeps_what_was_made(
    app: Flask, session: Session, hanna: Person, now: datetime
) -> None:
    anna, bram = member(session, "Anna", Layer.LIST, now), member(session, "Bram", Layer.EVIDENCE, now)
    carla = member(session, "Carla", Layer.TOTALS, now)
    job = ask(session, hanna, now)
    folder = _data(app) / "opdrachten" / str(job)
    for place, kind, person in (("bewijsmappen", "zip", anna), ("lijsten", "xlsx", bram), ("lijsten", "xlsx", carla)):
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / f"{person.id:06d}-{person.display_name}.{kind}").write_bytes(b"van de vorige")
    session.rollback()

    work_off(app)

    archive = fetched(session, hanna, job, now)
    names = [name.rpartition("/")[2].partition("-")[2] for name in archive.namelist() if "Hanna" not in name]
    assert names == ["Anna Vries.xlsx", "Bram Vries.xlsx", ""]
    assert [told(archive, name)[0] for name in ("Anna", "Bram", "Carla")] == [
        "de lijst van activiteiten (map lijsten)",
        "de lijst van activiteiten (map lijsten)",
        "alleen deze totalen: de medewerker heeft niet alles opengezet",
    ]


@pytest.mark.parametrize(
    "chosen",
    [("", ["Bram", "Hanna"]), ("ook", ["Anna", "Bram", "Hanna"]), ("alleen", ["Anna"])],
    ids=lambda one: one[0],
)
def test_who_left_is_in_it_when_asked_for_with_what_was_opened_and_the_last_day(
    app: Flask, session: Session, hanna: Person, now: datetime, chosen: tuple[str, list[str]]
) -> None:
    service, names = chosen
    anna, _ = leaver(session, "Anna", Layer.EVIDENCE, now), member(session, "Bram", Layer.TOTALS, now)
    erased = make_person(session, "Oud-collega 1")
    erased.deactivated_at = now
    session.commit()
    job = ask(session, hanna, now, service=service)

    work_off(app)

    archive = fetched(session, hanna, job, now)
    packs_of_anna = [name for name in archive.namelist() if name == f"bewijsmappen/{anna.id:06d}-Anna Vries.zip"]
    left = {str(row[0]): row[1] for row in totals(archive) if row[1] is not None}
    day = datetime.combine((now - timedelta(days=30)).date(), datetime.min.time())
    assert [row[0] for row in totals(archive)] == [f"{name} Vries" for name in names]
    assert len(packs_of_anna) == names.count("Anna")
    assert left == ({"Anna Vries": day} if "Anna" in names else {})


def test_who_left_goes_with_the_team_where_they_sat_last(
    app: Flask, session: Session, hanna: Person, now: datetime
) -> None:
    first, last = make_team(session, "Team Eerst"), make_team(session, "Team Laatst")
    anna = leaver(session, "Anna", Layer.TOTALS, now, team=first)
    before = session.scalars(select(Membership).where(Membership.person_id == anna.id)).one()
    before.ends_on = date(2025, 12, 31)
    over = Membership(person_id=anna.id, team_id=last.id, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1))
    session.add(over)
    session.commit()
    jobs = [ask(session, hanna, now, key=f"{KEY}{team.id}", team_id=team.id, service="ook") for team in (first, last)]

    work_off(app)

    nobody, one = jobs
    assert [row[0] for row in totals(fetched(session, hanna, one, now))] == ["Anna Vries"]
    assert session.get_one(Job, nobody).state == "mislukt"


def test_a_list_that_people_share_is_set_once(
    app: Flask, session: Session, hanna: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: list[str] = []
    monkeypatch.setattr(PRESS, "ask", noting(kinds, PRESS.ask))
    anna, bram = (member(session, name, Layer.EVIDENCE, now) for name in ("Anna", "Bram"))
    make_logged(session, anna, others=(bram,), title="Samen")
    job = ask(session, hanna, now)

    work_off(app)

    archive = fetched(session, hanna, job, now)
    lists = [name for pack in packs(archive) for name in pack.namelist() if name.endswith("presentielijst.pdf")]
    assert (len(lists), kinds.count("Presentielijst")) == (2, 1)


def test_without_a_register_everybody_has_a_dossier_for_each_registration(
    app: Flask, session: Session, hanna: Person, now: datetime
) -> None:
    make_registration(session, member(session, "Anna", Layer.EVIDENCE, now), "rp-sw")
    job = ask(session, hanna, now)

    work_off(app)

    anna = next(packs(fetched(session, hanna, job, now)))
    assert [name for name in anna.namelist() if name.startswith("00-dossier")] == [
        "00-dossier-rp-sw-2024-01-01.pdf",
        "00-dossier-skj-jgp-2024-01-01.pdf",
    ]


def test_whom_nothing_can_be_made_of_is_named_with_why_and_the_others_are_there(
    app: Flask, session: Session, hanna: Person, now: datetime
) -> None:
    anna, bram = (member(session, name, Layer.EVIDENCE, now) for name in ("Anna", "Bram"))
    session.add_all(too_much_evidence(session, anna))
    session.commit()
    job = ask(session, hanna, now)

    work_off(app)

    archive = fetched(session, hanna, job, now)
    said = archive.read(f"niet-gelukt/{anna.id:06d}-Anna Vries.txt").decode("utf-8-sig")
    assert said == "Deze bewijsmap wordt groter dan 4 GB. Kies een kortere periode.\n"
    assert f"bewijsmappen/{bram.id:06d}-Bram Vries.zip" in archive.namelist()
    assert told(archive, "Anna") == ["niet gelukt: de reden staat in de map niet-gelukt"]


def test_the_trail_says_of_whom_what_was_made_and_how_many_rows(
    app: Flask, session: Session, hanna: Person, now: datetime
) -> None:
    bram, carla = member(session, "Bram", Layer.LIST, now), member(session, "Carla", Layer.EVIDENCE, now)
    ask(session, hanna, now)

    work_off(app)

    session.rollback()
    lines = session.scalars(select(AuditEntry).where(AuditEntry.act.startswith("export."))).all()
    told = {(line.act, line.object_id): json.loads(line.details).get("rows") for line in lines}
    assert told["export.bewijs", bram.id] == told["export.bewijsmap", carla.id] == 1
    assert [rows for (act, _), rows in told.items() if act == "export.organisatiepakket"] == [3]


def test_who_is_no_hr_any_more_gets_nothing(app: Flask, session: Session, hanna: Person, now: datetime) -> None:
    ask(session, hanna, now)
    session.query(RoleGrant).delete()
    session.commit()

    work_off(app)

    assert "geen HR meer" in own_jobs(session, make_viewer(session, hanna), at=now)[0].message


def test_only_hr_may_ask(session: Session, now: datetime) -> None:
    with pytest.raises(NotFound):
        ask(session, make_person(session, "Els"), now)


def test_a_register_or_team_that_is_not_there_makes_no_job(session: Session, hanna: Person, now: datetime) -> None:
    far = make_team(session, "Ver", organisation=make_organisation(session, "Zuid"))

    with pytest.raises(NotFound):
        ask(session, hanna, now, register_id="rp-onzin")
    with pytest.raises(NotFound):
        ask(session, hanna, now, team_id=far.id)


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
