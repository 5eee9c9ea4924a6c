"""The gate: decides, with the standard library only, whether a file may be read at all (poort)."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from zipfile import ZipInfo

from register.workbooks.kind import require_spreadsheet
from register.workbooks.package import CHUNK, MIB, Package
from register.workbooks.refused import ASK_AGAIN, WorkbookRefused
from register.workbooks.relations import SheetPart, external_targets, sheet_parts
from register.workbooks.report import GateReport, SheetReport
from register.workbooks.tally import SheetTally
from register.workbooks.xmlscan import scan

MAX_UNPACKED = 100 * MIB
UNPACKED_PER_ROW = 2_048
MAX_SMALL_PART = 2 * MIB
XML_NAMES = (".xml", ".rels", ".vml")


def inspect(path: Path, *, max_rows: int = 20_000) -> GateReport:
    """Check an .xlsx by streaming through it; no value of a cell is kept.

    Args:
        path: the received file.
        max_rows: rows a sheet may hold. Above the default it also raises the limit of 100 MiB unpacked, by 2 KiB a row.

    Raises:
        WorkbookRefused: with a code, what is wrong and the remedy, in Dutch.

    """
    with open_package(path, max_rows=max_rows) as package:
        sheets = sheet_parts(package)
        reports = _scan_parts(package, {sheet.part: sheet for sheet in sheets}, max_rows)
        links = _external_links(package)
    return GateReport(
        sheets=tuple(reports[sheet.part] for sheet in sheets if sheet.part in reports),
        external_links=links,
        unpacked=sum(info.file_size for info in package.parts.values()),
    )


def open_package(path: Path, *, max_rows: int) -> Package:
    """Open an .xlsx whose directory and small parts were checked: cheap, and before any other reader sees it.

    Raises:
        WorkbookRefused: not a workbook, macros, a bomb by its own directory, or a DOCTYPE beside the sheets.

    """
    package = Package(path, max_unpacked=max(MAX_UNPACKED, max_rows * UNPACKED_PER_ROW))
    try:
        require_spreadsheet(package)
        _scan_small_parts(package)
    except BaseException:
        package.close()
        raise
    return package


def _scan_small_parts(package: Package) -> None:
    for info in package.parts.values():
        if info.filename.casefold().endswith((".rels", "workbook.xml")):
            if info.file_size > MAX_SMALL_PART:
                raise WorkbookRefused("xml-broken", f"Onderdeel {info.filename[:80]} is veel te groot.", ASK_AGAIN)
            scan(partial(package.stream, info), info.filename)


def _scan_parts(package: Package, sheets: dict[str, SheetPart], max_rows: int) -> dict[str, SheetReport]:
    reports = {}
    for name, info in package.parts.items():
        sheet = sheets.get(name)
        if sheet is None and not _is_xml(package, info):
            for _ in package.stream(info):
                pass  # unpacked all the same: the directory's sizes and checksums must be true
            continue
        tally = scan(partial(package.stream, info), name, partial(_tally, sheet, max_rows) if sheet else None)
        if tally is not None:
            reports[name] = tally.report()
    return reports


def _tally(sheet: SheetPart, max_rows: int) -> SheetTally:
    return SheetTally(name=sheet.name, part=sheet.part, hidden=sheet.hidden, max_rows=max_rows)


def _is_xml(package: Package, info: ZipInfo) -> bool:
    if info.filename.casefold().endswith(XML_NAMES):
        return True
    stream: Iterator[bytes] = package.stream(info)
    head = next(stream, b"")[:CHUNK]
    return head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b" \t\r\n\xff\xfe").startswith(b"<")


def _external_links(package: Package) -> tuple[str, ...]:
    targets: list[str] = []
    for name in package.parts:
        if name.casefold().startswith("xl/externallinks/_rels/"):
            targets += external_targets(package, name)
        elif name.casefold() == "xl/connections.xml":
            targets.append("een gegevensverbinding")
    return tuple(dict.fromkeys(targets))
