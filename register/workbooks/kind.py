"""Which kind of file it really is, by its first bytes and never by its name, or the refusal that names it."""

from enum import StrEnum
from pathlib import Path

from register.workbooks.package import MIB, Package
from register.workbooks.refused import SAVE_AS_XLSX, WorkbookRefused

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
HEAD = 8192
MAX_FILE = 64 * MIB
NAMED = (
    (b"%PDF-", "pdf", "een PDF"),
    (b"\x89PNG", "image", "een afbeelding"),
    (b"\xff\xd8\xff", "image", "een afbeelding"),
    (b"GIF8", "image", "een afbeelding"),
    (b"{\\rtf", "rtf", "een RTF-tekst"),
    (b"Rar!", "archive", "een ander soort archief"),
    (b"7z\xbc\xaf", "archive", "een ander soort archief"),
    (b"\x1f\x8b", "archive", "een ander soort archief"),
    (b"SQLite format 3", "database", "een database"),
    (b"MZ", "program", "een programma"),
    (b"\x7fELF", "program", "een programma"),
)
WEB = (b"<html", b"<!doctype html", b"<table", b"<head", b"<body", b"<meta")
OFFICE_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"


class FileKind(StrEnum):
    """The kinds of file we read."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"


def kind_of(path: Path) -> FileKind:
    """Tell the kind of a file by its content.

    Raises:
        WorkbookRefused: empty, too big, or a kind that we do not read; by name where we know it.

    """
    size = path.stat().st_size
    if size > MAX_FILE:
        raise WorkbookRefused("too-big", f"Het bestand is groter dan {MAX_FILE // MIB} MB.", "Splits het bestand.")
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\0"):
        raise WorkbookRefused(
            "empty-file", "Het bestand is leeg.", "Kies het bestand opnieuw, of vraag om een nieuwe export."
        )
    if head.startswith(ZIP):
        return _kind_of_zip(path)
    if head.startswith(OLE2):
        return FileKind.XLS
    for magic, code, name in NAMED:
        if head.startswith(magic) and not (code == "program" and head.isascii()):
            raise _kind(code, name)
    _refuse_markup(head)
    return FileKind.TEXT


def require_spreadsheet(package: Package) -> None:
    """Refuse a zip that holds something else than an .xlsx, and every part that can run."""
    names = {name.casefold() for name in package.parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise WorkbookRefused(
            "macro", "Het bestand bevat macro's.", "Sla het op als Excel-werkmap zonder macro's (.xlsx)."
        )
    if any(name.startswith("xl/macrosheets/") for name in names):
        raise WorkbookRefused("macro", "Het bestand bevat een macroblad.", "Haal dat blad weg en sla het op als .xlsx.")
    if "xl/workbook.bin" in names:
        raise _kind("xlsb", "een binaire werkmap (.xlsb)")
    for folder, name in (("word/", "een Word-document"), ("ppt/", "een presentatie")):
        if any(part.startswith(folder) for part in names):
            raise _kind("office", name)
    if "[content_types].xml" not in names or not any(name.endswith(".xml") and "workbook" in name for name in names):
        raise _kind("no-workbook", "een zip-bestand zonder werkmap")


def _kind_of_zip(path: Path) -> FileKind:
    with Package(path, max_unpacked=1 << 40) as package:
        return FileKind.ODS if {"mimetype", "content.xml"} <= set(package.parts) else FileKind.XLSX


def _kind(code: str, name: str) -> WorkbookRefused:
    return WorkbookRefused(
        f"kind-{code}", f"Dit is {name}, geen rekenblad (.xlsx, .xls, .ods) of tekstbestand (.csv).", SAVE_AS_XLSX
    )


def _refuse_markup(head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b" \t\r\n\xff\xfe").lower()
    if not start.startswith(b"<"):
        return
    if OFFICE_2003 in start:
        raise WorkbookRefused(
            "kind-xml2003", "Dit is een XML-werkblad uit Excel 2003, hoe het bestand ook heet.", SAVE_AS_XLSX
        )
    if start.startswith(WEB) or any(word in start for word in WEB):
        raise WorkbookRefused(
            "kind-html",
            "Dit is een webpagina met een tabel, hoe het bestand ook heet; sommige systemen noemen dat 'Excel'.",
            SAVE_AS_XLSX,
        )
    raise _kind("xml", "een XML-bestand")
