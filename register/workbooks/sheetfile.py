"""The package around the sheets of a written workbook: its parts, its styles, one moment (werkmapbestand)."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from register.workbooks.cells import column_letter
from register.workbooks.sheetcells import CellWriter, escape_attribute, header_cell, lines_of, rows_of
from register.workbooks.write import FORMATS, HEADER_FILL, Column, Value

SLICE = 1000
ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WRAPS = ' wrapText="1"'
_CUSTOM = 164
"""The first number a workbook may give to a number format of its own."""


class SheetFile:
    """A workbook being written. The same sheets and moment give the same bytes."""

    def __init__(self, out: Path | BinaryIO, *, made_at: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._made_at = made_at
        self._titles: list[str] = []
        self._filters: list[str] = []
        self.shortened = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        self._zip.close()

    def write_sheet(self, title: str, columns: Sequence[Column], rows: Iterator[Sequence[Value]]) -> int:
        """Write one sheet with a frozen header and a filter; the number of rows below the header."""
        self._titles.append(title)
        makers = [CellWriter(column.kind) for column in columns]
        letters = [column_letter(place) for place in range(len(columns))]
        references = "".join(f'<c r="{letter}§"%s' for letter in letters)
        references = f'<row r="§">{references}</row>'
        count = 0
        with self._zip.open(_entry(f"xl/worksheets/sheet{len(self._titles)}.xml"), "w") as part:
            part.write(_head_of(columns).encode())
            part.write(rows_of([[header_cell(column.header)] for column in columns], 1, references).encode())
            while piece := list(islice(rows, SLICE)):
                turned = zip(*piece, strict=True)
                cells = [maker.cells(values) for maker, values in zip(makers, turned, strict=True)]
                part.write(rows_of(cells, count + 2, references, lines=lines_of(columns, piece)).encode())
                count += len(piece)
            area = f"A1:{letters[-1]}{count + 1}"
            part.write(_tail_of(area).encode())
        self._filters.append(f"$A$1:${letters[-1]}${count + 1}")
        self.shortened += sum(maker.shortened for maker in makers)
        return count

    def _finish(self) -> None:
        for name, content in (
            ("[Content_Types].xml", _content_types(len(self._titles))),
            ("_rels/.rels", _RELATIONS),
            ("docProps/core.xml", _core(self._made_at)),
            ("docProps/app.xml", _APP),
            ("xl/styles.xml", _styles()),
            ("xl/_rels/workbook.xml.rels", _workbook_relations(len(self._titles))),
            ("xl/workbook.xml", _workbook(self._titles, self._filters)),
        ):
            self._zip.writestr(_entry(name), _XML + content)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o600 << 16
    return entry


def _head_of(columns: Sequence[Column]) -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
        for place, column in enumerate(columns, start=1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
    )


def _tail_of(area: str) -> str:
    """Numbers of people are text on purpose: no green corners in Excel."""
    return (
        f'</sheetData><autoFilter ref="{area}"/>'
        f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )


def _styles() -> str:
    kinds = tuple(FORMATS.values())
    formats = "".join(f'<numFmt numFmtId="{_CUSTOM + place}" formatCode="{code}"/>' for place, code in enumerate(kinds))
    plain = "".join(
        f'<xf numFmtId="{_CUSTOM + place}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"'
        f' applyAlignment="1"><alignment vertical="top"{wraps}/></xf>'
        for place, wraps in enumerate(_WRAPS if kind == "note" else "" for kind in FORMATS)
    )
    text = _CUSTOM + tuple(FORMATS).index("text")
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(kinds)}">{formats}</numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
        '<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/><family val="2"/></font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill>'
        f'<fill><patternFill patternType="solid"><fgColor rgb="{HEADER_FILL}"/></patternFill></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(kinds) + 3}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1">'
        f'<alignment vertical="top" wrapText="1"/></xf>{plain}'
        f'<xf numFmtId="{text}" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"'
        ' applyAlignment="1"><alignment vertical="top"/></xf>'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _workbook(titles: Sequence[str], filters: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape_attribute(title)}" sheetId="{place}" r:id="rId{place}"/>'
        for place, title in enumerate(titles, start=1)
    )
    names = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'
        f"'{escape_attribute(title.replace(chr(39), chr(39) * 2))}'!{area}</definedName>"
        for place, (title, area) in enumerate(zip(titles, filters, strict=True))
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView activeTab="0"/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>"
    )


def _workbook_relations(sheets: int) -> str:
    found = "".join(
        f'<Relationship Id="rId{place}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{place}.xml"/>'
        for place in range(1, sheets + 1)
    )
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">{found}'
        f'<Relationship Id="rId{sheets + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )


def _content_types(sheets: int) -> str:
    found = "".join(
        f'<Override PartName="/xl/worksheets/sheet{place}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for place in range(1, sheets + 1)
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml"'
        f' ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>{found}</Types>'
    )


def _core(made_at: datetime) -> str:
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<dc:creator>Leerregister</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )


_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>'
)
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Leerregister</Application></Properties>"
)
