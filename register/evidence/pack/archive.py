"""A ZIP that stores files as they are and remembers what went in; the same content and moment give the same bytes."""

import hashlib
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, Self

from register.current import AMSTERDAM
from register.evidence.names import clean_name, extension_of

_CHUNK = 1 << 20
_LONGEST_NAME = 80
_UNIX = 3
_MODE = 0o100644 << 16


class Archive:
    """Writes to a file that can be sought in: readers that know no data descriptors can open it too."""

    def __init__(self, out: BinaryIO, at: datetime) -> None:
        self._archive = zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=False)
        moment = at.astimezone(AMSTERDAM)
        self._moment = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
        self.listed: list[dict[str, str | int]] = []
        """Path, size and SHA-256 of everything that `add` put in."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    @property
    def size(self) -> int:
        """Return how many bytes the listed files have together."""
        return sum(int(one["size"]) for one in self.listed)

    def add(self, path: str, content: BinaryIO | bytes, *, sha256: str = "") -> None:
        """Add a file to the archive and to the list; the digest is counted where it is not known yet."""
        size, digest = self.put(path, content, count=not sha256)
        self.listed.append({"path": path, "size": size, "sha256": sha256 or digest})

    def put(self, path: str, content: BinaryIO | bytes, *, count: bool = False) -> tuple[int, str]:
        """Add a file to the archive alone; returns its size and, when counted, its SHA-256."""
        info = zipfile.ZipInfo(path, self._moment)
        info.create_system, info.external_attr = _UNIX, _MODE
        stream = BytesIO(content) if isinstance(content, bytes) else content
        seen, size = hashlib.sha256(), 0
        with self._archive.open(info, "w") as target:
            while chunk := stream.read(_CHUNK):
                if count:
                    seen.update(chunk)
                target.write(chunk)
                size += len(chunk)
        return size, seen.hexdigest()


class Names:
    """Names within one folder: clean, short and different, also where case makes no difference (bar EX5)."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, name: str) -> str:
        """Return the name, cleaned, with a number behind it when it was given before."""
        path = PurePosixPath(clean_name(name, extension_of(name) or "bin"))
        stem = path.stem[:_LONGEST_NAME].rstrip(". ") or "bewijs"
        found, times = f"{stem}{path.suffix}", 1
        while found.casefold() in self._taken:
            times += 1
            found = f"{stem} ({times}){path.suffix}"
        self._taken.add(found.casefold())
        return found
