"""Keeps the rows that hold a person or an activity: no blank lines, no examples, no totals (rijen kiezen)."""

import re
from collections.abc import Callable, Iterable
from operator import itemgetter

from register.workbooks.cells import Kind, Row
from register.workbooks.columns import Columns
from register.workbooks.words import number_of, sheet_called

EMPTY = Kind.EMPTY.value
EXAMPLE = "VOORBEELD"
TOTAL = re.compile(r"(?:eind|sub)?totaal\b|total\b|som\b", re.IGNORECASE)
COUNT = re.compile(r"[€\s]*-?[0-9.,]+-?\s*[%€]?")


def keep_rows(below: Iterable[Row], columns: Columns, sheet: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Reduce rows to the chosen columns; give them with a notice for each kind of row that was left out."""
    places = tuple(columns.positions.values())
    key, widest = places.index(columns.positions["personnel_number"]), max(places) + 1
    pick, kinds_of = _picking(places), _Kinds(places)
    kept, examples, totals = [], 0, []
    for row in below:
        if _is_total(row, places[key]):
            totals.append(row.number)
            continue
        kinds = kinds_of[row.kinds]
        if not kinds:
            continue
        width = len(row.texts)
        texts = pick(row.texts if width >= widest else (*row.texts, *[""] * (widest - width)))
        if texts[key].upper().startswith(EXAMPLE):
            examples += 1
            continue
        kept.append(Row(row.number, texts, kinds))
    return tuple(kept), _notices(sheet, examples, totals)


class _Kinds(dict[str, str]):
    """The kinds of the chosen columns by those of a whole row, of which a file has few; empty where none is filled."""

    def __init__(self, places: tuple[int, ...]) -> None:
        self._places = places

    def __missing__(self, kinds: str) -> str:
        width = len(kinds)
        picked = "".join([kinds[place] if place < width else EMPTY for place in self._places])
        self[kinds] = found = picked if picked.strip(EMPTY) else ""
        return found


def _picking(places: tuple[int, ...]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Return what takes the texts at these places, in that order."""
    if len(places) == 1:
        return lambda texts: (texts[places[0]],)
    return itemgetter(*places)


def _is_total(row: Row, key: int) -> bool:
    """Whether a row adds others up: it begins with that word, and nobody's number or nothing but numbers follows."""
    if not TOTAL.match(next(filter(None, row.texts), "")):
        return False
    filled = [text for text in row.texts if text]
    number = row.cell(key).text
    return not number or bool(TOTAL.match(number)) or all(COUNT.fullmatch(text) for text in filled[1:])


def _notices(sheet: str, examples: int, totals: list[int]) -> tuple[str, ...]:
    found, where = [], sheet_called(sheet, first=True)
    if totals:
        numbers = ", ".join(map(str, totals[:10]))
        lines = "totaalregel" if len(totals) == 1 else "totaalregels"
        found.append(f"{where}: {lines} overgeslagen, rij {numbers}.")
    if examples:
        found.append(f"{where}: {number_of(examples, 'voorbeeldregel', 'voorbeeldregels')} overgeslagen.")
    return tuple(found)
