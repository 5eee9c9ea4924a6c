"""Files that are something else than they are called, and workbooks that can run or hide something (group kind)."""

import gzip
import struct
import zipfile

from tests.hostile.cases import Case
from tests.hostile.old_excel import compound
from tests.hostile.ooxml import PEOPLE, SHEET1, pack, people_workbook, rows_xml, sheet_xml, workbook_parts

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = people_workbook()


def kind(name: str, raw: bytes, refused: str) -> Case:
    return Case(name=f"kind_{name}", group="kind", make=lambda: raw, refused=refused)


def encrypted_flag() -> bytes:
    raw = bytearray(GOOD)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(magic)
        while at >= 0:
            raw[at + offset : at + offset + 2] = struct.pack("<H", 1)
            at = raw.find(magic, at + 4)
    return bytes(raw)


def with_extra(name: str, raw: bytes = b"x") -> bytes:
    return pack(workbook_parts() | {name: raw})


CASES = (
    kind("empty.xlsx", b"", "empty-file"),
    kind("nulls.xlsx", b"\0" * 4096, "empty-file"),
    kind("ole2_of_zeros.xls", OLE2 + b"\0" * 1000, "xls-damaged"),
    kind("ole2_cut.xls", OLE2, "xls-damaged"),
    kind("password.xlsx", compound({"EncryptionInfo": b"\0" * 64, "EncryptedPackage": b"x" * 5000}), "password"),
    kind("word.doc", compound({"WordDocument": b"x" * 5000}), "kind-office"),
    kind("zip_password.xlsx", encrypted_flag(), "password"),
    kind("html_named.xls", b"<html><table><tr><td>1</td></tr></table></html>", "kind-html"),
    kind("table_named.xls", b"\n <TABLE><tr><td>1</td></tr></TABLE>", "kind-html"),
    kind(
        "xml2003.xls",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "kind-xml2003",
    ),
    kind("png_named.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "kind-image"),
    kind("jpg_named.xlsx", b"\xff\xd8\xff\xe0" + b"\0" * 50, "kind-image"),
    kind("pdf_named.xlsx", b"%PDF-1.7\n", "kind-pdf"),
    kind("rtf_named.xlsx", b"{\\rtf1 }", "kind-rtf"),
    kind("gzip_named.xlsx", gzip.compress(GOOD, mtime=0), "kind-archive"),
    kind("exe_named.xlsx", b"MZ\x90\0" + b"\0" * 50, "kind-program"),
    kind("sqlite_named.xlsx", b"SQLite format 3\0" + b"\0" * 50, "kind-database"),
    kind("random.xlsx", bytes((i * 197 + 13) % 256 for i in range(1, 10)), "kind-unknown"),
    kind("half.xlsx", GOOD[: len(GOOD) // 2], "zip-damaged"),
    kind("no_directory.xlsx", GOOD[:-30], "zip-damaged"),
    kind("zip_empty.xlsx", b"PK\x05\x06" + b"\0" * 18, "kind-unknown"),
    kind("json_named.csv", b"\x00\x01\x02{}" * 9, "kind-unknown"),
    kind("plain_zip.xlsx", pack({"lees.txt": b"hallo"}), "kind-no-workbook"),
    kind("docx_named.xlsx", pack({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "kind-office"),
    kind("pptx_named.xlsx", pack({"[Content_Types].xml": b"<a/>", "ppt/presentation.xml": b"<a/>"}), "kind-office"),
    kind("xlsb_named.xlsx", pack({"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"x"}), "kind-xlsb"),
    kind("macro.xlsm", with_extra("xl/vbaProject.bin"), "macro"),
    kind("macro_upper.xlsx", with_extra("XL/VBAPROJECT.BIN"), "macro"),
    kind("macro_elsewhere.xlsx", with_extra("odd/vbaProject.bin"), "macro"),
    kind("macrosheet.xlsx", with_extra("xl/macrosheets/sheet1.xml", b"<a/>"), "macro"),
    kind("part_twice.xlsx", pack([*workbook_parts().items(), (SHEET1.upper(), sheet_xml(""))]), "zip-duplicate"),
    kind("part_dotdot.xlsx", with_extra("../../buiten.xml", b"<a/>"), "zip-name"),
    kind("part_absolute.xlsx", with_extra("/etc/buiten.xml", b"<a/>"), "zip-name"),
    kind("part_drive.xlsx", with_extra("C:\\buiten.xml", b"<a/>"), "zip-name"),
    kind("lzma.xlsx", pack(workbook_parts(), method=zipfile.ZIP_LZMA), "zip-method"),
    kind("bzip2.xlsx", pack(workbook_parts(), method=zipfile.ZIP_BZIP2), "zip-method"),
    kind(
        "wrong_crc.xlsx", pack(workbook_parts(), method=zipfile.ZIP_STORED).replace(b"Jansen", b"Jansem"), "zip-damaged"
    ),
    kind(
        "sheet_part_missing.xlsx", pack({k: v for k, v in workbook_parts().items() if k != SHEET1}), "kind-no-workbook"
    ),
    kind(
        "no_sheets.xlsx",
        pack(workbook_parts() | {"xl/workbook.xml": b"<workbook><sheets/></workbook>"}),
        "kind-no-workbook",
    ),
    kind("only_headerless_nothing.xlsx", pack(workbook_parts((("Leeg", sheet_xml("")),))), "no-rows"),
    Case(
        name="kind_very_hidden.xlsx",
        group="kind",
        make=lambda: pack(workbook_parts((("Geheim", sheet_xml(rows_xml(PEOPLE))),), states={"Geheim": "veryHidden"})),
        rows=2,
        notices=("Blad 'Geheim' is verborgen",),
    ),
)
