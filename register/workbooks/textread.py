"""Reads a csv or txt as one sheet of texts: nothing is inferred, odd lines are named (.csv lezen)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from register.workbooks.decoding import decode
from register.workbooks.delimited import Delimited, find_shape
from register.workbooks.guard import is_guarded, is_live, may_be_guarded, unguard
from register.workbooks.refused import WorkbookRefused
from register.workbooks.tally import MAX_COLUMNS, SheetTally
from register.workbooks.typed import ErrorValue
from register.workbooks.words import TEXT_FILE

SHEET = TEXT_FILE
SHOWN = 10
SIGNS = {";": "een puntkomma", ",": "een komma", "\t": "een tab", "|": "een rechte streep"}
ERRORS = frozenset({
    "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#NULL!",
    "#DEEL/0!", "#WAARDE!", "#VERW!", "#NAAM?", "#GETAL!", "#N/B", "#LEEG!",
})  # fmt: skip
"""What Excel writes for a cell with an error, in English and in Dutch."""
REMEDY = "Zet zo'n tekst tussen aanhalingstekens, of vraag om een export als Excel-werkmap (.xlsx)."


class TextFile:
    """A decoded text file: `rows` gives its rows once; `notices` are complete after that.

    Args:
        path: the received file; its size was bounded before.
        max_rows: rows it may hold below its titles.

    Raises:
        WorkbookRefused: no readable text, or a stray quote that leaves the columns in doubt.

    """

    def __init__(self, path: Path, *, max_rows: int) -> None:
        decoded = decode(path.read_bytes())
        self._table: Delimited = find_shape(decoded.text)
        self.tally = SheetTally(name=SHEET, part=SHEET, hidden=False, max_rows=max_rows)
        self._guarded = _count_guarded(self._table)
        self.notices = [notice] if (notice := decoded.notice()) else []
        if self._table.wrapped:
            self.notices.append("Regels stonden als geheel tussen aanhalingstekens. Die tekens zijn weggelaten.")
        if self._table.stray:
            self.notices.append(
                f"In regel {self._table.stray} staat een los aanhalingsteken. "
                "Aanhalingstekens zijn daarom als gewone tekens gelezen; elke rij heeft evenveel velden."
            )
        if self._guarded:
            self.notices.append(
                f"Voor {self._guarded} {'tekst' if self._guarded == 1 else 'teksten'} met een + - = of @ vooraan stond "
                "een ' tegen formules. Die hoort er niet bij en is weggelaten."
            )

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Give the rows with content.

        Raises:
            WorkbookRefused: too many rows or columns, or a row whose fields do not fit the others.

        """
        width, short = self._table.width, _Short()
        odd = any(error in self._table.text for error in ERRORS)
        for line, fields in self._table.records():
            if not any(fields):
                continue
            count = len(fields)
            if count > MAX_COLUMNS:
                raise _too_wide(line, count)
            if count != width:
                self._judge(line, fields, short)
            self.tally.add_rows(1)
            self.tally.add_cells(count)
            short.seen = short.seen or count == width
            texts = list(map(unguard, fields)) if self._guarded else fields
            yield line, [ErrorValue(text) if text in ERRORS else text for text in texts] if odd else texts
        self.tally.add_extent(max(self.tally.rows, 1), min(width, MAX_COLUMNS) - 1)
        if short.lines:
            self.notices.append(_short_notice(short.lines, width))

    def _judge(self, line: int, fields: list[str], short: "_Short") -> None:
        """Refuse a row that is wider than the others, or two rows that were one; note one that stops early."""
        count, width = len(fields), self._table.width
        if count > width > 1 and any(field.strip() for field in fields[width:]):
            raise _ragged(line, count, self._table)
        if count >= width or count == 1 or not short.seen:
            return
        if short.lines and short.lines[-1] == line - 1 and short.count + count - 1 == width:
            raise _broken(line - 1)
        short.lines.append(line)
        short.count = count


def _count_guarded(table: Delimited) -> int:
    """Count the texts with an apostrophe against formulas; none where a text without one shows that it means nothing.

    Whoever guards guards every such text, so one bare text tells that an apostrophe in this file is like any sign.
    """
    if not may_be_guarded(table.text):
        return 0
    count = 0
    for _, fields in table.records():
        if any(map(is_live, fields)):
            return 0
        count += sum(map(is_guarded, fields))
    return count


class _Short:
    """Rows that stop early: Excel itself leaves out empty fields at the end."""

    def __init__(self) -> None:
        self.seen = False
        self.lines: list[int] = []
        self.count = 0


def _short_notice(lines: list[int], width: int) -> str:
    shown = ", ".join(map(str, lines[:SHOWN])) + (f" en nog {len(lines) - SHOWN}" if len(lines) > SHOWN else "")
    return f"Minder dan {width} velden in regel {shown}; de laatste velden zijn daar als leeg gelezen."


def _ragged(line: int, count: int, table: Delimited) -> WorkbookRefused:
    sign = SIGNS.get(table.separator, f"'{table.separator}'")
    return WorkbookRefused(
        "csv-ragged",
        f"Regel {line} heeft {count} velden, de andere {table.width}: misschien staat {sign} in een tekst.",
        REMEDY,
    )


def _broken(line: int) -> WorkbookRefused:
    return WorkbookRefused(
        "csv-broken-line",
        f"Regel {line} en {line + 1} lijken samen één rij: er staat een regeleinde midden in een tekst.",
        REMEDY,
    )


def _too_wide(line: int, count: int) -> WorkbookRefused:
    return WorkbookRefused(
        "far-cell",
        f"Regel {line} heeft {count} kolommen; er zijn er hooguit {MAX_COLUMNS} toegestaan.",
        "Lever alleen de kolommen aan die erbij horen.",
    )
