"""The evidence of an organisation (D7): its job, beside typst alone and ZIPs of the same bytes, a folder a person.

Everybody opened all evidence, so that this is the most that such a job can be asked: a certificate per confirmed
activity, a list per group, a dossier per person, a photo with one activity in five.
"""

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from register import db
from register.current import state
from register.evidence.models import Evidence, EvidenceFile
from register.evidence.organisation_choice import Selection
from register.evidence.organisation_pack import ask_for_organisation_pack
from register.evidence.papers.press import FONTS, PRESS
from register.jobs.asking import open_result
from register.jobs.queue import work_off
from register.learning.models import Activity
from register.people.models import Organisation, Person
from register.privacy.layers import Audience, Layer
from register.privacy.models import OpenedLayer
from register.storage import open_storage
from tests.bench.databases import finish, new_sqlite, open_host
from tests.bench.learning_data import NOW, fill_team
from tests.bench.side import Figures, cost_of, memory_now, peak_mib
from tests.makers import make_person, make_viewer

ACTIVITIES = 6
"""Of each person; the last two of each group wait for confirmation and give no certificate."""
_PHOTO = 200_000
_WITH_PHOTO = 5


def ours(rows: int) -> Figures:
    """Do the job as a worker does, from the row that waits to the file that can be fetched."""
    with _organisation(rows) as app, app.app_context():
        job = _ask()
        before = memory_now()
        figures = cost_of(lambda: work_off(app))
        size = _result(job, lambda file: file.seek(0, io.SEEK_END))
        PRESS.close()
    return {"seconds": figures["seconds"], "growth_mib": peak_mib() - before, "result_mb": size / 1e6}


def bare(rows: int) -> Figures:
    """Set the same papers in this process, and read, hash and store the same bytes in ZIPs."""
    with tempfile.TemporaryFile("w+") as jobs, tempfile.TemporaryFile() as made:
        inner = PRESS.ask
        PRESS.ask = lambda job, **how: (jobs.write(f"{json.dumps(job)}\n"), inner(job, **how))[1]  # type: ignore[method-assign]
        with _organisation(rows) as app, app.app_context():
            job = _ask()
            work_off(app)
            _result(job, lambda file: made.write(file.read()))
            PRESS.close()
        jobs.seek(0)
        return cost_of(lambda: _set_and_store(jobs, made))


def _set_and_store(jobs: Any, made: Any) -> None:
    _set_all(jobs)
    _store_all(made)


def _set_all(jobs: Any) -> None:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    for line in jobs:
        job = json.loads(line)
        typst.compile(
            job["source"].encode(),
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": job["data"]},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=job["moment"],
        )


def _store_all(made: Any) -> None:
    """Every person's files hashed and stored in a ZIP, and those in one."""
    with tempfile.TemporaryFile() as target, zipfile.ZipFile(made) as whole, zipfile.ZipFile(target, "w") as outer:
        for name in whole.namelist():
            content = whole.read(name)
            outer.writestr(name, _stored_anew(content) if name.endswith(".zip") else content)


def _stored_anew(pack: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pack)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            hashlib.sha256(content).hexdigest()
            new.writestr(name, content)
    return out.getvalue()


def _ask() -> int:
    session = db.session()
    hanna = make_viewer(session, session.scalars(select(Person).where(Person.subject == "hanna")).one())
    return ask_for_organisation_pack(hanna, Selection(), form_key="sleutel-van-de-meting-", at=NOW)


def _result(job: int, use: Any) -> int:
    session = db.session()
    hanna = make_viewer(session, session.scalars(select(Person).where(Person.subject == "hanna")).one())
    with open_result(session, hanna, job, at=NOW).content as file:
        return int(use(file))


@contextmanager
def _organisation(people: int) -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        url = new_sqlite(Path(folder) / "organisatie.sqlite")
        host = open_host(url)
        with host.app.app_context():
            session = db.session()
            fill_team(session, people=people, activities=ACTIVITIES)
            make_person(session, "Hanna", roles=("hr",))
            _open_everything(session)
            _add_photos(session)
            session.commit()
        finish(url)
        yield host.app
        host.close()


def _open_everything(session: Session) -> None:
    layer = {"audience": Audience.HR.value, "layer": Layer.EVIDENCE.value, "since": NOW}
    people = session.scalars(select(Person.id)).all()
    session.execute(insert(OpenedLayer), [{"person_id": person_id, **layer} for person_id in people])


def _add_photos(session: Session) -> None:
    storage, organisation = open_storage(state().settings), session.scalars(select(Organisation.id)).one()
    for activity in session.scalars(select(Activity).where(Activity.id % _WITH_PHOTO == 0)).all():
        file = EvidenceFile(
            organisation_id=organisation,
            sha256=storage.put(organisation, os.urandom(_PHOTO)),
            media_type="image/jpeg",
            size=_PHOTO,
            stored_at=NOW,
        )
        session.add(file)
        session.flush()
        session.add(
            Evidence(
                file_id=file.id,
                activity_id=activity.id,
                uploaded_by_id=activity.created_by_id,
                name="foto.jpg",
                uploaded_at=NOW,
            )
        )
