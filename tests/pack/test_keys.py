"""The key that signs: made once, for its owner alone, changed without losing the old public ones."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from register.doctor import examine
from register.errors import Invalid, Unavailable
from register.evidence.pack.controleer import signed_by
from register.evidence.pack.keys import key_problem, published_keys, rotate, signing_key, trust
from register.settings import Settings


@pytest.fixture
def alone(tmp_path: Path) -> Settings:
    return Settings(data_folder=str(tmp_path / "data"))


def keys_of(settings: Settings) -> Path:
    return Path(settings.data_folder) / "keys"


def test_many_at_once_make_one_key(alone: Settings) -> None:
    with ThreadPoolExecutor(12) as pool:
        found = set(pool.map(lambda _: signing_key(alone).public.id, range(48)))

    assert len(found) == 1
    assert [one.key.id for one in published_keys(alone)] == list(found)


def test_the_private_key_is_for_its_owner_alone(alone: Settings) -> None:
    signing_key(alone)

    assert stat.S_IMODE((keys_of(alone) / "current.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(keys_of(alone).stat().st_mode) == 0o700
    assert {path.suffix for path in keys_of(alone).iterdir()} == {".key", ".pub"}


def test_a_new_key_signs_and_the_old_one_stays_published(alone: Settings) -> None:
    old = signing_key(alone).public

    new = rotate(alone).public

    assert [(one.key.id, one.signs_now) for one in published_keys(alone)] == [(new.id, True), (old.id, False)]
    assert signing_key(alone).public.id == new.id


def test_the_loose_file_agrees_with_the_library_about_a_signature(alone: Settings) -> None:
    key = signing_key(alone)
    signature = key.sign(b"bewijs")

    assert signed_by(key.public.raw, b"bewijs", signature)
    assert not signed_by(key.public.raw, b"Bewijs", signature)
    assert not signed_by(key.public.raw, b"bewijs", signature[:32] + bytes(32))
    assert not signed_by(bytes(32), b"bewijs", signature)
    assert not signed_by(key.public.raw, b"bewijs", b"\xff" * 64)


def test_the_loose_file_knows_the_published_test_vector() -> None:
    """RFC 8032, section 7.1, test 2."""
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )

    assert signed_by(public, b"\x72", signature)


def test_a_broken_key_is_said_and_never_replaced_in_silence(alone: Settings) -> None:
    signing_key(alone)
    place = keys_of(alone) / "current.key"
    place.write_bytes(b"kapot")

    with pytest.raises(Unavailable, match="De ondertekensleutel is beschadigd"):
        signing_key(alone)
    assert place.read_bytes() == b"kapot"
    assert key_problem(alone).endswith("is niet te lezen.")
    assert rotate(alone).public.id == signing_key(alone).public.id


def test_the_doctor_names_a_key_that_others_can_read(app: Flask, settings: Settings) -> None:
    signing_key(settings)
    before = [one for one in examine(app) if one.about == "ondertekensleutel"]

    (keys_of(settings) / "current.key").chmod(0o644)

    assert before == []
    assert [one.message for one in examine(app) if one.about == "ondertekensleutel"] == [
        f"De ondertekensleutel {keys_of(settings).absolute() / 'current.key'} is ook door anderen te lezen."
    ]


def test_what_is_no_public_key_is_not_trusted(alone: Settings) -> None:
    with pytest.raises(Invalid, match="geen openbare Ed25519-sleutel"):
        trust(alone, b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")


def test_the_commands_list_and_change_keys(app: Flask, settings: Settings) -> None:
    old = signing_key(settings).public.id

    changed = app.test_cli_runner().invoke(args=["register", "evidence", "keys", "rotate"])
    listed = app.test_cli_runner().invoke(args=["register", "evidence", "keys", "list"])

    new = signing_key(settings).public.id
    assert (changed.exit_code, listed.exit_code) == (0, 0)
    assert listed.output.splitlines() == [f"{new}  ondertekent nu", f"{old}  eerdere sleutel"]
