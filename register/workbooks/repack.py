"""Saves an openpyxl workbook as bytes that depend on its content only (vaste bytes)."""

import re
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from openpyxl import Workbook

IN_MEMORY = 8 * 1024 * 1024
CHUNK = 1024 * 1024
ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
MOMENTS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def repack(book: "Workbook", out: Path | BinaryIO, made_at: datetime) -> None:
    """Write the workbook with `made_at` as its only moment."""
    book.properties.creator = "Leerregister"
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as raw:
        book.save(raw)
        raw.seek(0)
        with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in sorted(source.infolist(), key=lambda entry: entry.filename != "[Content_Types].xml"):
                _copy(source, target, info.filename, made_at)


def _copy(source: zipfile.ZipFile, target: zipfile.ZipFile, name: str, made_at: datetime) -> None:
    entry = zipfile.ZipInfo(name, ZIP_MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o600 << 16
    if name == "docProps/core.xml":
        moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
        target.writestr(entry, MOMENTS.sub(rb"\g<1>" + moment + rb"\g<2>", source.read(name)))
        return
    with source.open(name) as reader, target.open(entry, "w", force_zip64=False) as writer:
        while chunk := reader.read(CHUNK):
            writer.write(chunk)
