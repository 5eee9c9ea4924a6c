"""Keeps the rows that hold a person or an activity: no blank lines, no examples, no totals (rijen kiezen)."""

import re
from collections.abc import Iterable

from register.workbooks.cells import Row
from register.workbooks.columns import Columns

EXAMPLE = "VOORBEELD"
TOTAL = re.compile(r"(?:eind|sub)?totaal\b|total\b|som\b", re.IGNORECASE)
COUNT = re.compile(r"[€\s]*-?[0-9.,]+-?\s*[%€]?")


def keep_rows(below: Iterable[Row], columns: Columns, sheet: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Reduce rows to the chosen columns; give them with a notice for each kind of row that was left out."""
    places = tuple(columns.positions.values())
    key = places.index(columns.positions["personnel_number"])
    kept, examples, totals = [], 0, []
    for row in below:
        if _is_total(row, places[key]):
            totals.append(row.number)
            continue
        texts, kinds = _picked(row, places)
        if kinds.count("-") == len(kinds):
            continue
        if texts[key].upper().startswith(EXAMPLE):
            examples += 1
            continue
        kept.append(Row(row.number, texts, kinds))
    return tuple(kept), _notices(sheet, examples, totals)


def _picked(row: Row, places: tuple[int, ...]) -> tuple[tuple[str, ...], str]:
    width = len(row.texts)
    if width > max(places):
        return tuple([row.texts[place] for place in places]), "".join([row.kinds[place] for place in places])
    return (
        tuple(row.texts[place] if place < width else "" for place in places),
        "".join(row.kinds[place] if place < width else "-" for place in places),
    )


def _is_total(row: Row, key: int) -> bool:
    """Whether a row adds others up: it begins with that word, and nobody's number or nothing but numbers follows."""
    filled = [text for text in row.texts if text]
    if not filled or not TOTAL.match(filled[0]):
        return False
    number = row.cell(key).text
    return not number or bool(TOTAL.match(number)) or all(COUNT.fullmatch(text) for text in filled[1:])


def _notices(sheet: str, examples: int, totals: list[int]) -> tuple[str, ...]:
    found = []
    if totals:
        numbers = ", ".join(map(str, totals[:10]))
        found.append(f"Blad '{sheet}': totaalregel overgeslagen, rij {numbers}.")
    if examples:
        found.append(f"Blad '{sheet}': {examples} voorbeeldregels overgeslagen.")
    return tuple(found)
