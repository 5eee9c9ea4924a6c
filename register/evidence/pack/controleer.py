"""Check an evidence pack (*bewijsmap*) without the program that made it: needs Python 3.9 or newer, and nothing else.

python3 controleer.py                 checks the folder in which this file stands (the pack, unpacked)
python3 controleer.py bewijsmap.zip   checks the file as it was sent

It hashes every file and compares it with manifest.json, and checks the signature under manifest.json. Whose key it is,
this file cannot know: compare the key code with the one that the organisation publishes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

FORMAT = "leerregister-bewijsmap"
VERSION = 1
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
LARGEST = 4_000_000_000
MOST_FILES = 20_000
_LARGEST_MANIFEST = 16_000_000
_LARGEST_DIRECTORY = 8_000_000
_CHUNK = 1 << 20
_PUBLIC = 32
_SIGNED = 64
_MOST_GROWTH = 20
_SMALLEST_BUDGET = 50_000_000
_END = 22
_LOCAL = 30
_DESCRIPTOR = 24
_ENCRYPTED = 0x1
_DESCRIBED_BEHIND = 0x8

Verify = Callable[[bytes, bytes, bytes], bool]
"""Public key (32 bytes), message, signature: whether they belong together."""


class Finding(NamedTuple):
    """One thing that is not as it was made: which file, and what is wrong with it."""

    path: str
    text: str


class Outcome(NamedTuple):
    """What a check found; nothing found means that every file is as it was signed."""

    findings: tuple[Finding, ...]
    manifest: Mapping[str, Any]
    key_id: str
    files: int

    @property
    def good(self) -> bool:
        """Whether nothing was changed since it was signed."""
        return not self.findings


class _Found(NamedTuple):
    size: int
    sha256: str


class _Unreadable(Exception):
    """Nothing more can be said of this pack."""


Read = Callable[[str, int], "bytes | None"]
"""Name and most bytes: the content; nothing where it is not there."""


def check_zip(source: IO[bytes], verify: Verify | None = None) -> Outcome:
    """Check a pack as it was sent; reads it piece by piece, and never much more than it is itself."""
    try:
        size = _refuse_impossible(source)
        budget = _Budget(max(size * _MOST_GROWTH, _SMALLEST_BUDGET))
        with zipfile.ZipFile(source) as archive:
            odd = tuple(_odd_structure(source, archive))
            infos = _entries(archive)
            hidden = tuple(Finding(name, "staat er twee keer in") for name in _twice(archive))
            return _check(
                lambda name, most: _read_entry(archive, infos, name, most),
                infos,
                lambda name, most: _hash_entry(archive, infos[name], most, budget),
                verify or signed_by,
                (*odd, *hidden),
            )
    except (zipfile.BadZipFile, _Unreadable, EOFError, OSError, struct.error, NotImplementedError) as broken:
        why = str(broken) if isinstance(broken, _Unreadable) else "is geen heel ZIP-bestand: afgekapt of beschadigd"
        return Outcome((Finding("", why),), {}, "", 0)


def check_folder(folder: Path, verify: Verify | None = None) -> Outcome:
    """Check a pack that was unpacked into a folder."""
    here = {one.relative_to(folder).as_posix(): one for one in sorted(folder.rglob("*")) if one.is_file()}
    found = {name: one for name, one in here.items() if "__pycache__" not in name}

    def read(name: str, most: int) -> bytes | None:
        if name not in found:
            return None
        with found[name].open("rb") as stream:
            return stream.read(most + 1)

    def hashed(name: str, most: int) -> _Found:
        with found[name].open("rb") as stream:
            return _hash(stream, most)

    try:
        return _check(read, found, hashed, verify or signed_by, ())
    except _Unreadable as broken:
        return Outcome((Finding("", str(broken)),), {}, "", 0)


def _check(
    read: Read,
    names: Mapping[str, Any],
    hashed: Callable[[str, int], _Found],
    verify: Verify,
    already: tuple[Finding, ...],
) -> Outcome:
    content = read(MANIFEST, _LARGEST_MANIFEST)
    if content is None:
        raise _Unreadable("heeft geen manifest.json: dit is geen bewijsmap, of dat bestand is weggehaald")
    manifest = _manifest(content)
    listed = {one["path"]: _Found(one["size"], one["sha256"]) for one in manifest["files"]}
    findings: list[Finding] = list(already)
    findings.extend(_signature(content, manifest, read(SIGNATURE, _SIGNED), verify))
    present = {name: names[name] for name in names if name not in (MANIFEST, SIGNATURE)}
    found: dict[str, _Found | None] = {}
    for name in present:
        most = listed[name].size if name in listed else max((one.size for one in listed.values()), default=0)
        try:
            found[name] = hashed(name, most)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
            found[name] = None
    findings.extend(compare(listed, found))
    return Outcome(tuple(findings), manifest, _key_id(manifest), len(listed))


def compare(listed: Mapping[str, tuple[int, str]], found: Mapping[str, tuple[int, str] | None]) -> Iterator[Finding]:
    """Name what is missing, added, changed, renamed or swapped, in the order of the list."""
    by_hash: dict[str, list[str]] = {}
    for name, (_, sha256) in listed.items():
        by_hash.setdefault(sha256, []).append(name)
    added = {name: one for name, one in found.items() if name not in listed}
    taken = set()
    for name, expected in listed.items():
        if name not in found:
            other = next((a for a, one in added.items() if one and one[1] == expected[1] and a not in taken), None)
            if other is None:
                yield Finding(name, "ontbreekt")
            else:
                taken.add(other)
                yield Finding(name, f"heet nu anders: {other}")
        elif found[name] != expected:
            one = found[name]
            source = by_hash.get(one[1], []) if one else []
            yield Finding(name, "is gewijzigd" + (f": het is nu de inhoud van {source[0]}" if source else ""))
    for name in added:
        if name not in taken:
            yield Finding(name, "hoort er niet bij: later toegevoegd")


def _manifest(content: bytes) -> dict[str, Any]:
    manifest: dict[str, Any]
    try:
        manifest = json.loads(content.decode("utf-8"))
        files = manifest["files"]
        whole = manifest["format"] == FORMAT and all(
            isinstance(one["path"], str)
            and isinstance(one["sha256"], str)
            and type(one["size"]) is int
            and one["size"] >= 0
            for one in files
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        whole, manifest, files = False, {}, []
    if not whole or len({one["path"] for one in files}) != len(files):
        raise _Unreadable("heeft een manifest.json die niet te lezen is: gewijzigd, of van iets anders")
    if manifest.get("version") != VERSION:
        raise _Unreadable("is van een nieuwere uitgave: gebruik de controleer.py die erbij zit")
    if len(files) > MOST_FILES or sum(one["size"] for one in files) > LARGEST:
        raise _Unreadable("is te groot om hier te controleren: pak hem uit en gebruik de controleer.py die erbij zit")
    return manifest


def _signature(
    content: bytes, manifest: Mapping[str, Any], signature: bytes | None, verify: Verify
) -> Iterator[Finding]:
    if signature is None:
        yield Finding(SIGNATURE, "ontbreekt: er is geen handtekening")
        return
    try:
        public = base64.b64decode(manifest["key"]["public_key"], validate=True)
    except (KeyError, TypeError, ValueError):
        public = b""
    if len(public) != _PUBLIC or _key_id(manifest) != hashlib.sha256(public).hexdigest()[:16]:
        yield Finding(MANIFEST, "noemt een sleutel die niet bij zijn code past")
    elif len(signature) != _SIGNED or not verify(public, content, signature):
        yield Finding(MANIFEST, "past niet bij de handtekening: het manifest of de handtekening is gewijzigd")


def _key_id(manifest: Mapping[str, Any]) -> str:
    key = manifest.get("key")
    return str(key.get("id", ""))[:64] if isinstance(key, dict) else ""


def _odd_structure(source: IO[bytes], archive: zipfile.ZipFile) -> Iterator[Finding]:
    """Find what a list of names does not show: bytes before, between or behind the files."""
    infos = sorted(archive.infolist(), key=lambda one: one.header_offset)
    if infos and infos[0].header_offset:
        yield Finding("", "er staat iets voor het eerste bestand")
    ends = [*(one.header_offset for one in infos[1:]), archive.start_dir]
    for info, following in zip(infos, ends):  # noqa: B905 - also for Python 3.9
        source.seek(info.header_offset)
        head = source.read(_LOCAL)
        name, extra = struct.unpack("<HH", head[26:30])
        behind = following - (info.header_offset + _LOCAL + name + extra + info.compress_size)
        if behind < 0:
            raise _Unreadable("heeft bestanden die over elkaar heen liggen")
        if behind > (_DESCRIPTOR if info.flag_bits & _DESCRIBED_BEHIND else 0):
            yield Finding(info.filename, "er zit iets verstopt achter dit bestand")


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    for one in archive.infolist():
        if one.flag_bits & _ENCRYPTED:
            raise _Unreadable("heeft een wachtwoord: zo is er niets te controleren")
    return {one.filename: one for one in archive.infolist() if not one.is_dir()}


def _twice(archive: zipfile.ZipFile) -> list[str]:
    seen: dict[str, int] = {}
    for one in archive.infolist():
        seen[one.filename] = seen.get(one.filename, 0) + 1
    return [name for name, times in seen.items() if times > 1]


def _read_entry(archive: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo], name: str, most: int) -> bytes | None:
    if name not in infos:
        return None
    try:
        with archive.open(infos[name]) as stream:
            return stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return b""


class _Budget:
    """How many bytes a pack may unpack to, all files together."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, size: int) -> None:
        """Take so many bytes off, and refuse the pack when they are gone."""
        self.left -= size
        if self.left < 0:
            raise _Unreadable("pakt uit tot veel meer dan het is: zo maken wij geen bewijsmap")


