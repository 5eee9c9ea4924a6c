"""Hostile and odd files of the other spreadsheet formats: .ods and .xls (groups ods and xls)."""

import re
import struct
import zipfile
from collections.abc import Callable, Mapping

from tests.hostile.cases import Case
from tests.hostile.old_excel import (
    MACRO_SHEET,
    compound,
    error_cell,
    number_cell,
    record,
    table_cells,
    text_cell,
    xls,
    xls_stream,
)
from tests.hostile.ooxml import HEADERS, pack

KIND = b"application/vnd.oasis.opendocument.spreadsheet"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
PEOPLE = (HEADERS[:3], ("00123", "Ayşe", "Łukasz"), ("00124", "Jan", "Jansen"))


def cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'


def row(*texts: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{''.join(map(cell, texts))}</table:table-row>"


ROWS = "".join(row(*texts) for texts in PEOPLE)


def table(rows: str = ROWS, *, attributes: str = "", name: str = "Blad1") -> str:
    return f'<table:table table:name="{name}"{attributes}>{rows}</table:table>'


def content(tables: str, *, head: str = HEAD, styles: str = "") -> bytes:
    return (
        f"{head}<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    ).encode()


def ods(raw: bytes | None = None, *, extra: Mapping[str, bytes] | None = None, kind: bytes = KIND) -> bytes:
    return pack({"mimetype": kind, "content.xml": raw if raw is not None else content(table()), **(extra or {})})


def manifest(inside: str = "") -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entry = f'<m:file-entry m:full-path="content.xml">{inside}</m:file-entry>'
    return f'<m:manifest xmlns:m="{space}">{entry}</m:manifest>'.encode()


def o(name: str, raw: bytes | Callable[[], bytes], refused: str = "", *notices: str, rows: int = 2) -> Case:
    return Case(
        name=f"ods_{name}.ods",
        group="ods",
        make=raw if callable(raw) else lambda: raw,
        refused=refused,
        rows=0 if refused else rows,
        notices=notices,
    )


def x(name: str, raw: bytes, refused: str = "", *notices: str, rows: int = 2) -> Case:
    return Case(
        name=f"xls_{name}.xls",
        group="xls",
        make=lambda: raw,
        refused=refused,
        rows=0 if refused else rows,
        notices=notices,
    )


def sheet(rows: str, **given: str) -> bytes:
    return ods(content(table(rows, **given)))


BLANK = '<table:table-row table:number-rows-repeated="1048570" table:style-name="ro1">{}</table:table-row>'
EMPTY_CELLS = '<table:table-cell table:style-name="ce1" table:number-columns-repeated="16384"/>'
ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>'
)
FORMULA = '<table:table-cell table:formula="of:=[.A1]"/>'
NOTE = "<office:annotation><text:p>geheime notitie</text:p></office:annotation>"
HIDING = (
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
)
TRACKED = (
    "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell/>"
    f"{table()}</table:previous></table:cell-content-change></table:tracked-changes>"
)
WIDE = cell("x", ' table:number-columns-repeated="16384"')
MANY = cell("x", ' table:number-columns-repeated="1000"')
GOOD = xls([("Blad1", table_cells(PEOPLE))])
OTHER_PREFIX = re.sub(rb"(?<=[</ ])table:", b"t:", content(table())).replace(b"xmlns:table=", b"xmlns:t=")
STREAM = xls_stream([("Blad1", table_cells(PEOPLE))])

ODS = (
    o("plain", ods()),
    o("blank_million", sheet(ROWS + BLANK.format(EMPTY_CELLS))),
    o("blank_million_of_rows", sheet(ROWS + f"<table:table-row>{EMPTY_CELLS}</table:table-row>" * 50_000)),
    o("filled_million", sheet(ROWS + row("x", attributes=' table:number-rows-repeated="1048570"')), "too-many-rows"),
    o("filled_wide", sheet(f"<table:table-row>{WIDE}</table:table-row>"), "far-cell"),
    o(
        "filled_both",
        sheet(f'<table:table-row table:number-rows-repeated="19000">{MANY}</table:table-row>'),
        "too-many-cells",
    ),
    o(
        "repeat_not_a_number",
        sheet(ROWS + row("3", "Piet", "Berg", attributes=' table:number-rows-repeated="-5"')),
        rows=3,
    ),
    o("repeat_of_billions", sheet(ROWS + '<table:table-row table:number-rows-repeated="99999999999"/>' * 3)),
    o(
        "far_row",
        sheet(ROWS + '<table:table-row table:number-rows-repeated="1048000"/>' + row(*"abcdefgh")),
        "far-cell",
    ),
    o("repeated_row", sheet(ROWS + row("3", "Piet", "Berg", attributes=' table:number-rows-repeated="3"')), rows=5),
    o("doctype", ods(content(table(), head=f"{HEAD}<!DOCTYPE a>")), "xml-dtd"),
    o("doctype_in_styles", ods(extra={"styles.xml": f"{HEAD}<!DOCTYPE a><a/>".encode()}), "xml-dtd"),
    o("doctype_in_meta", ods(extra={"meta.xml": f"{HEAD}<!DOCTYPE a><a/>".encode()}), "xml-dtd"),
    o("laughs", ods(content(table(), head=f'{HEAD}<!DOCTYPE a [<!ENTITY e "haha">]>')), "xml-dtd"),
    o("not_closed", ods(content(table())[:-30]), "xml-broken"),
    o("half", ods()[: len(ods()) // 2], "zip-damaged"),
    o("deep", sheet("<table:table-row-group>" * 5_000 + "</table:table-row-group>" * 5_000), "xml-deep"),
    o("password", ods(extra={"META-INF/manifest.xml": manifest("<m:encryption-data/>")}), "password"),
    o("not_encrypted", ods(extra={"META-INF/manifest.xml": manifest()})),
    o("macro", ods(extra={"Basic/Standard/Module1.xml": b"<a/>"}), "macro"),
    o("script", ods(extra={"Scripts/python/a.xml": b"<a/>"}), "macro"),
    o("text_document", ods(kind=b"application/vnd.oasis.opendocument.text"), "kind-office"),
    o("no_sheet", ods(content("")), "kind-no-workbook"),
    o("sheets_300", ods(content("".join(table("", name=f"B{n}") for n in range(300)))), "kind-no-workbook"),
    o("nothing_in_it", sheet(""), "no-rows"),
    o("text_40000", sheet(ROWS + row("3", "x" * 40_000)), "text-too-long"),
    o(
        "text_repeated",
        sheet(ROWS + row("3", "x" * 30_000, attributes=' table:number-rows-repeated="9000"')),
        "too-much-text",
    ),
    o(
        "error_cell",
        sheet(ROWS + f"<table:table-row>{cell('3')}{ERROR}{cell('x')}</table:table-row>"),
        "",
        "met een fout, in B4",
        rows=3,
    ),
    o(
        "errors_6000",
        sheet(ROWS + f'<table:table-row table:number-rows-repeated="6000">{ERROR}</table:table-row>'),
        "too-many-errors",
    ),
    o(
        "formula_no_value",
        sheet(ROWS + f"<table:table-row>{cell('3')}{FORMULA}{cell('x')}</table:table-row>"),
        "",
        "zonder uitkomst, in B4",
        rows=3,
    ),
    o(
        "hidden_row",
        sheet(ROWS.replace("<table:table-row>", '<table:table-row table:visibility="collapse">', 1)),
        "",
        "verborgen rij 1",
    ),
    o(
        "filtered_row",
        sheet(ROWS.replace("<table:table-row>", '<table:table-row table:visibility="filter">', 1)),
        "",
        "verborgen rij 1",
    ),
    o(
        "hidden_column",
        sheet(f'<table:table-column/><table:table-column table:visibility="collapse"/>{ROWS}'),
        "",
        "verborgen kolom B",
    ),
    o(
        "hidden_sheet",
        ods(content(table(attributes=' table:style-name="ta2"', name="Geheim"), styles=HIDING)),
        "",
        "Blad 'Geheim' is verborgen",
    ),
    o(
        "merged",
        sheet(
            ROWS.replace(
                '"string"><text:p>Ay',
                '"string" table:number-rows-spanned="2" table:number-columns-spanned="1"><text:p>Ay',
            )
        ),
        "",
        "samengevoegde cellen B2:B3",
    ),
    o(
        "merge_area",
        sheet(ROWS.replace('"string"><text:p>Ay', '"string" table:number-rows-spanned="900000"><text:p>Ay')),
        "too-many-merges",
    ),
    o("note_is_not_read", sheet(ROWS.replace("<text:p>Jan<", f"{NOTE}<text:p>Jan<"))),
    o("tracked_changes_are_not_read", ods(content(TRACKED + table()))),
    o(
        "linked_sheet",
        sheet(
            f'<table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///ergens.ods"/>{ROWS}'
        ),
        "",
        "file:///ergens.ods",
    ),
    o("other_prefixes", ods(OTHER_PREFIX)),
    o("mimetype_long", ods(kind=KIND + b" " * 1_000_000), "kind-office"),
    o(
        "media_256_mib_claimed",
        lambda: pack({"mimetype": KIND, "content.xml": content(table()), "Pictures/a.bin": b"\0" * 101 * 1024 * 1024}),
        "zip-bomb",
    ),
    o("lzma", pack({"mimetype": KIND, "content.xml": content(table())}, method=zipfile.ZIP_LZMA), "zip-method"),
)

XLS = (
    x("plain", GOOD),
    x("named_xlsx", GOOD),
    x("numbers", xls([("Blad1", table_cells([HEADERS[:3], (123, "Jan", "Jansen"), (124.0, "Piet", "x")]))])),
    x("half", GOOD[: len(GOOD) // 2], "xls-damaged"),
    x("header_only", GOOD[:512], "xls-damaged"),
    x("chain_loops", GOOD[:-508] + struct.pack("<L", 0) + GOOD[-504:], "xls-damaged"),
    x("stream_cut", compound({"Workbook": STREAM[:60]}), "xls-damaged"),
    x("record_past_end", compound({"Workbook": STREAM[:30] + b"\xfc\x00\xff\xff"}), "xls-damaged"),
    x("no_sheets", compound({"Workbook": record(0x809, b"\0" * 16) + record(0x0A)}), "xls-damaged"),
    x(
        "sheet_outside",
        compound({"Workbook": STREAM.replace(struct.pack("<L", STREAM.rfind(b"\x09\x08")), b"\xff\xff\xff\x7f", 1)}),
        "xls-damaged",
    ),
    x("password", xls([("Blad1", table_cells(PEOPLE))], before=record(0x2F, b"\0" * 6)), "password"),
    x("macro", compound({"Workbook": STREAM}, storages=["_VBA_PROJECT_CUR"]), "macro"),
    x("macro_record", xls([("Blad1", table_cells(PEOPLE))], before=record(0xD3)), "macro"),
    x(
        "macro_sheet",
        compound({"Workbook": xls_stream([("Macro1", table_cells(PEOPLE))], kinds={"Macro1": MACRO_SHEET})}),
        "macro",
    ),
    x("encrypted_package", compound({"EncryptedPackage": b"x" * 5_000}), "password"),
    x("hidden_sheet", xls([("Geheim", table_cells(PEOPLE))], states={"Geheim": 1}), "", "Blad 'Geheim' is verborgen"),
    x(
        "very_hidden_sheet",
        xls([("Geheim", table_cells(PEOPLE))], states={"Geheim": 2}),
        "",
        "Blad 'Geheim' is verborgen",
    ),
    x(
        "hidden_row",
        xls([("B", table_cells(PEOPLE) + record(0x208, struct.pack("<8H", 1, 0, 3, 255, 0, 0, 0x20, 0)))]),
        "",
        "verborgen rij 2",
    ),
    x(
        "hidden_column",
        xls([("B", record(0x7D, struct.pack("<6H", 1, 1, 0, 0, 1, 0)) + table_cells(PEOPLE))]),
        "",
        "verborgen kolom B",
    ),
    x(
        "merged",
        xls([("B", table_cells(PEOPLE) + record(0xE5, struct.pack("<5H", 1, 1, 2, 1, 1)))]),
        "",
        "samengevoegde cellen B2:B3",
    ),
    x(
        "merge_area",
        xls([("B", table_cells(PEOPLE) + record(0xE5, struct.pack("<5H", 1, 0, 60_000, 0, 200)))]),
        "too-many-merges",
    ),
    x(
        "error_cell",
        xls([("B", table_cells(PEOPLE) + text_cell(3, 0, "3") + error_cell(3, 1, 0x17) + text_cell(3, 2, "x"))]),
        "",
        "met een fout, in B4",
        rows=3,
    ),
    x("errors_6000", xls([("B", b"".join(error_cell(r, 0, 0x2A) for r in range(6_000)))]), "too-many-errors"),
    x(
        "external_link",
        xls([("B", table_cells(PEOPLE))], before=record(0x1AE, b"\1\0\5\0\0abcde")),
        "",
        "verwijst naar andere bestanden",
    ),
    x("far_cell", xls([("B", table_cells(PEOPLE) + text_cell(65_535, 255, "x"))]), "far-cell"),
    x("rows_20100", xls([("B", b"".join(number_cell(r, 0, 1.0) for r in range(20_100)))]), "too-many-rows"),
    x("two_sheets", xls([("Uitleg", text_cell(0, 0, "Lees dit eerst")), ("Mensen", table_cells(PEOPLE))])),
    x("nothing_in_it", xls([("B", b"")]), "no-rows"),
)

CASES = (*ODS, *XLS)
