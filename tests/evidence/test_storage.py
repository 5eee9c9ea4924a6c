"""The store of bytes: whole or nothing, once, checked when read (bars UP3, UP9, UP10)."""

import hashlib
from pathlib import Path

import pytest

from register.settings import Settings, SettingsError
from register.storage import Damaged, open_storage

CONTENT = b"presentielijst" * 300_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def settings(folder: Path) -> Settings:
    return Settings(data_folder=str(folder))


def test_bytes_come_back_as_they_were(tmp_path: Path) -> None:
    storage = open_storage(settings(tmp_path))

    digest = storage.put(7, CONTENT)

    assert digest == DIGEST
    with storage.open(7, digest) as file:
        assert file.read() == CONTENT


def test_the_path_holds_nothing_but_the_organisation_and_the_digest(tmp_path: Path) -> None:
    open_storage(settings(tmp_path)).put(7, CONTENT)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [tmp_path / "files" / "7" / DIGEST[:2] / DIGEST]
    assert files[0].stat().st_mode & 0o777 == 0o400


def test_the_same_bytes_are_stored_once_an_organisation(tmp_path: Path) -> None:
    storage = open_storage(settings(tmp_path))
    storage.put(7, CONTENT)
    storage.put(7, CONTENT)
    storage.put(8, CONTENT)

    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def test_one_flipped_bit_is_noticed_before_a_byte_is_given(tmp_path: Path) -> None:
    storage = open_storage(settings(tmp_path))
    storage.put(7, CONTENT)
    flip_a_bit(tmp_path)

    with pytest.raises(Damaged, match="beschadigd") as refused:
        storage.open(7, DIGEST)

    assert refused.value.key.endswith(DIGEST)


def flip_a_bit(folder: Path) -> None:
    """The last bit of the stored file turns over, as a bad disk does it."""
    path = folder / "files" / "7" / DIGEST[:2] / DIGEST
    path.chmod(0o600)
    changed = bytearray(CONTENT)
    changed[-1] ^= 1
    path.write_bytes(changed)


def test_a_file_handed_in_again_mends_its_damaged_bytes(tmp_path: Path) -> None:
    storage = open_storage(settings(tmp_path))
    storage.put(7, CONTENT)
    flip_a_bit(tmp_path)

    storage.put(7, CONTENT)

    with storage.open(7, DIGEST) as file:
        assert file.read() == CONTENT


def test_another_organisation_does_not_find_the_bytes(tmp_path: Path) -> None:
    storage = open_storage(settings(tmp_path))
    storage.put(7, CONTENT)

    assert not storage.exists(8, DIGEST)
    with pytest.raises(Damaged):
        storage.open(8, DIGEST)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "A" * 64, "g" * 64])
def test_a_digest_that_is_none_never_becomes_a_path(tmp_path: Path, digest: str) -> None:
    with pytest.raises(Damaged):
        open_storage(settings(tmp_path)).open(7, digest)


def test_what_was_removed_is_gone(tmp_path: Path) -> None:
    storage = open_storage(settings(tmp_path))
    storage.put(7, CONTENT)

    storage.remove(7, DIGEST)
    storage.remove(7, DIGEST)

    assert not storage.exists(7, DIGEST)


def test_a_file_address_points_to_a_folder_of_choice(tmp_path: Path) -> None:
    folder = tmp_path / "opslag van ons"

    open_storage(Settings(storage_url=folder.as_uri())).put(1, CONTENT)

    assert [path.name for path in folder.iterdir()] == ["1"]


def test_an_object_store_works_the_same() -> None:
    storage = open_storage(Settings(storage_url="memory:///"))

    storage.put(1, CONTENT)

    with storage.open(1, DIGEST) as file:
        assert file.read() == CONTENT


@pytest.mark.parametrize("url", ["ftp://server/map", "opslag", "file://server/map"])
def test_an_address_that_cannot_work_is_named(url: str) -> None:
    with pytest.raises(SettingsError, match="REGISTER_STORAGE_URL"):
        open_storage(Settings(storage_url=url))
