"""Builds small workbooks part by part with the standard library only, so that every part can be wrong on purpose."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOC_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MOMENT = (2024, 1, 1, 0, 0, 0)
SHEET1 = "xl/worksheets/sheet1.xml"
HEADERS = ("Personeelsnummer", "Roepnaam", "Achternaam", "Datum in dienst")
PEOPLE = (HEADERS, ("00123", "Ayşe", "Łukasz", "1-2-2024"), ("00124", "Jan", "Jansen", "3-4-2024"))

Parts = dict[str, bytes]


def letters(position: int) -> str:
    text, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell(row: int, column: int, value: object) -> str:
    """Make a cell: text inline, numbers as numbers; a string that starts with `<c` is raw XML."""
    reference = f"{letters(column)}{row}"
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("<c"):
        return value.replace("<c", f'<c r="{reference}"', 1)
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def rows_xml(rows: Sequence[Sequence[object]], *, first: int = 1, attributes: Mapping[int, str] | None = None) -> str:
    extra = attributes or {}
    return "".join(
        f'<row r="{number}"{extra.get(number, "")}>'
        + "".join(cell(number, column, value) for column, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=first)
    )


def sheet_xml(rows: str, *, before: str = "", after: str = "", head: str = HEAD) -> bytes:
    return f'{head}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def workbook_parts(sheets: Sequence[tuple[str, bytes]] = (), *, states: Mapping[str, str] | None = None) -> Parts:
    named = sheets or (("Blad1", sheet_xml(rows_xml(PEOPLE))),)
    hidden = states or {}
    entries = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"'
        + (f' state="{hidden[name]}"' if name in hidden else "")
        + "/>"
        for number, (name, _) in enumerate(named, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{DOC_REL}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(named) + 1)
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for number in range(1, len(named) + 1)
    )
    parts = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            f'spreadsheetml.sheet.main+xml"/>{overrides}</Types>'
        ).encode(),
        "_rels/.rels": (
            f'{HEAD}<Relationships xmlns="{PKG_REL}"><Relationship Id="rId1" Type="{DOC_REL}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOC_REL}"><sheets>{entries}</sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PKG_REL}">{relations}</Relationships>'.encode(),
    }
    return parts | {f"xl/worksheets/sheet{number}.xml": xml for number, (_, xml) in enumerate(named, start=1)}


def pack(parts: Mapping[str, bytes] | Sequence[tuple[str, bytes]], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip parts with fixed moments; a sequence of pairs may hold a name twice."""
    out = io.BytesIO()
    pairs = list(parts.items()) if isinstance(parts, Mapping) else list(parts)
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in pairs:
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = method
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return out.getvalue()


def people_workbook(rows: Sequence[Sequence[object]] = PEOPLE, *, before: str = "", after: str = "") -> bytes:
    return pack(workbook_parts((("Blad1", sheet_xml(rows_xml(rows), before=before, after=after)),)))
