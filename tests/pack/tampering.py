"""Ways to tamper with a pack, each made anew from an honest one."""

import base64
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from register.evidence.pack.keys import SigningKey

LIST = "01_2026-03-05_intervisie-over-grenzen/lijst.pdf"
PHOTO = "01_2026-03-05_intervisie-over-grenzen/foto.png"
Entry = tuple[str, bytes]


def rebuilt(
    pack: bytes, change: Callable[[list[Entry]], Iterable[Entry]], *, method: int = zipfile.ZIP_STORED
) -> bytes:
    """Take the entries out, change them, and write them into a ZIP again."""
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in change(entries):
            archive.writestr(name, content)
    return out.getvalue()


def with_content(name: str, content: Callable[[bytes], bytes]) -> Callable[[list[Entry]], list[Entry]]:
    return lambda entries: [(one, content(found) if one == name else found) for one, found in entries]


def changed_byte(pack: bytes) -> bytes:
    return rebuilt(pack, with_content(LIST, lambda found: bytes([found[0] ^ 1]) + found[1:]))


def removed(pack: bytes) -> bytes:
    return rebuilt(pack, lambda entries: [one for one in entries if one[0] != LIST])


def added(pack: bytes) -> bytes:
    return rebuilt(pack, lambda entries: [*entries, ("02_extra/certificaat.pdf", b"%PDF-1.7 verzonnen")])


def renamed(pack: bytes) -> bytes:
    return rebuilt(pack, lambda entries: [("01_anders.pdf" if one == LIST else one, found) for one, found in entries])


def swapped(pack: bytes) -> bytes:
    other = {LIST: PHOTO, PHOTO: LIST}
    return rebuilt(pack, lambda entries: [(other.get(one, one), found) for one, found in entries])


def changed_manifest(pack: bytes) -> bytes:
    return rebuilt(pack, with_content("manifest.json", lambda found: found.replace(b"Els", b"Eva")))


def changed_signature(pack: bytes) -> bytes:
    return rebuilt(pack, with_content("manifest.sig", lambda found: found[:-1] + bytes([found[-1] ^ 1])))


def signed_by_another(pack: bytes) -> bytes:
    """Everything changed with care, and signed again: only the key is not ours."""
    key = SigningKey(private=Ed25519PrivateKey.generate())

    def change(entries: list[Entry]) -> list[Entry]:
        found = dict(entries)
        manifest = json.loads(found["manifest.json"])
        manifest["person"]["name"] = "Eva"
        manifest["key"] = key_of(key)
        found["manifest.json"] = json.dumps(manifest).encode()
        found["manifest.sig"] = key.sign(found["manifest.json"])
        return list(found.items())

    return rebuilt(pack, change)


def key_of(key: SigningKey) -> dict[str, Any]:
    return {
        "id": key.public.id,
        "algorithm": "Ed25519",
        "public_key": base64.b64encode(key.public.raw).decode(),
    }


def truncated(pack: bytes) -> bytes:
    return pack[: len(pack) // 2]


def twice(pack: bytes) -> bytes:
    """Two entries of one name: which of them a program shows is its own choice."""
    first = rebuilt(pack, lambda entries: [*entries, (f"{LIST[:-1]}X", b"%PDF-1.7 verzonnen")])
    return first.replace(f"{LIST[:-1]}X".encode(), LIST.encode())


def hidden_before(pack: bytes) -> bytes:
    return b"MZ een programma" + pack


def hidden_behind(pack: bytes) -> bytes:
    return pack + b"een programma"


def without_signature(pack: bytes) -> bytes:
    return rebuilt(pack, lambda entries: [one for one in entries if one[0] != "manifest.sig"])


def without_manifest(pack: bytes) -> bytes:
    return rebuilt(pack, lambda entries: [one for one in entries if one[0] != "manifest.json"])


def repacked(pack: bytes) -> bytes:
    """Unpacked and packed again by somebody's own computer: nothing changed."""
    return rebuilt(pack, sorted, method=zipfile.ZIP_DEFLATED)


def bomb(pack: bytes) -> bytes:
    """A manifest that promises much, and files that unpack to it."""
    zeros = b"\0" * 40_000_000

    def change(entries: list[Entry]) -> list[Entry]:
        manifest = json.loads(dict(entries)["manifest.json"])
        manifest["files"] = [{"path": f"{n}.bin", "size": len(zeros), "sha256": "0" * 64} for n in range(3)]
        return [("manifest.json", json.dumps(manifest).encode()), *((f"{n}.bin", zeros) for n in range(3))]

    return rebuilt(pack, change, method=zipfile.ZIP_DEFLATED)
