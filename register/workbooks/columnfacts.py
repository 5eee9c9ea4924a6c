"""What a whole column shows that single cells do not: lost zeros, percentages (wat een kolom laat zien)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from register.workbooks.bsn import mask
from register.workbooks.cells import Cell, Kind, Row
from register.workbooks.values import FULL_TIME, parse_decimal


def column_notices(rows: Sequence[Row], columns: dict[str, int], headers: Sequence[str]) -> Iterator[str]:
    """Give the sentences about columns of numbers that a person should look at before importing.

    Args:
        rows: the rows of the table.
        columns: the place of each of our fields in a row.
        headers: the header at each place.

    """
    if "personnel_number" in columns:
        place = columns["personnel_number"]
        yield from _lengths(rows, place, headers[place])
    if "fte" in columns:
        place = columns["fte"]
        yield from _percentages(rows, place, headers[place])


def _lengths(rows: Sequence[Row], place: int, header: str) -> Iterator[str]:
    """Warn about numbers of different lengths, of which Excel may have taken the zeros in front."""
    numbers = [text for text in (row.texts[place] for row in rows) if text.isascii() and text.isdigit()]
    shown = {len(number): number for number in reversed(numbers)}
    if len(shown) == 1:
        return
    figures = {row.texts[place] for row in rows if row.kinds[place] == Kind.NUMBER}
    zeros = any(number[0] == "0" or number in figures for number in numbers)
    if len(shown) > 1 and zeros:
        short, long = shown[min(shown)], shown[max(shown)]
        yield (
            f"Let op: in kolom '{header}' staan nummers van {len(short)} en van {len(long)} cijfers "
            f"({mask(short)} en {mask(long)}). Kijk na of er nullen aan het begin zijn weggevallen."
        )


def _percentages(rows: Sequence[Row], place: int, header: str) -> Iterator[str]:
    for cell in _different(rows, place):
        number = parse_decimal(cell._replace(text=cell.text.rstrip("% ")), places=4)
        if isinstance(number, Decimal) and (number > FULL_TIME or cell.text.endswith("%")):
            share = f"{number / 100:f}".rstrip("0").rstrip(".").replace(".", ",")
            yield f"Kolom '{header}': waarden boven 1,5 lezen we als percentage ({cell.text} is {share})."
            return


def _different(rows: Sequence[Row], place: int) -> list[Cell]:
    """Give each cell of a column once, in the order of the file."""
    return list(map(Cell._make, dict.fromkeys((row.kinds[place], row.texts[place]) for row in rows)))
