"""Layouts and presets: which header means which field, per HR system; data in `mappings/*.toml` (indelingen)."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from register.workbooks.read import Workbook
from register.workbooks.refused import WorkbookRefused

PREFIXES = ("empl_", "pos_", "hr2d__")
HEADER_DEPTH = 15
NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One of our fields and the headers that mean it, already normalised; `fallback` in order of preference.

    `checked` is False when nobody saw these headers in a file of that system yet.
    """

    name: str
    title: str
    required: bool
    aliases: frozenset[str]
    fallback: tuple[str, ...]
    checked: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """What a kind of table may hold, for one HR system.

    `name_use` translates a system's own code to `own`, `partner`, `partner-own` or `own-partner`; `dates` is what a
    preset says about days and months (`dag-maand`, `maand-dag`), or empty.
    """

    system: str
    title: str
    kind: str
    fields: tuple[Field, ...]
    refused: tuple[str, ...]
    name_use: Mapping[str, str]
    dates: str = ""

    def field(self, name: str) -> Field:
        """Give one field; KeyError when this layout has no such field."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


def people_layout(system: str = "generic") -> Layout:
    """Give the layout of people (medewerkers) for an HR system; WorkbookRefused when we do not know the system."""
    return _layout("people", system)


def training_layout() -> Layout:
    """Give the layout of a training history, which is also that of our own evidence export."""
    return _layout("training", "generic")


def layout_for(kind: str, system: str = "generic") -> Layout:
    """Give the layout of a kind of table: `people`, `training`, `attendance` or `numbers`."""
    return people_layout(system) if kind == "people" else _layout(kind, "generic")


def systems() -> tuple[str, ...]:
    """Give the ids of all presets, the generic one first."""
    found = sorted(
        part.name.removesuffix(".toml")
        for part in files("register.workbooks.mappings").iterdir()
        if part.name.endswith(".toml")
    )
    return ("generic", *(name for name in found if name != "generic"))


def recognise(workbook: Workbook) -> str:
    """Name the HR system by the headers that only it uses; `generic` without two such headers or with a tie."""
    scores = {system: _score(workbook, _signature(system)) for system in systems() if system != "generic"}
    best = max(scores, key=lambda system: scores[system])
    ties = [system for system, score in scores.items() if score == scores[best]]
    return best if scores[best] >= 2 and len(ties) == 1 else "generic"  # noqa: PLR2004


def title_of(system: str) -> str:
    """Give the name of a preset as people know it."""
    title: str = _preset(system)["title"]
    return title


def set_rules(system: str) -> Mapping[str, Any]:
    """Give how the files of a system's set are joined; empty when it gives one file."""
    rules: Mapping[str, Any] = _preset(system).get("set", {})
    return rules


@lru_cache(maxsize=4096)
def normalise_header(text: str) -> str:
    """Reduce a header to its letters and figures: no capitals, accents, signs or the prefixes of systems."""
    plain = unicodedata.normalize("NFKD", text.casefold().strip().strip("[]"))
    for prefix in PREFIXES:
        plain = plain.removeprefix(prefix)
    return NOT_WORD.sub("", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def _score(workbook: Workbook, signature: frozenset[str]) -> int:
    heads = [row for sheet in workbook.sheets for row in sheet.rows[:HEADER_DEPTH]]
    return max((len({normalise_header(text) for text in row.texts} & signature) for row in heads), default=0)


@cache
def _preset(system: str) -> dict[str, Any]:
    if system not in systems():
        raise WorkbookRefused(
            "unknown-system", f"Het HR-systeem '{system}' kennen we niet.", f"Kies een van: {', '.join(systems())}."
        )
    return tomllib.loads(files("register.workbooks.mappings").joinpath(f"{system}.toml").read_text("utf-8"))


@cache
def _signature(system: str) -> frozenset[str]:
    return frozenset(normalise_header(header) for header in _preset(system).get("signature", []))


@cache
def _layout(kind: str, system: str) -> Layout:
    generic, own = _preset("generic"), _preset(system)
    return Layout(
        system=system,
        title=own["title"],
        kind=kind,
        fields=tuple(_field(name, base, own.get(kind, {}).get(name, {})) for name, base in generic[kind].items()),
        refused=tuple(normalise_header(name) for name in generic["refused"]["names"]),
        name_use=MappingProxyType(
            {code.casefold(): use for code, use in (generic["name_use"] | own["name_use"]).items()}
        ),
    )


def _field(name: str, base: dict[str, Any], own: dict[str, Any]) -> Field:
    """Take the system's own aliases first; the generic ones follow as fallbacks."""
    aliases = own.get("aliases", base["aliases"])
    rest = [*own.get("fallback", []), *base["aliases"], *base.get("fallback", [])]
    known = {normalise_header(alias) for alias in aliases}
    return Field(
        name=name,
        title=base["title"],
        required=base.get("required", False),
        aliases=frozenset(known),
        fallback=tuple(dict.fromkeys(alias for alias in map(normalise_header, rest) if alias not in known)),
        checked=own.get("confidence") != "not checked",
    )
