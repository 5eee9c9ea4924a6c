"""Where files lie (*opslag*): by the SHA-256 of their content, in a local folder or an object store."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import inf
from pathlib import Path
from typing import IO, BinaryIO, cast
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from register.errors import Unavailable
from register.settings import PREFIX, Settings, SettingsError

_CHUNK = 1024 * 1024
_IN_MEMORY = 1024 * 1024
_READ_ONLY = 0o400
RESULTS = "uitvoer"
"""The area of what jobs made; the sweep of evidence leaves it alone."""


class Damaged(Unavailable):
    """The bytes are gone, or are no longer those that were stored (bar UP10)."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "Dit bestand is beschadigd of niet meer te vinden in de opslag. "
            "Meld het bij de beheerder: het kan uit de reservekopie komen."
        )
        self.key = key


@dataclass(frozen=True, kw_only=True)
class Storage:
    """A store of bytes; `folder` is where a local one lies."""

    store: ObjectStore
    folder: Path | None

    def put(self, space: int, content: bytes) -> str:
        """Store bytes once within a space (an organisation) and return their SHA-256; whole or not at all.

        What lies there already is read: bytes that were damaged meanwhile are mended by those handed in again.

        Raises:
            Unavailable: the disk is full or the store is away.

        """
        digest = hashlib.sha256(content).hexdigest()
        if self._lies_whole(space, digest):
            return digest
        key = _key(space, digest)
        try:
            obstore.put(self.store, key, content, use_multipart=False)
            self._settle(key)
        except (obstore.exceptions.BaseError, OSError) as away:
            raise _away() from away
        return digest

    def put_file(self, space: int, path: Path, *, area: str = "") -> str:
        """Store a file of any size, read piece by piece, and return its SHA-256; whole or not at all.

        Raises:
            Unavailable: the disk is full or the store is away.

        """
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        key = _key(space, digest, area)
        try:
            obstore.put(self.store, key, path)
            self._settle(key)
        except (obstore.exceptions.BaseError, OSError) as away:
            raise _away() from away
        return digest

    def exists(self, space: int, digest: str) -> bool:
        """Whether something lies where these bytes belong; whether it is whole shows when it is opened.

        Raises:
            Unavailable: the store is away.

        """
        try:
            obstore.head(self.store, _key(space, digest))
        except (NotFoundError, FileNotFoundError):
            return False
        except obstore.exceptions.BaseError as away:
            raise _away() from away
        return True

    def open(self, space: int, digest: str, *, area: str = "") -> BinaryIO:
        """Return the bytes as a file, read chunk by chunk and checked against their digest before anybody sees them.

        Raises:
            Damaged: a bit changed, or the file is gone.
            Unavailable: the store is away.

        """
        key = _key(space, digest, area)
        copy: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
        seen = hashlib.sha256()
        try:
            for chunk in obstore.get(self.store, key).stream(min_chunk_size=_CHUNK):
                seen.update(chunk)
                copy.write(chunk)
        except (NotFoundError, FileNotFoundError) as gone:
            copy.close()
            raise Damaged(key) from gone
        except obstore.exceptions.BaseError as away:
            copy.close()
            raise _away() from away
        if seen.hexdigest() != digest:
            copy.close()
            raise Damaged(key)
        copy.seek(0)
        return cast("BinaryIO", copy)

    def older_than(self, moment: datetime) -> Iterator[tuple[int, str]]:
        """Name what was stored before a moment: space and SHA-256. What is not ours is left out."""
        for portion in obstore.list(self.store):
            for found in portion:
                space, digest = found["path"].partition("/")[0], found["path"].rpartition("/")[2]
                if found["last_modified"] < moment and space.isdecimal() and _is_digest(digest):
                    yield int(space), digest

    def remove(self, space: int, digest: str) -> None:
        """Delete the bytes; quiet when they are gone already."""
        try:
            obstore.delete(self.store, _key(space, digest))
        except (NotFoundError, FileNotFoundError):
            return

    def clear(self, area: str) -> None:
        """Delete everything that was put in an area."""
        for portion in obstore.list(self.store, prefix=area):
            for found in portion:
                obstore.delete(self.store, found["path"])

    def _lies_whole(self, space: int, digest: str) -> bool:
        try:
            self.open(space, digest).close()
        except Damaged:
            return False
        return True

    def _settle(self, key: str) -> None:
        """On a local disk: readable by us alone, and really on the disk before a row points to it."""
        if self.folder is None:
            return
        path = self.folder / key
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
            os.fchmod(handle, _READ_ONLY)
        finally:
            os.close(handle)


def open_storage(settings: Settings) -> Storage:
    """Return the store of `REGISTER_STORAGE_URL`; empty: the folder `files` in the data folder.

    Raises:
        SettingsError: the address cannot be used.

    """
    if not settings.storage_url:
        return _local(Path(settings.data_folder).absolute() / "files")
    parts = urlsplit(settings.storage_url)
    quota_bytes(settings)
    if parts.scheme == "file" and parts.netloc in {"", "localhost"} and parts.path:
        return _local(Path(unquote(parts.path)))
    if parts.scheme in {"s3", "memory"}:
        return Storage(store=from_url(parts._replace(query="").geturl()), folder=None)
    raise SettingsError(f"{PREFIX}STORAGE_URL is file:///map of s3://emmer/map, niet {settings.storage_url!r}.")


def quota_bytes(settings: Settings) -> int | None:
    """Return how much one organisation may store, of `?quota_gb=` in the address; `None` without a limit.

    Raises:
        SettingsError: it is not a number above 0.

    """
    asked = parse_qs(urlsplit(settings.storage_url).query).get("quota_gb")
    if asked is None:
        return None
    try:
        quota = float(asked[0])
    except ValueError:
        quota = 0
    if not 0 < quota < inf:
        raise SettingsError(f"{PREFIX}STORAGE_URL: quota_gb is een getal boven 0, niet {asked[0]!r}.")
    return int(quota * 1_000_000_000)


def _local(folder: Path) -> Storage:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Storage(store=LocalStore(folder), folder=folder)


def _away() -> Unavailable:
    return Unavailable("De opslag van bestanden doet het nu niet. Er is niets half opgeslagen; probeer het later.")


def _key(space: int, digest: str, area: str = "") -> str:
    """`7/ab/abcdef…`, in an area `uitvoer/12/7/ab/…`: our own words, numbers and hex only (bar UP3)."""
    if not _is_digest(digest):
        raise Damaged(digest)
    return f"{area}/{space}/{digest[:2]}/{digest}".removeprefix("/")


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")  # noqa: PLR2004 - SHA-256 in hex
