"""Ten kinds of tampering are found, ten of ten, and named; what is whole is said to be whole (D8, EX5, UP10)."""

import io
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from register.evidence.pack.controleer import check_zip
from register.evidence.pack.keys import rotate, signing_key, trust
from register.evidence.pack.verify import Origin, lines, verify_pack
from register.people.models import Person
from register.settings import Settings
from tests.conftest import NOW
from tests.evidence import samples
from tests.keeping.tamper import tamper
from tests.pack import tampering
from tests.pack.making import flip_a_bit, pack_of
from tests.pack.tampering import LIST, PHOTO

_UNSIGNED = "manifest.json past niet bij de handtekening: het manifest of de handtekening is gewijzigd."
_NO_PACK = "Dit bestand heeft geen manifest.json: dit is geen bewijsmap, of dat bestand is weggehaald."
TEN = {
    tampering.changed_byte: f"{LIST} is gewijzigd.",
    tampering.removed: f"{LIST} ontbreekt.",
    tampering.added: "02_extra/certificaat.pdf hoort er niet bij: later toegevoegd.",
    tampering.renamed: f"{LIST} heet nu anders: 01_anders.pdf.",
    tampering.swapped: f"{LIST} is gewijzigd: het is nu de inhoud van {PHOTO}.",
    tampering.changed_manifest: _UNSIGNED,
    tampering.changed_signature: _UNSIGNED,
    tampering.signed_by_another: "Ondertekend met een sleutel die hier niet bekend is",
    tampering.truncated: "Dit bestand is geen heel ZIP-bestand: afgekapt, of er staat iets achter.",
    tampering.twice: f"{LIST} staat er twee keer in.",
}
"""Ten kinds, and what is said of each first."""

MORE = {
    tampering.hidden_before: "Dit bestand heeft een lijst van bestanden die niet kan kloppen.",
    tampering.hidden_behind: "Dit bestand is geen heel ZIP-bestand: afgekapt, of er staat iets achter.",
    tampering.without_signature: "manifest.sig ontbreekt: er is geen handtekening.",
    tampering.without_manifest: _NO_PACK,
    tampering.bomb: "Dit bestand pakt uit tot veel meer dan het is: zo maken wij geen bewijsmap.",
}

Tamper = Callable[[bytes], bytes]


@pytest.fixture
def pack(session: Session, els: Person, registration: int, settings: Settings) -> bytes:
    return pack_of(session, els, settings, registration_id=registration)[0].getvalue()


def test_a_pack_as_it_was_made_is_whole(session: Session, pack: bytes, settings: Settings) -> None:
    found = verify_pack(session, io.BytesIO(pack), settings=settings)

    assert (found.whole, found.findings, found.origin, found.files) == (True, (), Origin.HERE, 9)
    assert found.key_id == signing_key(settings).public.id
    assert (found.told("person", "name"), found.told("organisation", "name")) == ("Els de Vries", "Welzijn Noord")
    assert found.trail_changed is False


def test_ten_kinds_of_tampering_are_found_and_named(session: Session, pack: bytes, settings: Settings) -> None:
    found = {tamper: verify_pack(session, io.BytesIO(tamper(pack)), settings=settings) for tamper in TEN | MORE}

    assert [tamper.__name__ for tamper, one in found.items() if one.whole] == []
    assert {t.__name__: next(lines(one)).partition(" (")[0] for t, one in found.items()} == {
        t.__name__: text for t, text in (TEN | MORE).items()
    }


def test_the_loose_file_finds_them_too_but_cannot_know_whose_key_it_is(pack: bytes) -> None:
    found = {tamper.__name__: check_zip(io.BytesIO(tamper(pack))).good for tamper in TEN | MORE}

    assert [name for name, good in found.items() if good] == ["signed_by_another"]
    assert check_zip(io.BytesIO(pack)).good


def test_exactly_the_changed_file_is_named_and_no_other(session: Session, pack: bytes, settings: Settings) -> None:
    found = verify_pack(session, io.BytesIO(tampering.changed_byte(pack)), settings=settings)

    assert list(lines(found)) == [f"{LIST} is gewijzigd."]


def test_a_pack_that_was_unpacked_and_packed_again_is_still_whole(
    session: Session, pack: bytes, settings: Settings
) -> None:
    assert verify_pack(session, io.BytesIO(tampering.repacked(pack)), settings=settings).whole


