"""The key that seals the trail (*zegelsleutel*): it stands beside the database, never in it.

Whoever writes in the database without this key cannot make a line of the trail that fits. The key that seals now
is `<data folder>/keys/trail.key`; every key that ever sealed stands beside it as
`trail-<key id>.key`, for its owner alone.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from register.errors import Unavailable
from register.key_files import key_folder, put_in_use, write_whole
from register.settings import Settings

_CURRENT = "trail.key"
_BYTES = 32
_ID = 16


@dataclass(frozen=True, kw_only=True)
class SealKey:
    """A key that seals lines."""

    raw: bytes
    id: str

    def seal(self, content: bytes) -> str:
        """Return the seal of some bytes: HMAC with SHA-256, hex."""
        return hmac.digest(self.raw, content, "sha256").hex()


def sealing_key(settings: Settings) -> SealKey:
    """Return the key that seals now; made when there is none yet, once, however many ask at the same time.

    Raises:
        Unavailable: the key cannot be read or made.

    """
    place = key_folder(settings) / _CURRENT
    try:
        try:
            seen = place.stat()
        except FileNotFoundError:
            _make(settings, replace=False)
            seen = place.stat()
        return _read(place, seen.st_ino, seen.st_mtime_ns)
    except OSError as away:
        raise Unavailable(
            f"De zegelsleutel van het spoor kan niet worden gelezen of gemaakt in {place.parent}. "
            "Vraag de beheerder om de rechten op die map na te kijken."
        ) from away


def every_key(settings: Settings) -> dict[str, SealKey]:
    """Return every key that ever sealed here, by its id; makes none."""
    found = [
        _key(bytes.fromhex(place.read_text("ascii"))) for place in sorted(key_folder(settings).glob("trail-*.key"))
    ]
    return {one.id: one for one in found}


def rotate_seal(settings: Settings) -> SealKey:
    """Seal with a new key from now on; what the old one sealed stays to be verified, because that key stays.

    Raises:
        Unavailable: the key cannot be written.

    """
    try:
        _make(settings, replace=True)
    except OSError as away:
        raise Unavailable("De nieuwe zegelsleutel kan niet worden geschreven. De oude blijft in gebruik.") from away
    return sealing_key(settings)


@lru_cache(maxsize=64)
def _read(place: Path, _file: int, _changed: int) -> SealKey:
    """Read a key once, as long as the file is the same."""
    return _key(bytes.fromhex(place.read_text("ascii")))


def _key(raw: bytes) -> SealKey:
    return SealKey(raw=raw, id=hashlib.sha256(b"leerregister spoor" + raw).hexdigest()[:_ID])


def _make(settings: Settings, *, replace: bool) -> None:
    """Keep the key under its own name first, so that whatever it seals can be verified."""
    folder, key = key_folder(settings), _key(secrets.token_bytes(_BYTES))
    content = key.raw.hex().encode()
    kept = write_whole(folder / f"trail-{key.id}.key", content)
    put_in_use(folder / _CURRENT, content, kept=kept, replace=replace)