def _hash_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, budget: _Budget) -> _Found:
    with archive.open(info) as stream:
        found = _hash(stream, most)
    budget.spend(found.size)
    return found


def _hash(stream: IO[bytes], most: int) -> _Found:
    """Hash no more than could be right: what claims to be small and unpacks to much more is stopped there."""
    seen, size = hashlib.sha256(), 0
    while size <= most:
        chunk = stream.read(_CHUNK)
        if not chunk:
            break
        seen.update(chunk)
        size += len(chunk)
    return _Found(size, seen.hexdigest())


def _refuse_impossible(source: IO[bytes]) -> int:
    """Look at the last bytes before the list of files is read into memory; return the size."""
    source.seek(0, 2)
    size = source.tell()
    source.seek(max(0, size - _END))
    tail = source.read(_END)
    if len(tail) < _END or tail[:4] != b"PK\x05\x06":
        raise _Unreadable("is geen heel ZIP-bestand: afgekapt, of er staat iets achter")
    entries, directory, offset = struct.unpack("<HII", tail[10:20])
    if entries > MOST_FILES or directory > _LARGEST_DIRECTORY or offset + directory + _END != size:
        raise _Unreadable("heeft een lijst van bestanden die niet kan kloppen")
    source.seek(0)
    return size


# Ed25519 as RFC 8032 describes it (section 5.1), for checking only.
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this Ed25519 key made this signature under this message; slow, and without a library."""
    point, commitment = _point(public), _point(signature[:32])
    factor = int.from_bytes(signature[32:], "little")
    if point is None or commitment is None or factor >= _L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    times = int.from_bytes(digest, "little") % _L
    left = _multiply(factor, _BASE)
    right = _add(commitment, _multiply(times, point))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0


def _x_of(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return x if x % 2 == sign else _P - x


def _point(packed: bytes) -> _Point | None:
    number = int.from_bytes(packed, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    if len(packed) != _PUBLIC or y >= _P:
        return None
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % _P)


def _add(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _multiply(times: int, point: _Point) -> _Point:
    total: _Point = (0, 1, 1, 0)
    while times:
        if times & 1:
            total = _add(total, point)
        point = _add(point, point)
        times >>= 1
    return total


_BASE_Y = 4 * pow(5, -1, _P) % _P
_BASE: _Point = (_x_of(_BASE_Y, 0) or 0, _BASE_Y, 1, (_x_of(_BASE_Y, 0) or 0) * _BASE_Y % _P)


def report(outcome: Outcome) -> str:
    """Tell in Dutch what was found."""
    manifest = outcome.manifest
    lines = [f"{one.path or 'Dit bestand'} {one.text}." for one in outcome.findings]
    if not lines:
        made_by, organisation = manifest.get("made_by", {}), manifest.get("organisation", {})
        lines = [
            f"In orde: alle {outcome.files} bestanden zijn zoals ze zijn ondertekend.",
            f"Gemaakt op {manifest.get('made_at')} door {made_by.get('name')}, {organisation.get('name')}.",
            f"Sleutelcode {outcome.key_id}. Vergelijk die met de code die {organisation.get('name')} zelf bekendmaakt:",
            "alleen dan weet je dat de map daar gemaakt is.",
        ]
    else:
        lines.insert(0, "Niet in orde. Vraag om een nieuwe bewijsmap.")
    return "\n".join(lines)


def main(given: list[str]) -> int:
    """Check what was asked for; 0 when all is well, 2 when something was changed."""
    place = Path(given[0]) if given else Path(__file__).resolve().parent
    if place.is_dir():
        outcome = check_folder(place)
    else:
        with place.open("rb") as source:
            outcome = check_zip(source)
    sys.stdout.write(report(outcome) + "\n")
    return 0 if outcome.good else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