def test_any_flipped_bit_is_found(session: Session, pack: bytes, settings: Settings) -> None:
    """One of every 307 bytes; dates and attributes of entries prove nothing and are left out."""
    flipped = [
        place
        for place in range(30, len(pack), 307)
        if verify_pack(session, io.BytesIO(_flip(pack, place)), settings=settings).whole
    ]

    assert [place for place in flipped if not _in_the_list_of_names(pack, place)] == []


def test_a_key_that_was_changed_still_vouches_for_what_it_signed(
    session: Session, pack: bytes, settings: Settings
) -> None:
    before = signing_key(settings).public.id

    after = rotate(settings).public.id
    found = verify_pack(session, io.BytesIO(pack), settings=settings)

    assert (found.whole, found.key_id, after != before) == (True, before, True)


def test_what_a_trusted_organisation_signed_is_whole(
    session: Session, pack: bytes, settings: Settings, tmp_path: Path
) -> None:
    elsewhere = Settings(data_folder=str(tmp_path / "elders"))
    before = verify_pack(session, io.BytesIO(pack), settings=elsewhere)

    trust(elsewhere, signing_key(settings).public.pem.encode())
    after = verify_pack(session, io.BytesIO(pack), settings=elsewhere)

    assert (before.whole, before.origin) == (False, Origin.UNKNOWN)
    assert (after.whole, after.origin) == (True, Origin.TRUSTED)


def test_a_trail_that_was_rewritten_no_longer_fits_the_pack(session: Session, els: Person, settings: Settings) -> None:
    pack = pack_of(session, els, settings, at=NOW + timedelta(days=1))[0].getvalue()
    tamper(session, "UPDATE register_audit_entry SET digest = 'anders' WHERE act = 'bewijs.toegevoegd'")

    found = verify_pack(session, io.BytesIO(pack), settings=settings)

    assert (found.whole, found.trail_changed) == (True, True)


def test_a_bomb_is_refused_quickly(session: Session, pack: bytes, settings: Settings) -> None:
    hostile = tampering.bomb(pack)

    started = time.perf_counter()
    found = verify_pack(session, io.BytesIO(hostile), settings=settings)

    assert (found.whole, time.perf_counter() - started < 3) == (False, True)


@pytest.mark.parametrize("content", [b"", b"PK", b"geen zip", b"PK\x05\x06" + b"\0" * 18, b"\0" * 5_000])
def test_what_is_no_pack_at_all_is_said_to_be_none(content: bytes) -> None:
    assert check_zip(io.BytesIO(content)).good is False


def test_the_command_says_what_was_changed_and_ends_with_2(app: Flask, pack: bytes, tmp_path: Path) -> None:
    good, bad = tmp_path / "goed.zip", tmp_path / "fout.zip"
    good.write_bytes(pack)
    bad.write_bytes(tampering.swapped(pack))

    whole = app.test_cli_runner().invoke(args=["register", "evidence", "verify", str(good)])
    broken = app.test_cli_runner().invoke(args=["register", "evidence", "verify", str(bad)])

    assert (whole.exit_code, broken.exit_code) == (0, 2)
    assert "goed.zip is in orde: 9 bestanden zoals ze zijn ondertekend, hier gemaakt." in whole.output
    assert f"{LIST} is gewijzigd: het is nu de inhoud van {PHOTO}." in broken.output
    assert f"{PHOTO} is gewijzigd: het is nu de inhoud van {LIST}." in broken.output


def test_one_flipped_bit_on_the_disk_is_found_and_exactly_that_file_named(
    app: Flask, els: Person, settings: Settings
) -> None:
    app.config["REGISTER_ORGANISATION"] = "Welzijn Noord"
    before = app.test_cli_runner().invoke(args=["register", "evidence", "verify", "--stored"])
    path = flip_a_bit(settings, samples.pdf())

    after = app.test_cli_runner().invoke(args=["register", "evidence", "verify", "--stored"])

    assert (before.exit_code, after.exit_code) == (0, 2)
    assert after.output.splitlines()[1:] == [
        f"lijst.pdf bij Intervisie over grenzen (2026-03-05), SHA-256 {path.name}."
    ]


def _flip(pack: bytes, place: int) -> bytes:
    return pack[:place] + bytes([pack[place] ^ 4]) + pack[place + 1 :]


def _in_the_list_of_names(pack: bytes, place: int) -> bool:
    """The list at the end also holds dates and attributes, and each file has a head with its date."""
    return place >= pack.index(b"PK\x01\x02") or b"PK\x03\x04" in pack[max(0, place - 29) : place + 1]
