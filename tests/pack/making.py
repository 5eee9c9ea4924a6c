"""A person with evidence, and the pack of it."""

import hashlib
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from register.current import EXTENSION
from register.evidence.files import store_evidence
from register.evidence.pack.collect import PackContent, PackFilter
from register.evidence.pack.make import MadePack, PackOrder, make_pack
from register.once import as_form_key
from register.people.models import Person
from register.settings import Settings
from tests.conftest import NOW
from tests.evidence import samples
from tests.makers import make_logged, make_person, make_registration, make_viewer


class PlainPapers:
    """Documents of a few bytes: what is in the PDFs is tested with the PDFs."""

    def dossier(self, *_: object, **__: object) -> Any:
        return iter([("00-dossier.pdf", b"%PDF-1.7 dossier")])

    def of_activities(self, _session: object, _viewer: object, content: PackContent, **__: object) -> Any:
        return iter([[("certificaat.pdf", b"%PDF-1.7 certificaat")] for _ in content.activities])

    def closing(self, *_: object, **__: object) -> Any:
        return iter(())


def settings_of(app: Flask) -> Settings:
    found: Settings = app.extensions[EXTENSION].settings
    return found


def hand_in(  # noqa: PLR0917 - a short hand for every test
    session: Session, person: Person, activity_id: int, name: str, content: bytes, settings: Settings
) -> int:
    kept = store_evidence(
        make_viewer(session, person),
        activity_id,
        io.BytesIO(content),
        name,
        form_key=as_form_key(""),
        at=NOW,
        settings=settings,
    )
    return kept.id


def make_els(session: Session, settings: Settings) -> tuple[Person, int]:
    """Els in the youth register, with two activities: one with two files, one with none. Her registration's id."""
    els = make_person(session, "Els", prefix="de")
    registration = make_registration(session, els, "skj-jgp", number="123456789")
    first = make_logged(session, els, title="Intervisie over grenzen", held_on=date(2026, 3, 5))
    make_logged(session, els, title="Intervisie: praten & zwijgen?", held_on=date(2026, 4, 9))
    hand_in(session, els, first, "lijst.pdf", samples.pdf(), settings)
    hand_in(session, els, first, "foto.png", samples.picture("PNG"), settings)
    return els, registration.id


def pack_of(
    session: Session, els: Person, settings: Settings, *, at: datetime = NOW, **given: Any
) -> tuple[io.BytesIO, MadePack]:
    out = io.BytesIO()
    viewer = make_viewer(session, given.pop("viewer", els))
    without_damaged = given.pop("without_damaged", False)
    papers = given.pop("papers", PlainPapers())
    order = PackOrder(
        what=PackFilter(person_id=els.id, **given),
        verify_url="https://intranet.voorbeeld/bewijs-controleren",
        without_damaged=without_damaged,
        papers=papers,
    )
    made = make_pack(viewer, order, out, at=at, settings=settings)
    out.seek(0)
    return out, made


def flip_a_bit(settings: Settings, content: bytes) -> Path:
    """Change one bit of these bytes on the disk."""
    path = next((Path(settings.data_folder) / "files").rglob(hashlib.sha256(content).hexdigest()))
    path.chmod(0o600)
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    return path


def names_in(pack: io.BytesIO) -> list[str]:
    with zipfile.ZipFile(pack) as archive:
        return archive.namelist()
