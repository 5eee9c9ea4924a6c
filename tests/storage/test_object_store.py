"""Files in an S3 store: kept, found damaged, swept; within what an organisation may store; a store that is away."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import obstore
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.current import EXTENSION
from register.errors import Unavailable
from register.evidence.content import TooLarge
from register.evidence.files import open_evidence, store_evidence
from register.evidence.images import thumbnail
from register.evidence.models import EvidenceFile
from register.once import as_form_key
from register.settings import Settings, SettingsError
from register.storage import Damaged, open_storage, quota_bytes
from tests.evidence import samples
from tests.makers import make_logged, make_person, make_viewer

BUCKET = "bewijs"


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """A local S3 server on a free loopback port."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_address: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that point to a bucket there, as an administrator would set them."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "proef", "AWS_SECRET_ACCESS_KEY": "proef", "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": s3_address, "AWS_ALLOW_HTTP": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    urlopen(Request(f"{s3_address}/{BUCKET}", method="PUT")).close()
    return Settings(storage_url=f"s3://{BUCKET}/leerregister")


def test_bytes_go_to_the_bucket_and_come_back(s3: Settings) -> None:
    storage = open_storage(s3)

    digest = storage.put(7, b"inhoud")

    with storage.open(7, digest) as file:
        assert file.read() == b"inhoud"
    assert storage.exists(7, digest)


def test_a_large_file_goes_in_pieces_and_comes_back(s3: Settings, tmp_path: Path) -> None:
    path = tmp_path / "groot.zip"
    path.write_bytes(b"0123456789abcdef" * 1_000_000)
    storage = open_storage(s3)

    digest = storage.put_file(7, path, area="uitvoer/1")

    with storage.open(7, digest, area="uitvoer/1") as file:
        assert file.read() == path.read_bytes()


def test_what_changed_in_the_bucket_is_not_handed_out(s3: Settings) -> None:
    storage = open_storage(s3)
    digest = storage.put(8, b"inhoud")
    obstore.put(storage.store, f"8/{digest[:2]}/{digest}", b"Inhoud")

    with pytest.raises(Damaged):
        storage.open(8, digest)


def test_old_bytes_are_listed_for_the_sweep_and_results_are_not(s3: Settings, tmp_path: Path) -> None:
    storage = open_storage(replace(s3, storage_url=f"s3://{BUCKET}/veeg"))
    digest = storage.put(7, b"inhoud")
    (tmp_path / "x").write_bytes(b"uitvoer")
    storage.put_file(7, tmp_path / "x", area="uitvoer/1")

    assert list(storage.older_than(datetime.now(UTC) + timedelta(hours=1))) == [(7, digest)]


def test_a_store_that_is_away_is_said_in_dutch(s3: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    storage = open_storage(s3)

    with pytest.raises(Unavailable, match="opslag van bestanden doet het nu niet"):
        storage.put(7, b"inhoud")


def test_evidence_lies_in_the_bucket(app: Flask, session: Session, s3: Settings, now: datetime) -> None:
    els = make_person(session, "Els")
    activity, viewer = make_logged(session, els), make_viewer(session, els)

    kept = store_evidence(
        viewer, activity, io.BytesIO(samples.pdf()), "lijst.pdf", form_key=as_form_key(""), at=now, settings=s3
    )

    with open_evidence(session, viewer, kept.id, settings=s3).content as file:
        assert file.read() == samples.pdf()


def test_an_organisation_stores_no_more_than_its_quota(app: Flask, session: Session, now: datetime) -> None:
    mounted: Settings = app.extensions[EXTENSION].settings
    full = replace(mounted, storage_url=f"file://{mounted.data_folder}/x?quota_gb=0.0000001")
    els = make_person(session, "Els")
    activity, viewer = make_logged(session, els), make_viewer(session, els)

    with pytest.raises(TooLarge, match="opslag van je organisatie is vol"):
        store_evidence(
            viewer, activity, io.BytesIO(samples.pdf()), "lijst.pdf", form_key=as_form_key(""), at=now, settings=full
        )
    assert session.scalars(select(EvidenceFile.id)).all() == []


@pytest.mark.parametrize("asked", ["veel", "0", "-1", "nan"])
def test_a_quota_that_is_no_number_is_refused_at_the_start(asked: str) -> None:
    with pytest.raises(SettingsError, match="quota_gb"):
        quota_bytes(Settings(storage_url=f"file:///x?quota_gb={asked}"))


def test_a_thumbnail_carries_nothing_but_the_picture() -> None:
    from PIL import Image

    small = thumbnail(samples.jpeg_with_gps(), "image/jpeg")

    with Image.open(io.BytesIO(small)) as picture:
        assert (picture.format, dict(picture.getexif()), picture.info.get("comment")) == ("JPEG", {}, None)
        assert max(picture.size) <= 320
