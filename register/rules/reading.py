"""Reads rule files: TOML, the shared part laid under it (*extends*), the notation checked."""

import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib import resources
from typing import Any

from register.rules.references import loose_ends
from register.rules.schema import FileSpec

Raw = dict[str, Any]


def shipped_names() -> tuple[str, ...]:
    """List the ids of the registers whose rules are shipped, in order of the alphabet."""
    found = (entry.name for entry in resources.files("register.rules.data").iterdir())
    return tuple(sorted(name[:-5] for name in found if name.endswith(".toml") and not name.startswith("_")))


def shipped_text(name: str) -> str:
    """Read the text of a shipped rule file ("rp-sw") or shared part ("_registerplein")."""
    return resources.files("register.rules.data").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def parse(text: str) -> Raw:
    """Read TOML with exact decimals."""
    return tomllib.loads(text, parse_float=Decimal)


def read_file(text: str, *, shared: Callable[[str], str] = shipped_text) -> FileSpec:
    """Read and check one rule file; `shared` finds the part that it extends.

    Raises tomllib.TOMLDecodeError, pydantic.ValidationError, OSError, or ValueError (Dutch) for a loose reference.
    """
    file = FileSpec.model_validate(complete(parse(text), shared=shared))
    for loose in loose_ends(file):
        raise ValueError(f"{loose.field}: {loose.what} {loose.remedy}")
    return file


def complete(raw: Raw, *, shared: Callable[[str], str] = shipped_text) -> Raw:
    """Lay the shared part under the file: tables merge, lists of coded tables merge by code, the rest replaces."""
    name = raw.pop("extends", None)
    if not isinstance(name, str):
        return raw
    base = parse(shared(name))
    common = base.pop("common", {})
    versions = [_merged(common, version) for version in raw.get("versions", [])]
    return {**_merged(base, raw), "versions": versions}


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> Raw:
    merged = dict(base)
    for key, value in over.items():
        below = base.get(key)
        if isinstance(value, dict) and isinstance(below, dict) and not _is_figure(value):
            merged[key] = _merged(below, value)
        elif isinstance(below, list) and _is_coded(value) and _is_coded(below):
            merged[key] = _merged_by_code(below, value)
        else:
            merged[key] = value
    return merged


def _merged_by_code(base: list[Raw], over: list[Raw]) -> list[Raw]:
    changes = {entry["code"]: entry for entry in over}
    merged = [_merged(entry, changes.pop(entry["code"], {})) for entry in base]
    return [*(entry for entry in over if entry["code"] in changes), *merged]


def _is_figure(value: Mapping[str, Any]) -> bool:
    return "value" in value or "unknown" in value


def _is_coded(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) and "code" in entry for entry in value)
