"""Which kind of file it really is, by its first bytes, and the refusal that names it (soort bestand)."""

from register.workbooks.package import Package
from register.workbooks.refused import ASK_AGAIN, SAVE_AS_XLSX, WorkbookRefused

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
HEAD = 8192
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
TEXTS = ((b"<html", "html"), (b"<!doctype html", "html"), (b"<table", "html"), (b"<?xml", "xml"), (b"<", "xml"))


def refuse_other_kinds(head: bytes, encrypted: bool) -> None:  # noqa: FBT001 - one fact about the file
    """Refuse everything that is not a zip, by name where we know it.

    Args:
        head: the first bytes of the file.
        encrypted: whether an OLE2 file holds an encrypted package.

    """
    if not head.strip(b"\0"):
        raise WorkbookRefused(
            "empty-file", "Het bestand is leeg.", "Kies het bestand opnieuw, of vraag om een nieuwe export."
        )
    if head.startswith(ZIP):
        return
    if head.startswith(OLE2):
        raise _ole2(encrypted=encrypted)
    for magic, code, name in NAMED:
        if head.startswith(magic):
            raise _kind(code, name)
    raise _text(head)


def require_spreadsheet(package: Package) -> None:
    """Refuse a zip that holds something else than an .xlsx, and every part that can run."""
    names = {name.casefold() for name in package.parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise WorkbookRefused(
            "macro", "Het bestand bevat macro's.", "Sla het op als Excel-werkmap zonder macro's (.xlsx)."
        )
    if any(name.startswith("xl/macrosheets/") for name in names):
        raise WorkbookRefused("macro", "Het bestand bevat een macroblad.", "Haal dat blad weg en sla het op als .xlsx.")
    if "mimetype" in names and "content.xml" in names:
        raise _kind("ods", "een OpenDocument-bestand")
    if "xl/workbook.bin" in names:
        raise _kind("xlsb", "een binaire werkmap (.xlsb)")
    for folder, name in (("word/", "een Word-document"), ("ppt/", "een presentatie")):
        if any(part.startswith(folder) for part in names):
            raise _kind("office", name)
    if "[content_types].xml" not in names or not any(name.endswith(".xml") and "workbook" in name for name in names):
        raise _kind("no-workbook", "een zip-bestand zonder werkmap")


def _kind(code: str, name: str) -> WorkbookRefused:
    return WorkbookRefused(f"kind-{code}", f"Dit is {name}, geen Excel-werkmap (.xlsx).", SAVE_AS_XLSX)


def _ole2(*, encrypted: bool) -> WorkbookRefused:
    if encrypted:
        return WorkbookRefused(
            "password",
            "Het bestand is beveiligd met een wachtwoord.",
            f"Haal in Excel het wachtwoord eraf (Bestand, Info, Werkmap beveiligen). {SAVE_AS_XLSX}",
        )
    return _kind("xls", "een oude Excel-werkmap (.xls)")


def _text(head: bytes) -> WorkbookRefused:
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip().lower()
    for opening, code in TEXTS:
        if start.startswith(opening):
            return _kind(code, "een webpagina" if code == "html" else "een XML-bestand")
    if any(sign in head for sign in (b",", b";", b"\t", b"\n")) and b"\0" not in head:
        return _kind("csv", "een tekst- of CSV-bestand")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _kind("csv", "een tekst- of CSV-bestand")
    return WorkbookRefused("kind-unknown", "We herkennen dit bestand niet als Excel-werkmap (.xlsx).", ASK_AGAIN)
