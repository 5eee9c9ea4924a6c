"""Columns that HR names: a header of the other system and which field of ours goes below it (eigen kolommen)."""

from collections.abc import Callable, Mapping, Sequence

from register.exports.results import Result
from register.exports.target import Ask, Settings
from register.workbooks.write import Column, Kind, Value

FIELDS: Mapping[str, tuple[Kind, Callable[[Result], Value]]] = {
    "personeelsnummer": ("text", lambda one: one.personnel_number),
    "naam": ("text", lambda one: one.name),
    "e-mail": ("text", lambda one: one.email),
    "activiteit": ("text", lambda one: one.title),
    "type": ("text", lambda one: one.kind_name),
    "aanbieder": ("text", lambda one: one.provider),
    "id-nummer": ("text", lambda one: one.id_number),
    "begindatum": ("date", lambda one: one.starts_on),
    "einddatum": ("date", lambda one: one.ends_on),
    "netto uren": ("decimal", lambda one: one.hours),
    "rol": ("text", lambda one: one.role),
    "rijnummer": ("text", lambda one: one.key),
    "leeg": ("text", lambda _one: None),
}
ASK = Ask(
    name="columns",
    label="Kolommen",
    hint=(
        "Per kolom: de kop in jullie systeem = wat eronder komt, met puntkomma's ertussen en in de volgorde van jullie "
        f"sjabloon. Bijvoorbeeld: Cursus=activiteit; Klaar op=einddatum. Je kunt kiezen uit: {', '.join(FIELDS)}."
    ),
)


def check(settings: Settings) -> Mapping[str, str]:
    """Refuse a column without a header, or with a field that we do not have."""
    for header, name in _pairs(settings):
        if not header or name not in FIELDS:
            return {
                "columns": f"De kolom '{header or name}' kennen we niet: schrijf kop=veld, met een van deze velden: "
                f"{', '.join(FIELDS)}."
            }
    return {}


def columns(settings: Settings) -> list[Column]:
    """Return the columns that were asked for."""
    return [Column(header=header, kind=FIELDS[name][0]) for header, name in _pairs(settings)]


def values(result: Result, settings: Settings) -> Sequence[Value]:
    """Return what stands below them."""
    return [FIELDS[name][1](result) for _, name in _pairs(settings)]


def _pairs(settings: Settings) -> list[tuple[str, str]]:
    pieces = (piece for piece in settings.get("columns", "").split(";") if piece.strip())
    return [(header.strip(), name.strip().casefold()) for header, _, name in (piece.partition("=") for piece in pieces)]
