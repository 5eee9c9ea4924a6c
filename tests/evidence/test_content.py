"""What is accepted, what is refused and why, and what is left of a photo (bars UP1, UP3, UP5, UP6)."""

import io
import time
import tracemalloc
from collections.abc import Callable
from contextlib import nullcontext as does_not_raise

import pytest
from PIL import Image

from register.errors import Invalid
from register.evidence.content import CleanFile, TooLarge, inspect_upload
from register.settings import Settings
from tests.evidence import samples
from tests.hostile.cases import Case
from tests.hostile.uploads import CASES as UPLOADS

SETTINGS = Settings(upload_limit_mb=1)


def inspect(content: bytes, name: str) -> CleanFile:
    return inspect_upload(io.BytesIO(content), name, settings=SETTINGS)


def test_four_bytes_that_look_like_markup_by_chance_are_no_other_file() -> None:
    by_chance = inspect(samples.picture("JPEG") + b"<sVg\x91\x02", "foto.jpg")

    assert b"<sVg" not in by_chance.content
    with pytest.raises(Invalid, match="ander soort bestand"):
        inspect(samples.picture("JPEG") + b"<sVg onload=alert(1)>", "foto.jpg")


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("JPEG", "a.JPEG"), ("PNG", "a.png"), ("WEBP", "a.webp")]
)
def test_a_photo_is_accepted(kind: str, name: str) -> None:
    file = inspect(samples.picture(kind), name)

    assert Image.open(io.BytesIO(file.content)).size == (30, 20)


def test_a_pdf_is_kept_byte_for_byte() -> None:
    content = samples.pdf()

    file = inspect(content, "certificaat.pdf")

    assert file.content == content
    assert file.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("make", "name", "why"),
    [
        (samples.pdf_with_script, "a.pdf", "JavaScript"),
        (samples.pdf_with_script_behind_a_button, "a.pdf", "JavaScript"),
        (samples.pdf_with_launch, "a.pdf", "start op je computer"),
        (samples.pdf_with_attachment, "a.pdf", "ander bestand"),
        (samples.locked_pdf, "a.pdf", "wachtwoord"),
        (samples.pdf_bomb, "a.pdf", "te groot"),
        (lambda: samples.pdf()[:80], "a.pdf", "beschadigd"),
        (lambda: b"<html>" + samples.pdf(), "a.pdf", "geen foto of pdf"),
        (lambda: samples.with_zip_behind(samples.pdf()), "a.pdf", "ander soort bestand"),
        (lambda: samples.with_zip_behind(samples.picture("PNG")), "a.png", "ander soort bestand"),
        (lambda: samples.picture("JPEG") + samples.pdf(), "a.jpg", "ander soort bestand"),
        (lambda: samples.picture("JPEG") + b"<ScRiPt>alert(1)</script>", "a.jpg", "ander soort bestand"),
        (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "a.svg", "svg-tekening"),
        (lambda: b"<html><script>alert(1)</script></html>", "a.html", "kan niet als bewijs"),
        (lambda: b"<html><script>alert(1)</script></html>", "a.pdf", "geen foto of pdf"),
        (lambda: b"<html><script>alert(1)</script></html>", "a.jpg", "geen foto of pdf"),
        (lambda: samples.picture("PNG"), "a.jpg", "van binnen is het een png"),
        (lambda: samples.picture("PNG"), "a.png.exe", "kan niet als bewijs"),
        (lambda: samples.picture("PNG"), "a", "kan niet als bewijs"),
        (lambda: samples.picture("GIF"), "a.gif", "kan niet als bewijs"),
        (lambda: samples.picture("JPEG")[:200], "a.jpg", "beschadigd"),
        (lambda: b"MZ" + b"\0" * 100, "a.jpg", "geen foto of pdf"),
        (lambda: b"", "a.jpg", "leeg"),
        (lambda: b"x", "foto.heic", "Meest compatibel"),
        (lambda: b"x", "sessie.mp4", "Een film nemen wij niet aan"),
        (lambda: b"x", "sessie.MOV", "zonder wie het was"),
    ],
)
def test_what_is_not_evidence_is_refused_with_a_reason(make: Callable[[], bytes], name: str, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        inspect(make(), name)

    assert refused.value.field == "evidence"


def test_a_file_of_exactly_the_limit_is_not_too_large_and_one_byte_more_is() -> None:
    content = samples.pdf()
    filled = content + b" " * (1_000_000 - len(content))

    assert len(inspect(filled, "a.pdf").content) == 1_000_000
    with pytest.raises(TooLarge, match="hooguit 1 MB"):
        inspect(filled + b" ", "a.pdf")


def test_nothing_of_place_device_or_owner_is_left_in_a_photo() -> None:
    before = samples.jpeg_with_gps()

    after = inspect(before, "lijst.jpg").content

    assert b"Toestelmaker" in before
    assert dict(Image.open(io.BytesIO(after)).getexif()) == {}
    assert all(canary not in after for canary in (b"Toestel", b"Els", b"Exif", b"GPS", b"thuis"))


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_no_kind_of_picture_keeps_what_its_maker_wrote_in_it(kind: str) -> None:
    before = samples.with_metadata(kind)

    after = inspect(before, f"lijst.{kind}").content

    assert [one for one in samples.WRITTEN_IN if one not in before] == []
    assert [one for one in (*samples.WRITTEN_IN, b"Exif", b"XMP") if one in after] == []
    assert Image.open(io.BytesIO(after)).size == (30, 20)


def test_a_photo_taken_sideways_stands_upright() -> None:
    file = inspect(samples.jpeg_with_gps(orientation=6), "lijst.jpg")

    upright = Image.open(io.BytesIO(file.content))
    assert upright.size == (20, 40)
    assert upright.convert("RGB").getpixel((10, 2))[0] > 200  # type: ignore[index]
    assert upright.convert("RGB").getpixel((10, 2))[1] < 80  # type: ignore[index]
    assert upright.convert("RGB").getpixel((10, 38))[1] > 200  # type: ignore[index]


def test_a_pixel_flood_is_refused_by_its_header() -> None:
    content = samples.pixel_flood()
    inspect(samples.picture("PNG"), "warm.png")
    tracemalloc.start()
    started = time.perf_counter()

    with pytest.raises(Invalid, match="te veel beeldpunten"):
        inspect(content, "a.png")

    assert time.perf_counter() - started < 0.1
    assert tracemalloc.get_traced_memory()[1] < 50 * 1024 * 1024
    tracemalloc.stop()


@pytest.mark.parametrize(("raw", "shown"), samples.HOSTILE_NAMES.items())
def test_a_hostile_name_is_made_harmless(raw: str, shown: str) -> None:
    file = inspect(samples.picture("JPEG"), raw)

    assert file.name == shown
    assert len(file.name) <= 120


@pytest.mark.parametrize("case", UPLOADS, ids=lambda case: case.name)
def test_the_hostile_set_has_its_expected_outcome(case: Case) -> None:
    expectation = does_not_raise() if case.accepted else pytest.raises(Invalid)

    with expectation:
        inspect(case.make(), case.name)
