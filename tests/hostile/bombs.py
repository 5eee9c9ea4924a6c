"""Files that ask for far more than they seem to (group bomb)."""

import io
import struct
import zipfile

from tests.hostile.cases import Case
from tests.hostile.ooxml import (
    DOC_REL,
    HEAD,
    MAIN,
    MOMENT,
    PEOPLE,
    SHEET1,
    pack,
    people_workbook,
    rows_xml,
    sheet_xml,
    workbook_parts,
)

MIB = 1024 * 1024


def streamed(name: str, start: bytes, block: bytes, times: int, end: bytes) -> bytes:
    """Make a workbook in which one part repeats a block, without ever holding that part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, content in workbook_parts().items():
            if part != name:
                archive.writestr(zipfile.ZipInfo(part, MOMENT), content)
        info = zipfile.ZipInfo(name, MOMENT)
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w") as writer:
            writer.write(start)
            for _ in range(times):
                writer.write(block)
            writer.write(end)
    return out.getvalue()


def lying_size(claimed: int) -> bytes:
    """Make a workbook whose sheet claims another unpacked size than it has."""
    content = sheet_xml(rows_xml(PEOPLE) + " " * 200_000)
    raw = bytearray(pack(workbook_parts((("Blad1", content),))))
    real = struct.pack("<L", len(content))
    at = raw.find(real)
    while at >= 0:
        raw[at : at + 4] = struct.pack("<L", claimed)
        at = raw.find(real, at + 4)
    return bytes(raw)


def overlapping(copies: int) -> bytes:
    """Make a directory in which many names point at the same compressed bytes."""
    raw = bytearray(pack(workbook_parts() | {"xl/media/a.bin": b"\0" * MIB}))
    end = raw.rfind(b"PK\x05\x06")
    size, start = struct.unpack("<2L", raw[end + 12 : end + 20])
    directory = bytes(raw[start : start + size])
    at = directory.rfind(b"PK\x01\x02")
    extra = b"".join(directory[at:].replace(b"xl/media/a.bin", b"xl/media/%c.%03d" % (98, i)) for i in range(copies))
    count = directory.count(b"PK\x01\x02") + copies
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size + len(extra), start, 0)
    return bytes(raw[:start]) + directory + extra + tail


def inner_end() -> bytes:
    """Make a deflate stream that goes on after the size and checksum the directory states."""
    raw = bytearray(pack(workbook_parts()))
    info = next(i for i in zipfile.ZipFile(io.BytesIO(raw)).infolist() if i.filename == SHEET1)
    at = raw.rfind(SHEET1.encode()) - 46
    raw[at + 20 : at + 24] = struct.pack("<L", info.compress_size - 3)
    return bytes(raw)


def deep(levels: int) -> bytes:
    body = b"<a>" * levels + b"</a>" * levels
    return pack(workbook_parts() | {"xl/styles.xml": HEAD.encode() + b"<styleSheet>" + body + b"</styleSheet>"})


START = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode()
END = b"</sheetData></worksheet>"
ROW = b"<row><c><v>1</v></c></row>"


def case(name: str, make: object, refused: str) -> Case:
    return Case(name=f"bomb_{name}.xlsx", group="bomb", make=make, refused=refused)  # type: ignore[arg-type]


def far(row: int, column: str, *, tag: int = 0) -> bytes:
    extra = f'<row r="{tag or row}"><c r="{column}{row}"><v>1</v></c></row>'
    return pack(workbook_parts((("Blad1", sheet_xml(rows_xml(PEOPLE) + extra)),)))


def merges(xml: str) -> bytes:
    return people_workbook(after=f"<mergeCells>{xml}</mergeCells>")


def prefixed_rows() -> tuple[bytes, bytes, int, bytes]:
    start = f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'.encode()
    return start, b"<x:row><x:c><x:v>1</x:v></x:c></x:row>" * 1_000, 25, b"</x:sheetData></x:worksheet>"


def amplified() -> bytes:
    """One text of 30,000 characters, used by 3,600 cells."""
    cells = rows_xml(PEOPLE) + "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(4, 3_604))
    parts = workbook_parts((("Blad1", sheet_xml(cells)),))
    kinds = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.sharedStrings+xml"/></Types>',
    )
    relations = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rS" Type="' + DOC_REL.encode() + b'/sharedStrings" '
        b'Target="sharedStrings.xml"/></Relationships>',
    )
    strings = f'{HEAD}<sst xmlns="{MAIN}" count="3600" uniqueCount="1"><si><t>{"x" * 30_000}</t></si></sst>'.encode()
    return pack(
        parts | {"[Content_Types].xml": kinds, "xl/_rels/workbook.xml.rels": relations, "xl/sharedStrings.xml": strings}
    )


CASES = (
    case("rows_without_reference", lambda: streamed(SHEET1, START, ROW * 2_000, 100, END), "too-many-rows"),
    case("rows_128_mib", lambda: streamed(SHEET1, START, ROW * 40_000, 130, END), "zip-bomb"),
    case(
        "shared_string_128_mib",
        lambda: streamed("xl/sharedStrings.xml", b"<sst><si><t>", b"x" * MIB, 128, b"</t></si></sst>"),
        "zip-bomb",
    ),
    case("media_128_mib", lambda: streamed("xl/media/a.png", b"", b"\0" * MIB, 128, b""), "zip-bomb"),
    case("size_claims_less", lambda: lying_size(4_096), "zip-bomb"),
    case("size_claims_more", lambda: lying_size(9 * MIB), "zip-damaged"),
    case("overlapping_20", lambda: overlapping(20), "zip-bomb"),
    case("overlapping_900", lambda: overlapping(900), "zip-bomb"),
    case("parts_1200", lambda: pack(workbook_parts() | {f"xl/x{i}.xml": b"<a/>" for i in range(1_200)}), "zip-bomb"),
    case("stream_cut_in_directory", inner_end, "zip-damaged"),
    case("far_cell", lambda: far(1_048_576, "XFD"), "far-cell"),
    case("far_column", lambda: far(1, "XFD"), "far-cell"),
    case("far_row", lambda: far(1_048_576, "Z"), "far-cell"),
    case("far_cell_row_lies", lambda: far(1_048_576, "XFD", tag=4), "far-cell"),
    case("wide_16384", lambda: people_workbook([tuple(range(16_384))] * 2), "far-cell"),
    case("rows_20100", lambda: people_workbook([*PEOPLE, *[("1", "a", "b")] * 20_100]), "too-many-rows"),
    case("rows_prefixed", lambda: streamed(SHEET1, *prefixed_rows()), "too-many-rows"),
    case("merge_area", lambda: merges('<mergeCell ref="A3:XFD200000"/>'), "too-many-merges"),
    case(
        "merges_20000",
        lambda: merges("".join(f'<mergeCell ref="A{i}:B{i}"/>' for i in range(3, 20_003))),
        "too-many-merges",
    ),
    case("depth_100000", lambda: deep(100_000), "xml-deep"),
    case("depth_in_sheet", lambda: people_workbook(after="<a>" * 300_000 + "</a>" * 300_000), "xml-deep"),
    case("text_32768", lambda: people_workbook([*PEOPLE, ("9", "x" * 32_768)]), "text-too-long"),
    case("shared_string_amplified", amplified, "too-much-text"),
    case(
        "errors_6000", lambda: people_workbook([*PEOPLE, *[('<c t="e"><v>#N/A</v></c>',)] * 6_000]), "too-many-errors"
    ),
    case(
        "sheets_300",
        lambda: pack(workbook_parts(tuple((f"B{i}", sheet_xml("")) for i in range(300)))),
        "kind-no-workbook",
    ),
)
