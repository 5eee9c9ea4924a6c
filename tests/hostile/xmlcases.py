"""XML that declares, points outside, or is not what it says (group xml)."""

from tests.hostile.cases import Case
from tests.hostile.ooxml import HEAD, MAIN, PEOPLE, SHEET1, pack, rows_xml, sheet_xml, workbook_parts

LISTENER = "http://127.0.0.1:{port}/x"
ROWS = rows_xml(PEOPLE)
PLAIN_DTD = "<!DOCTYPE worksheet>"
LAUGHS = (
    "<!DOCTYPE a [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)) + "]>"
)
QUADRATIC = f"<!DOCTYPE a [<!ENTITY a '{'x' * 50_000}'>]>"


def with_doctype(part: str, doctype: str) -> bytes:
    parts = workbook_parts() | {
        "docProps/core.xml": f"{HEAD}<core/>".encode(),
        "xl/styles.xml": f"{HEAD}<styleSheet/>".encode(),
    }
    return pack(parts | {part: parts[part].replace(HEAD.encode(), (HEAD + doctype).encode(), 1)})


def doctype_cases(port: int) -> tuple[Case, ...]:
    """Eleven DOCTYPEs; those that point outside point at a port of this machine."""
    url = LISTENER.format(port=port)
    texts = {
        "harmless_in_sheet": (SHEET1, PLAIN_DTD),
        "harmless_in_workbook": ("xl/workbook.xml", PLAIN_DTD),
        "harmless_in_types": ("[Content_Types].xml", PLAIN_DTD),
        "harmless_in_core": ("docProps/core.xml", PLAIN_DTD),
        "laughs_in_sheet": (SHEET1, LAUGHS),
        "quadratic_in_workbook": ("xl/workbook.xml", QUADRATIC),
        "external_http_in_rels": ("xl/_rels/workbook.xml.rels", f'<!DOCTYPE a SYSTEM "{url}">'),
        "external_file_in_sheet": (SHEET1, '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
        "parameter_http_in_styles": ("xl/styles.xml", f'<!DOCTYPE a [<!ENTITY % p SYSTEM "{url}">%p;]>'),
    }
    cases = [xml(f"dtd_{name}", with_doctype(part, text), "xml-dtd") for name, (part, text) in texts.items()]
    wide = sheet_xml(ROWS, head=f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "{url}">').decode()
    cases.append(xml("dtd_utf16_in_sheet", pack(workbook_parts() | {SHEET1: wide.encode("utf-16")}), "xml-dtd"))
    unnamed = f'<?xml version="1.0"?><!DOCTYPE a SYSTEM "{url}"><a/>'.encode()
    cases.append(xml("dtd_in_part_named_bin", pack(workbook_parts() | {"xl/odd.bin": unnamed}), "xml-dtd"))
    return tuple(cases)


def xml(name: str, raw: bytes, refused: str = "", *, rows: int = 0) -> Case:
    return Case(name=f"xml_{name}.xlsx", group="xml", make=lambda: raw, refused=refused, rows=rows)


def sheet(raw: bytes) -> bytes:
    return pack(workbook_parts() | {SHEET1: raw})


PREFIXED = (
    sheet_xml(ROWS)
    .decode()
    .replace("<", "<x:")
    .replace("<x:/", "</x:")
    .replace("<x:?", "<?")
    .replace("xmlns=", "xmlns:x=")
)
UTF16 = sheet_xml(ROWS, head='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16")

CASES = (
    *doctype_cases(9),
    xml("utf16_sheet", sheet(UTF16), rows=2),
    xml("prefixed_sheet", sheet(PREFIXED.encode()), rows=2),
    xml(
        "latin1_sheet",
        sheet(
            sheet_xml(rows_xml((*PEOPLE[:1], ("1", "Zoë", "É"))), head='<?xml version="1.0" encoding="ISO-8859-1"?>')
            .decode()
            .encode("latin-1")
        ),
        rows=1,
    ),
    xml("comment_hides_rows", sheet(sheet_xml(ROWS + "<!-- <row><c><v>1</v></c></row> -->")), rows=2),
    xml(
        "cdata_text",
        sheet(
            sheet_xml(
                rows_xml(PEOPLE[:1]) + '<row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[1<2]]></t></is></c></row>'
            )
        ),
        rows=1,
    ),
    xml("bom_utf8", sheet(b"\xef\xbb\xbf" + sheet_xml(ROWS)), rows=2),
    xml("single_quotes", sheet(sheet_xml(ROWS).replace(b'"', b"'")), rows=2),
    xml("cut_in_half", sheet(sheet_xml(ROWS)[:400]), "xml-broken"),
    xml("not_closed", sheet(sheet_xml(ROWS).replace(b"</sheetData>", b"")), "xml-broken"),
    xml("empty_sheet_part", sheet(b""), "xml-broken"),
    xml("bad_utf8", sheet(sheet_xml(ROWS).replace(b"Jansen", b"J\xff\xfesen")), "xml-broken"),
    xml("null_byte", sheet(sheet_xml(ROWS).replace(b"Jansen", b"J\0sen")), "xml-broken"),
    xml("unknown_encoding", sheet(sheet_xml(ROWS, head='<?xml version="1.0" encoding="x-nergens"?>')), "xml-broken"),
    xml("utf7_encoding", sheet(sheet_xml(ROWS, head='<?xml version="1.0" encoding="UTF-7"?>')), "xml-broken"),
    xml("undefined_entity", sheet(sheet_xml(ROWS).replace(b"Jansen", b"&nergens;")), "xml-broken"),
    xml("two_roots", sheet(sheet_xml(ROWS) + b"<a/>"), "xml-broken"),
    xml("rels_not_xml", pack(workbook_parts() | {"_rels/.rels": b"nee"}), "xml-broken"),
    xml(
        "strict_namespace",
        pack(
            {
                name: raw.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    b"http://purl.oclc.org/ooxml/officeDocument/relationships",
                )
                for name, raw in workbook_parts().items()
            }
        ),
        rows=2,
    ),
)
