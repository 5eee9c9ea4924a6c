"""Which row, or two rows, of which sheet is the header: the one with most headers that we know (kopregel kiezen)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from register.workbooks.cells import Row
from register.workbooks.layouts import HEADER_DEPTH, Layout, normalise_header
from register.workbooks.read import Sheet, Workbook
from register.workbooks.refused import WorkbookRefused
from register.workbooks.words import sheet_called

REPEATED = 3
FEWEST = 3
"""Columns that a header has where none of them is known: no kind of file can do with fewer."""
REMEDY = "Zet boven elke kolom een kop. Het sjabloon laat zien welke koppen we kennen."


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A header and the last row it takes; of two header rows the texts are joined."""

    sheet: Sheet
    header: Row
    last_row: int


def best_header(workbook: Workbook, layout: Layout) -> Found:
    """Find the header; a visible sheet goes before a hidden one, an earlier before a later.

    Raises:
        WorkbookRefused: no known header in the first 15 rows of any sheet.

    """
    best: tuple[tuple[int, bool, int, bool, int], Found] | None = None
    for place, sheet in enumerate(workbook.sheets):
        for found in _candidates(sheet, layout):
            hits = len(known_headers(found.header, layout))
            single = found.last_row == found.header.number
            score = (hits, not sheet.hidden, -place, single, -found.last_row)
            if hits and (best is None or score > best[0]):
                best = score, found
    if best is None:
        raise _no_header(workbook)
    return _past_repeat(best[1], layout)


def likely_header(workbook: Workbook) -> Found | None:
    """Find a row that looks like headers where we know none of them: words, with figures somewhere below; else `None`.

    A file without headers has none: somebody's number in its first row is no word.
    """
    best: Found | None = None
    for sheet in workbook.sheets:
        head = [row for row in sheet.rows[: HEADER_DEPTH + 1] if row.number <= HEADER_DEPTH + 1]
        for row, below in pairwise(() if sheet.hidden else head):
            if _are_words(row) and _has_figures(below) and (best is None or _filled(row) > _filled(best.header)):
                best = Found(sheet=sheet, header=row, last_row=row.number)
    return best


def known_headers(row: Row, layout: Layout) -> frozenset[str]:
    """Give the headers of a row that a layout knows, normalised."""
    return _known(layout).intersection(normalise_header(text) for text in row.texts if text)


def _are_words(row: Row) -> bool:
    texts = [text for text in row.texts if text]
    words = all(kind in "t-" for kind in row.kinds) and not any(sign.isdigit() for text in texts for sign in text)
    return words and len(texts) >= FEWEST and len({normalise_header(text) for text in texts}) == len(texts)


def _has_figures(row: Row) -> bool:
    return _filled(row) > 1 and any(sign.isdigit() for text in row.texts for sign in text)


def _filled(row: Row) -> int:
    return sum(map(bool, row.texts))


def _candidates(sheet: Sheet, layout: Layout) -> Iterator[Found]:
    head = [row for row in sheet.rows[:HEADER_DEPTH] if row.number <= HEADER_DEPTH]
    pairs = {upper.number: (upper, lower) for upper, lower in pairwise(head) if lower.number == upper.number + 1}
    for row in head:
        upper, lower = pairs.get(row.number, (row, row))
        joined = _joined(upper, lower, layout)
        if lower is not upper and _adds(joined, upper, lower, layout):
            yield Found(sheet=sheet, header=joined, last_row=lower.number)
        else:
            yield Found(sheet=sheet, header=row, last_row=row.number)


def _joined(upper: Row, lower: Row, layout: Layout) -> Row:
    """Take per column both texts together, the lower or the upper: the first that is known.

    A title over several columns ("Dienstverband" above begin and end) names none of them by itself.
    """
    known = _known(layout)
    titles, wide = _titles(upper, lower)
    texts = []
    for place, title in enumerate(titles):
        below = lower.cell(place).text
        alone = "" if below and place in wide else title
        ways = (f"{title} {below}".strip(), below, alone)
        texts.append(next((way for way in ways if normalise_header(way) in known), below or title))
    return Row(upper.number, tuple(texts), "".join("t" if text else "-" for text in texts))


def _titles(upper: Row, lower: Row) -> tuple[list[str], set[int]]:
    """Give per column the text above it, also from a title that begins to the left of it; and which such titles have.

    Of merged cells only the first has the text. A title goes on while there are texts below it.
    """
    titles, wide, first = [], set[int](), -1
    for place in range(max(len(upper.texts), len(lower.texts))):
        above, below = upper.cell(place).text, lower.cell(place).text
        if above or not below:
            first = place if above and below else -1
        elif first >= 0:
            wide |= {first, place}
        titles.append(above or (upper.cell(first).text if first >= 0 else ""))
    return titles, wide


def _adds(joined: Row, upper: Row, lower: Row, layout: Layout) -> bool:
    """Tell whether two rows are one header: together they know two more than either, or every lower text helps."""
    both, known = known_headers(joined, layout), _known(layout)
    titles, wide = _titles(upper, lower)
    filled = [place for place, text in enumerate(lower.texts) if text]
    if filled and all(titles[place] and _both(titles[place], lower.texts[place]) in known for place in filled):
        return True
    named = {normalise_header(text) for place, text in enumerate(upper.texts) if text and place not in wide}
    alone = max(len(known & named), len(known_headers(lower, layout)))
    if len(both) <= alone:
        return False
    helping = [place for place in filled if normalise_header(joined.texts[place]) in both]
    return len(both) > alone + 1 or len(helping) == len(filled)


def _both(title: str, text: str) -> str:
    return normalise_header(f"{title} {text}")


def _past_repeat(found: Found, layout: Layout) -> Found:
    """Skip a second header row that says the same in the words of the system."""
    following = next((row for row in found.sheet.rows if row.number == found.last_row + 1), None)
    if following is None or len(known_headers(following, layout)) < REPEATED:
        return found
    return Found(sheet=found.sheet, header=found.header, last_row=following.number)


@lru_cache(maxsize=64)
def _words(fields: tuple[tuple[frozenset[str], tuple[str, ...]], ...], refused: tuple[str, ...]) -> frozenset[str]:
    return frozenset(alias for aliases, fallback in fields for alias in (*aliases, *fallback)) | frozenset(refused)


def _known(layout: Layout) -> frozenset[str]:
    return _words(tuple((field.aliases, field.fallback) for field in layout.fields), layout.refused)


def _no_header(workbook: Workbook) -> WorkbookRefused:
    sheet = next(sheet for sheet in workbook.sheets if sheet.rows)
    return WorkbookRefused(
        "header-missing",
        f"In de eerste {HEADER_DEPTH} rijen van {sheet_called(sheet.name)} herkennen we geen enkele kolomkop.",
        REMEDY,
    )
