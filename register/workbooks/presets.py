"""Presets that an organisation made itself: plain data from the database, as good as a file of ours (eigen preset)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from register.workbooks.dates import DateChoice
from register.workbooks.layouts import Field, Layout, layout_for, normalise_header
from register.workbooks.refused import WorkbookRefused

NAME_USES = frozenset({"own", "partner", "partner-own", "own-partner"})
ORDERS = frozenset({"", *(choice.value for choice in DateChoice)})
REMEDY = "Pas de preset aan en bewaar hem opnieuw."


@dataclass(frozen=True, kw_only=True, slots=True)
class Preset:
    """A mapping that HR adjusted and saved.

    `fields` gives per field of ours the header in their file; an empty header means: do not read it. Fields that are
    not named keep the headers of `base`. `name_use` translates their codes; `dates` is a `DateChoice` or "".
    """

    title: str
    kind: str = "people"
    base: str = "generic"
    fields: Mapping[str, str] = field(default_factory=dict)
    name_use: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""


def own_layout(preset: Preset) -> Layout:
    """Make the layout of an own preset.

    Raises:
        WorkbookRefused: a field that we do not have, one header for two fields, or a code with an unknown meaning.

    """
    base = layout_for(preset.kind, preset.base)
    headers = {name: normalise_header(header) for name, header in preset.fields.items()}
    _check(preset, base, headers)
    claimed = {header for header in headers.values() if header}
    return replace(
        base,
        title=preset.title,
        fields=tuple(_adjusted(one, headers, claimed) for one in base.fields),
        name_use=MappingProxyType(
            dict(base.name_use) | {code.strip().casefold(): use for code, use in preset.name_use.items()}
        ),
        dates=preset.dates,
    )


def _adjusted(one: Field, headers: Mapping[str, str], claimed: set[str]) -> Field:
    if one.name in headers:
        header = headers[one.name]
        return replace(one, aliases=frozenset({header} if header else ()), fallback=(), checked=True)
    left = tuple(alias for alias in one.fallback if alias not in claimed)
    return replace(one, aliases=one.aliases - claimed, fallback=left)


def _check(preset: Preset, base: Layout, headers: Mapping[str, str]) -> None:
    unknown = sorted(set(headers) - {one.name for one in base.fields})
    if unknown:
        raise _wrong(f"kent een veld dat we niet hebben: {unknown[0][:60]}")
    chosen = [header for header in headers.values() if header]
    twice = next((header for header in chosen if chosen.count(header) > 1), None)
    if twice:
        names = [preset.fields[name] for name, header in headers.items() if header == twice]
        raise _wrong(f"gebruikt de kolom '{names[0][:60]}' voor twee velden")
    if odd := sorted(set(preset.name_use.values()) - NAME_USES):
        raise _wrong(f"geeft naamgebruik een betekenis die we niet kennen: {odd[0][:60]}")
    if preset.dates not in ORDERS:
        raise _wrong(f"noemt een volgorde van datums die we niet kennen: {preset.dates[:60]}")
    if any(base_field.required and headers.get(base_field.name) == "" for base_field in base.fields):
        raise _wrong("slaat een kolom over die nodig is")


def _wrong(what: str) -> WorkbookRefused:
    return WorkbookRefused("preset-wrong", f"Deze preset {what}.", REMEDY)
