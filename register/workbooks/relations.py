"""Which part holds which sheet: workbook.xml and the relations beside it (verwijzingen)."""

import posixpath
from dataclasses import dataclass
from xml.parsers import expat

from register.workbooks.package import Package
from register.workbooks.refused import ASK_AGAIN, SAVE_AS_XLSX, WorkbookRefused

SHEET_TYPES = ("/worksheet",)
MAX_SHEETS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetPart:
    """A sheet's name, the part that holds it and whether Excel hides it."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Relation:
    kind: str
    part: str
    target: str
    external: bool


def sheet_parts(package: Package) -> tuple[SheetPart, ...]:
    """Give the worksheets in the order of the workbook.

    Raises:
        WorkbookRefused: no workbook part, no sheet, or a sheet whose part is missing.

    """
    workbook = _workbook_part(package)
    relations = _relations(package, _rels_of(workbook), posixpath.dirname(workbook))
    sheets = []
    for attributes in _elements(package, workbook, "sheet"):
        relation = relations.get(
            next((value for key, value in attributes.items() if key.endswith("id") and ":" in key), "")
        )
        if relation is None or relation.part not in package.parts:
            raise _no_workbook("een blad ontbreekt")
        if relation.kind.endswith(SHEET_TYPES):
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append(SheetPart(name=attributes.get("name", "")[:31] or "?", part=relation.part, hidden=hidden))
    if not sheets or len(sheets) > MAX_SHEETS:
        raise _no_workbook("er is geen blad" if not sheets else "er zijn te veel bladen")
    return tuple(sheets)


def external_targets(package: Package, name: str) -> list[str]:
    """Give where a relations part points to outside the file; nothing is ever fetched."""
    return [relation.target[:200] for relation in _relations(package, name, "").values() if relation.external]


def _workbook_part(package: Package) -> str:
    for relation in _relations(package, "_rels/.rels", "").values():
        if relation.kind.endswith("/officeDocument") and relation.part in package.parts:
            return relation.part
    raise _no_workbook("het werkmap-onderdeel ontbreekt")


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relations(package: Package, name: str, folder: str) -> dict[str, _Relation]:
    if name not in package.parts:
        return {}
    found = {}
    for attributes in _elements(package, name, "Relationship"):
        target = attributes.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[attributes.get("Id", "")] = _Relation(
            kind=attributes.get("Type", ""),
            part=part,
            target=target,
            external=attributes.get("TargetMode") == "External",
        )
    return found


def _elements(package: Package, name: str, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def keep(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = keep
    try:
        for chunk in package.stream(package.parts[name]):
            parser.Parse(chunk, False)  # noqa: FBT003
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise WorkbookRefused(
            "xml-broken", f"Het bestand is beschadigd: onderdeel {name[:80]} is niet te lezen.", ASK_AGAIN
        ) from error
    return found


def _no_workbook(why: str) -> WorkbookRefused:
    return WorkbookRefused("kind-no-workbook", f"Dit is geen volledige Excel-werkmap: {why}.", SAVE_AS_XLSX)
