"""The pack of one person, a photo with each activity: beside typst alone and a ZIP of the same bytes."""

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from register import db
from register.access import Viewer
from register.current import state
from register.evidence.models import Evidence, EvidenceFile
from register.evidence.pack.collect import PackFilter
from register.evidence.pack.make import PackOrder, make_pack
from register.evidence.papers.press import FONTS, PRESS
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.log_activity import log_activity
from register.storage import open_storage
from tests.bench.databases import new_sqlite, open_host
from tests.bench.learning_data import NOW
from tests.bench.side import Figures, cost_of
from tests.makers import make_person, make_registration, make_viewer

_PHOTO = 500_000


def ours(rows: int) -> Figures:
    """Make the pack as the page does: the child that sets the papers is there already."""
    with _person(rows) as (viewer, registration), tempfile.TemporaryFile() as out:
        _make(viewer, PackFilter(person_id=viewer.person_id, since=NOW.date()))
        figures = cost_of(
            lambda: _make(viewer, PackFilter(person_id=viewer.person_id, registration_id=registration), out)
        )
    PRESS.close()
    return {"seconds": figures["seconds"]}


def bare(rows: int) -> Figures:
    """Set the same papers in this process, and store and hash the same bytes."""
    import typst

    jobs: list[dict[str, Any]] = []
    inner = PRESS.ask
    out = io.BytesIO()
    with _person(rows) as (viewer, registration):
        PRESS.ask = lambda job, **how: (jobs.append(job), inner(job, **how))[1]  # type: ignore[method-assign, func-returns-value]
        _make(viewer, PackFilter(person_id=viewer.person_id, registration_id=registration), out)
    PRESS.close()
    with zipfile.ZipFile(out) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])

    def set_and_store() -> None:
        for job in jobs:
            typst.compile(
                job["source"].encode(),
                font_paths=fonts,
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"data": job["data"]},
                pdf_standards=["a-2a", "ua-1"],
                timestamp=job["moment"],
            )
        with tempfile.TemporaryFile() as target, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for name, content in entries:
                hashlib.sha256(content).hexdigest()
                archive.writestr(name, content)

    return cost_of(set_and_store)


def _make(viewer: Viewer, what: PackFilter, out: Any = None) -> None:
    make_pack(viewer, PackOrder(what=what), out or io.BytesIO(), at=NOW, settings=state().settings)


@contextmanager
def _person(rows: int) -> Iterator[tuple[Viewer, int]]:
    with tempfile.TemporaryDirectory() as folder:
        host = open_host(new_sqlite(Path(folder) / "map.sqlite"))
        with host.app.app_context():
            session = db.session()
            els = make_person(session, "Els")
            registration = make_registration(session, els).id
            for number in range(rows):
                _activity(make_viewer(session, els), number)
            yield make_viewer(session, els), registration
        host.close()


def _activity(viewer: Viewer, number: int) -> None:
    meeting = SessionEntry(
        held_on=(NOW - timedelta(days=1 + 4 * number)).date(),
        gross_minutes=120,
        participants=(Participant(person_id=viewer.person_id),),
    )
    entry = ActivityEntry(kind="intervisie", title=f"Intervisie {number}", sessions=(meeting,))
    activity_id = log_activity(viewer, entry, at=NOW, today=NOW.date()).activity_id
    digest = open_storage(state().settings).put(viewer.organisation_id, os.urandom(_PHOTO))
    with db.transaction() as current:
        file = EvidenceFile(
            organisation_id=viewer.organisation_id, sha256=digest, media_type="image/jpeg", size=_PHOTO, stored_at=NOW
        )
        current.add(file)
        current.flush()
        current.add(
            Evidence(
                file_id=file.id,
                activity_id=activity_id,
                uploaded_by_id=viewer.person_id,
                name="foto.jpg",
                uploaded_at=NOW,
            )
        )
