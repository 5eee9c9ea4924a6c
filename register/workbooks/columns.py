"""Chooses the column of each field, and names what is double, missing, unknown or refused (kolommen kiezen)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from register.workbooks.bsn import looks_like_bsn
from register.workbooks.cells import Kind, Row, column_letter, texts_by_column
from register.workbooks.layouts import Field, Layout, normalise_header
from register.workbooks.refused import WorkbookRefused
from register.workbooks.words import sheet_called

BSN_LEAST = 3
BSN_SHARE = 0.8
REGISTER_KEYS = frozenset({"register_number", "activity_id"})  # registers may use the same eleven test
SHORT_BSN = 8
LONG_BSN = 11
SHAPED = re.compile(r"^[0-9. ]{8,11}$", re.MULTILINE)
"""A line that a BSN can be, as `looks_like_bsn` reads it in a cell of 8 to 11 characters."""
ERROR_COLUMNS = ("Fout in kolom", "Waarom afgekeurd", "Zo los je het op")
"""The columns that an error workbook of ours adds; a file that has them holds corrected rows and nothing else."""
MAX_SHOWN = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """The position of each field in the sheet, and the headers that were left out; `secret` are their positions."""

    positions: dict[str, int]
    unknown: tuple[str, ...]
    refused: tuple[str, ...]
    notices: tuple[str, ...]
    secret: frozenset[int] = frozenset()


def choose_columns(sheet: str, header: Row, below: Sequence[Row], layout: Layout) -> Columns:
    """Match a header row with a layout.

    Raises:
        WorkbookRefused: a header twice, two headers for one field, a required field missing, or BSNs as key.

    """
    names = {place: normalise_header(text) for place, text in enumerate(header.texts) if text}
    by_name = [place for place, name in names.items() if name.startswith(layout.refused) or name.endswith("bsn")]
    refused = dict.fromkeys(by_name, "")
    open_names = {place: name for place, name in names.items() if place not in refused}
    positions: dict[str, int] = {}
    unused: dict[int, str] = {}
    for field in layout.fields:
        place = _place(sheet, header, field, open_names, unused)
        if place is not None:
            positions[field.name] = place
    taken = {place: field for field, place in positions.items()}
    refused |= dict.fromkeys(
        _bsn_columns(open_names, taken, below, header), " (de inhoud lijkt op burgerservicenummers)"
    )
    positions = {field: place for field, place in positions.items() if place not in refused}
    _require(sheet, header, layout, positions)
    left = [line for place, line in unused.items() if place not in positions.values()]
    unknown = tuple(
        header.texts[place] for place in open_names if place not in refused and place not in positions.values()
    )
    return Columns(
        positions=positions,
        unknown=unknown,
        refused=tuple(header.texts[place] for place in sorted(refused)),
        secret=frozenset(refused),
        notices=(
            *(_refusal(header, place, why) for place, why in sorted(refused.items())),
            *left,
            *_unknown_notice(tuple(text for text in unknown if not any(f"'{text}'" in line for line in left))),
        ),
    )


def _place(sheet: str, header: Row, field: Field, names: dict[int, str], unused: dict[int, str]) -> int | None:
    found = [place for place, name in names.items() if name in field.aliases]
    if not found:
        best = next((alias for alias in field.fallback if alias in names.values()), None)
        found = [place for place, name in names.items() if name == best]
    if len(found) > 1:
        raise _twice(sheet, header, field, found)
    if found:
        others = [place for place, name in names.items() if name in field.fallback and place not in found]
        unused |= {other: _unused(header, other, found[0]) for other in others}
    return found[0] if found else None


def _twice(sheet: str, header: Row, field: Field, places: list[int]) -> WorkbookRefused:
    first, second = (f"'{header.texts[place]}' in cel {column_letter(place)}{header.number}" for place in places[:2])
    same = normalise_header(header.texts[places[0]]) == normalise_header(header.texts[places[1]])
    what = "staat twee keer" if same else "kan uit twee kolommen komen"
    return WorkbookRefused(
        "header-duplicate" if same else "header-ambiguous",
        f"{sheet_called(sheet, first=True)}: {field.title} {what}: {first} en {second}.",
        "Haal een van de twee kolommen weg, of geef hem een andere kop.",
    )


def _require(sheet: str, header: Row, layout: Layout, positions: dict[str, int]) -> None:
    missing = [field.title for field in layout.fields if field.required and field.name not in positions]
    if not missing:
        return
    found = ", ".join(text.replace("\n", " ")[:60] for text in header.texts[:MAX_SHOWN] if text)
    *first, last = missing
    which = f"de kolommen {', '.join(first)} en {last}" if first else f"de kolom {last}"
    raise WorkbookRefused(
        "column-missing",
        f"{sheet_called(sheet, first=True)}, rij {header.number}: we missen {which}; gevonden koppen: {found}.",
        f"Geef {'ze deze koppen' if first else 'de kolom deze kop'}, of kies het HR-systeem waar het bestand uit komt.",
    )


def _bsn_columns(names: dict[int, str], taken: dict[int, str], below: Sequence[Row], header: Row) -> list[int]:
    found = []
    texts = texts_by_column(below)
    for place in names:
        field = taken.get(place, "")
        if field in REGISTER_KEYS or place >= len(texts) or not _holds_bsn(texts[place], place, below):
            continue
        if field == "personnel_number":
            raise WorkbookRefused(
                "bsn-as-key",
                f"De kolom '{header.texts[place]}' lijkt burgerservicenummers te bevatten. Die mogen niet.",
                "Neem een personeelsnummer op dat geen BSN is en lever het bestand opnieuw in.",
            )
        found.append(place)
    return found


def _holds_bsn(texts: Sequence[str], place: int, below: Sequence[Row]) -> bool:
    """Tell whether a column holds BSNs; the test on each cell is slow, and most columns are out by their shape."""
    least = max(BSN_LEAST, BSN_SHARE * (len(texts) - texts.count("")))
    if len(SHAPED.findall("\n".join(texts))) < least:
        return False
    likely = [row for row in below if place < len(row.texts) and SHORT_BSN <= len(row.texts[place]) <= LONG_BSN]
    return len(likely) >= least and sum(looks_like_bsn(_digits(row, place)) for row in likely) >= least


def _digits(row: Row, place: int) -> str:
    text = row.texts[place]
    lost_zero = row.kinds[place] == Kind.NUMBER and len(text) == SHORT_BSN
    return f"0{text}" if lost_zero else text


def _refusal(header: Row, place: int, why: str) -> str:
    return f"Kolom {header.texts[place]} overgeslagen: die gegevens bewaren we niet{why}."


def _unused(header: Row, other: int, chosen: int) -> str:
    return f"Kolom '{header.texts[other]}' niet gebruikt: '{header.texts[chosen]}' gaat voor."


def _unknown_notice(unknown: tuple[str, ...]) -> tuple[str, ...]:
    theirs = [text[:60] for text in unknown if text not in ERROR_COLUMNS]
    if not theirs:
        return ()
    return (f"Kolommen die we niet kennen en niet lezen: {', '.join(theirs[:MAX_SHOWN])}.",)
