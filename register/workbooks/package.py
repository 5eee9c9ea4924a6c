"""The zip around a workbook: checked entry by entry and unpacked in a stream (verpakking)."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Self

from register.workbooks.refused import ASK_AGAIN, SAVE_AS_XLSX, WorkbookRefused

MIB = 1024 * 1024
CHUNK = 256 * 1024
MAX_PARTS = 1_000
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
ENCRYPTED = 0x1


def damaged(detail: str) -> WorkbookRefused:
    """Make the refusal for a zip that cannot be right."""
    return WorkbookRefused("zip-damaged", f"Het bestand is beschadigd of niet compleet ({detail}).", ASK_AGAIN)


def bomb(detail: str) -> WorkbookRefused:
    """Make the refusal for a file that unpacks to far more than it should."""
    return WorkbookRefused("zip-bomb", f"Het bestand is uitgepakt veel te groot ({detail}).", ASK_AGAIN)


class Package:
    """An opened workbook file whose directory was checked; `stream` unpacks one part.

    Args:
        path: the file; it is only read.
        max_unpacked: bytes that all parts together may unpack to.

    """

    def __init__(self, path: Path, *, max_unpacked: int) -> None:
        self._max_unpacked = max_unpacked
        self._size = path.stat().st_size
        self._file: BinaryIO = path.open("rb")
        try:
            self.parts = self._directory()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def stream(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """Unpack one part in chunks; refuse it when size or checksum differ from what the directory claims."""
        self._file.seek(info.header_offset)
        header = self._local_header(info)
        self._file.seek(header[9] + header[10], 1)
        total, checksum = 0, 0
        for chunk in self._inflated(info):
            total += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            if total > info.file_size:
                raise bomb("meer dan het bestand zelf opgeeft")
            yield chunk
        if total != info.file_size or checksum != info.CRC:
            raise damaged("een onderdeel klopt niet met de inhoudsopgave")

    def read(self, info: zipfile.ZipInfo) -> bytes:
        """Unpack one small part as a whole."""
        return b"".join(self.stream(info))

    def _directory(self) -> dict[str, zipfile.ZipInfo]:
        try:
            with zipfile.ZipFile(self._file) as archive:
                infos = archive.infolist()
                start = archive.start_dir
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, struct.error) as error:
            raise damaged("geen geldig zip-bestand") from error
        _check_entries(infos, size=self._size, max_unpacked=self._max_unpacked)
        self._check_overlap(infos, start)
        return {info.filename: info for info in infos}

    def _check_overlap(self, infos: list[zipfile.ZipInfo], directory: int) -> None:
        ends = 0
        for info in sorted(infos, key=lambda entry: entry.header_offset):
            if info.header_offset < ends:
                raise bomb("onderdelen liggen over elkaar")
            self._file.seek(info.header_offset)
            header = self._local_header(info)
            ends = info.header_offset + LOCAL_HEADER.size + header[9] + header[10] + info.compress_size
        if ends > directory:
            raise bomb("onderdelen liggen over elkaar")

    def _local_header(self, info: zipfile.ZipInfo) -> tuple[int, ...]:
        raw = self._file.read(LOCAL_HEADER.size)
        if len(raw) < LOCAL_HEADER.size or raw[:4] != b"PK\x03\x04":
            raise damaged("een onderdeel ontbreekt")
        header = LOCAL_HEADER.unpack(raw)
        if header[3] != info.compress_type or header[2] & ENCRYPTED:
            raise damaged("een onderdeel klopt niet met de inhoudsopgave")
        return header

    def _inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        left = info.compress_size
        if info.compress_type == zipfile.ZIP_STORED:
            while left and (raw := self._file.read(min(CHUNK, left))):
                left -= len(raw)
                yield raw
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            while left and not inflater.eof and (raw := self._file.read(min(CHUNK, left))):
                left -= len(raw)
                while raw:
                    yield inflater.decompress(raw, CHUNK)
                    raw = inflater.unconsumed_tail
            yield inflater.flush()
        except zlib.error as error:
            raise damaged("een onderdeel is niet uit te pakken") from error
        if left or not inflater.eof or inflater.unused_data:
            raise damaged("een onderdeel is langer of korter dan opgegeven")


def _check_entries(infos: list[zipfile.ZipInfo], *, size: int, max_unpacked: int) -> None:
    if len(infos) > MAX_PARTS:
        raise bomb(f"{len(infos)} onderdelen")
    if sum(info.compress_size for info in infos) > size:
        raise bomb("onderdelen liggen over elkaar")
    if sum(info.file_size for info in infos) > max_unpacked:
        raise bomb(f"meer dan {max_unpacked // MIB} MB")
    seen: set[str] = set()
    for info in infos:
        _check_entry(info, seen)


def _check_entry(info: zipfile.ZipInfo, seen: set[str]) -> None:
    name = info.orig_filename.replace("\\", "/")
    if "\0" in name or name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        raise WorkbookRefused("zip-name", "In het bestand zit een onderdeel met een verboden naam.", ASK_AGAIN)
    if name.casefold() in seen:
        raise WorkbookRefused("zip-duplicate", "In het bestand zit een onderdeel dubbel.", ASK_AGAIN)
    seen.add(name.casefold())
    if info.flag_bits & ENCRYPTED:
        raise WorkbookRefused(
            "password", "Het bestand is beveiligd met een wachtwoord.", f"Haal het wachtwoord eraf. {SAVE_AS_XLSX}"
        )
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise WorkbookRefused("zip-method", "Het bestand is op een ongewone manier ingepakt.", SAVE_AS_XLSX)
