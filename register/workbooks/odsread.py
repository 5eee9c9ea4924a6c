"""Reads an OpenDocument spreadsheet in one stream: gate and reader at once (.ods lezen).

Repeated rows and cells cost nothing when they are empty and are bounded when they are not.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from xml.parsers import expat

from register.workbooks.odsevents import OdsEvents, OdsSheet, OdsStyles
from register.workbooks.package import MIB, Package
from register.workbooks.refused import ASK_AGAIN, WorkbookRefused
from register.workbooks.report import GateReport
from register.workbooks.xmlscan import new_parser, scan

MAX_UNPACKED = 100 * MIB
UNPACKED_PER_ROW = 2_048
MAX_MANIFEST = 2 * MIB
STYLES = "styles.xml"
FED = ("styles.xml", "content.xml")
MACRO_FOLDERS = ("basic/", "scripts/")
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0": "number",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
    "http://www.w3.org/1999/xlink": "xlink",
}


def read_ods(path: Path, *, max_rows: int) -> tuple[GateReport, list[OdsSheet]]:
    """Check and read an .ods; each sheet holds its rows as plain values.

    Raises:
        WorkbookRefused: password, macros, DOCTYPE, damage, or more than a bound allows.

    """
    with Package(path, max_unpacked=max(MAX_UNPACKED, max_rows * UNPACKED_PER_ROW)) as package:
        _refuse_secrets(package)
        for name, info in package.parts.items():
            if name not in FED and name.casefold().endswith(".xml"):
                scan(partial(package.stream, info), name)
        events = OdsEvents(max_rows)
        for name in (name for name in FED if name in package.parts):
            _feed(package.stream(package.parts[name]), events.styles if name == STYLES else events, name)
        unpacked = sum(info.file_size for info in package.parts.values())
    if not events.sheets:
        raise WorkbookRefused("kind-no-workbook", "In dit OpenDocument-bestand zit geen blad.", ASK_AGAIN)
    report = GateReport(
        sheets=tuple(sheet.tally.report() for sheet in events.sheets),
        external_links=tuple(dict.fromkeys(events.links)),
        unpacked=unpacked,
    )
    return report, events.sheets


def _refuse_secrets(package: Package) -> None:
    kind = package.parts.get("mimetype")
    if kind is None or kind.file_size > len(SPREADSHEET) + 20 or not package.read(kind).strip().startswith(SPREADSHEET):
        raise WorkbookRefused("kind-office", "Dit is een OpenDocument-bestand, maar geen rekenblad (.ods).", ASK_AGAIN)
    manifest = package.parts.get("META-INF/manifest.xml")
    if manifest and (manifest.file_size > MAX_MANIFEST or b"encryption-data" in package.read(manifest)):
        raise WorkbookRefused(
            "password",
            "Het bestand is beveiligd met een wachtwoord.",
            "Sla het in LibreOffice opnieuw op zonder wachtwoord (Opslaan als, vinkje bij wachtwoord uit).",
        )
    if any(name.casefold().startswith(MACRO_FOLDERS) and name.endswith(".xml") for name in package.parts):
        raise WorkbookRefused("macro", "Het bestand bevat macro's.", "Sla het op als Excel-werkmap (.xlsx).")


def _feed(chunks: Iterator[bytes], events: OdsEvents | OdsStyles, part: str) -> None:
    parser = new_parser(separator=" ")
    names: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        events.start(_short(name, names), {_short(key, names): value for key, value in attributes.items()})

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: events.end(_short(name, names))
    parser.CharacterDataHandler = events.text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise WorkbookRefused(
            "xml-broken", f"Het bestand is beschadigd: onderdeel {part} is niet te lezen.", ASK_AGAIN
        ) from error


def _short(name: str, names: dict[str, str]) -> str:
    """Give `table:table-row` for a full name, whatever prefix the file uses."""
    found = names.get(name)
    if found is None:
        space, _, local = name.rpartition(" ")
        found = names[name] = f"{NAMESPACES.get(space, 'other')}:{local}"
    return found
