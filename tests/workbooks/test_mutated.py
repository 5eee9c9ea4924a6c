"""Damaged workbooks through the real reader with its child: rows or a refusal, never anything else (bar XL16)."""

import io
import random
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from register.imports.opening import open_files
from register.workbooks.refused import WorkbookRefused
from tests.hostile.contents import bsn_column, linked, sheets
from tests.hostile.ooxml import HEADERS, people_workbook, rows_xml
from tests.workbooks.test_formats import PEOPLE, SAME, damaged

CHUNKS, FILES = 20, 500
BOOKS = (
    SAME["xlsx"],
    people_workbook([HEADERS, *[(f"{number:05}", "Ayşe", "Łukasz") for number in range(40)]]),
    sheets(("Een", rows_xml(PEOPLE)), ("Twee", rows_xml(PEOPLE)), states={"Een": "hidden"}),
    bsn_column("Kenmerk"),
    linked(),
)


def flipped(raw: bytes, chance: random.Random) -> bytes:
    """Bytes of the file as it lies on the disk."""
    return damaged(raw, chance)


def flipped_inside(raw: bytes, chance: random.Random) -> bytes:
    """Bytes of one part, packed again so that its checksum is right."""
    parts = unpacked(raw)
    name = chance.choice(sorted(parts))
    return packed(parts | {name: damaged(parts[name], chance)})


def swapped(raw: bytes, chance: random.Random) -> bytes:
    """The contents of two parts under each other's name."""
    parts = unpacked(raw)
    one, other = chance.sample(sorted(parts), 2)
    return packed(parts | {one: parts[other], other: parts[one]})


def without(raw: bytes, chance: random.Random) -> bytes:
    """One part left out, and another under a name of its own."""
    parts = unpacked(raw)
    gone, moved = chance.sample(sorted(parts), 2)
    return packed({f"{name}x" if name == moved else name: part for name, part in parts.items() if name != gone})


def spliced(raw: bytes, chance: random.Random) -> bytes:
    """A piece of one part in the middle of another: markup where nobody expects it."""
    parts = unpacked(raw)
    one, other = chance.sample(sorted(parts), 2)
    at, start = chance.randrange(len(parts[one])), chance.randrange(len(parts[other]))
    piece = parts[other][start : start + chance.randrange(1, 200)]
    return packed(parts | {one: parts[one][:at] + piece + parts[one][at:]})


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (flipped, flipped_inside, swapped, without, spliced)


def unpacked(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def outcome_of(number: int, folder: Path) -> str:
    """Read one damaged file as an upload is read, up to what would be kept of it."""
    chance = random.Random(number)  # fixed: the same damage every time
    path = folder / f"{number}.xlsx"
    path.write_bytes(chance.choice(WAYS)(chance.choice(BOOKS), chance))
    try:
        opened = open_files([path], kind=None, system=None, presets=(), max_rows=1_000)
        opened.kept()
        opened.table()
    except WorkbookRefused as refused:
        return refused.code
    finally:
        path.unlink()
    return "gelezen"


def outcomes_of(numbers: range, folder: Path) -> list[str]:
    """Two at a time: each has a child of its own."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda number: outcome_of(number, folder), numbers))


def test_a_handful_of_damaged_workbooks_gives_rows_or_a_refusal(tmp_path: Path) -> None:
    assert len(outcomes_of(range(5), tmp_path)) == 5


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_of_ten_thousand_damaged_workbooks_each_gives_rows_or_a_refusal(chunk: int, tmp_path: Path) -> None:
    found = outcomes_of(range(chunk * FILES, (chunk + 1) * FILES), tmp_path)

    print(f"{len(found)} files: {sorted({(found.count(one), one) for one in found}, reverse=True)}")  # noqa: T201
    assert "gelezen" in found
    assert len(set(found)) > 5
