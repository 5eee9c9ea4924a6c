"""Records of a text file: separator found over twenty lines, quotes respected, odd quotes named (scheidingstekens)."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO
from itertools import islice

from register.workbooks.quotedlines import bare_lines
from register.workbooks.refused import WorkbookRefused

SEPARATORS = ";\t|,"
SNIFFED = 20
ROW_END = "!##!"
HAS_ROW_ENDS = re.compile(rf"{ROW_END}[ \t]*(?:\n|\Z)")
MAX_LINE = 1024 * 1024
MAX_LINES_IN_FIELD = 100
SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
FORCED_TEXT = re.compile(r'="([^"]*)"')
QUOTE = '"'
REMEDY = "Verbeter die regel, of vraag om een export als Excel-werkmap (.xlsx)."

Record = tuple[int, list[str]]
"""The line on which a record starts, and its fields."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delimited:
    """A text with how its records are written.

    `width` is the usual number of fields, `skipped` the lines before the table (`sep=`), `stray` the line of a quote
    that opens or closes nothing: then quotes are signs like any other. `wrapped`: quotes around whole lines were left
    out of `text`.
    """

    text: str
    separator: str
    width: int
    skipped: int = 0
    quoted: bool = True
    stray: int = 0
    wrapped: bool = False

    def records(self) -> Iterator[Record]:
        """Give the records one by one; `_StrayQuote` cannot happen once `find_shape` settled it."""
        lines = islice(StringIO(self.text), self.skipped, None)
        if self.quoted:
            reader = csv.reader(lines, delimiter=self.separator, strict=True)
        else:
            reader = csv.reader(lines, delimiter=self.separator, quoting=csv.QUOTE_NONE, quotechar=None)
        tidy = _unwrapped if self.quoted else _without_quotes
        line = self.skipped + 1
        try:
            for fields in reader:
                after = reader.line_num + self.skipped + 1
                if after - line > MAX_LINES_IN_FIELD:
                    raise _StrayQuote(line)
                yield line, tidy(fields) if '"' in "".join(fields) else fields
                line = after
        except csv.Error as error:
            raise _StrayQuote(line) from error


class _StrayQuote(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def find_shape(text: str) -> Delimited:
    """Find out how the records of a text are written.

    Raises:
        WorkbookRefused: a line far too long, or quotes that leave the columns in doubt; with the line.

    """
    plain, ends = _plain(text), False
    if HAS_ROW_ENDS.search(plain[:MAX_LINE]):
        plain, ends = _one_line_a_record(plain), True
    _refuse_long_lines(plain)
    csv.field_size_limit(MAX_LINE)
    head = list(islice(StringIO(plain), SNIFFED + 1))
    named = SEP_LINE.fullmatch(head[0].strip("\n")) if head else None
    lines = head[1:] if named else head[:SNIFFED]
    if not ends and QUOTE in plain:
        bare = bare_lines(plain, skipped=1 if named else 0, signs=named[1] if named else SEPARATORS)
        if bare is not None:
            return replace(find_shape(bare), wrapped=True)
    separator = named[1] if named else _separator(lines, quoted=not ends)
    width = _agreement(lines, separator, quoted=not ends)[1]
    found = Delimited(text=plain, separator=separator, width=width, skipped=1 if named else 0, quoted=not ends)
    return _settle_quotes(found) if found.quoted and QUOTE in plain else found


def _settle_quotes(found: Delimited) -> Delimited:
    """Try every record; with a stray quote, read quotes as signs when that leaves every row equally wide."""
    try:
        for _ in found.records():
            pass
    except _StrayQuote as stray:
        without = replace(found, quoted=False, stray=stray.line)
        widths = {len(fields) for _, fields in without.records() if len(fields) > 1}
        if len(widths) != 1:
            raise WorkbookRefused(
                "csv-quote", f'In regel {stray.line} klopt een aanhalingsteken (") niet.', REMEDY
            ) from stray
        return replace(without, width=widths.pop())
    return found


def _plain(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x1a", "")


def _one_line_a_record(text: str) -> str:
    """End records at SuccessFactors' `!##!` only; a line end inside a value becomes a space."""
    return "\n".join(record.strip("\n").replace("\n", " ") for record in text.split(ROW_END))


def _refuse_long_lines(text: str) -> None:
    for number, line in enumerate(StringIO(text), start=1):
        if len(line) > MAX_LINE:
            raise WorkbookRefused(
                "csv-line-long", f"Regel {number} is veel te lang om een rij van een tabel te zijn.", REMEDY
            )


def _unwrapped(fields: list[str]) -> list[str]:
    """Read `="00123"`, by which a system makes Excel keep zeros, as the text it means."""
    return [match[1] if (match := FORCED_TEXT.fullmatch(field)) else field for field in fields]


def _without_quotes(fields: list[str]) -> list[str]:
    return [
        field[1:-1].replace('""', '"') if len(field) > 1 and field[0] == field[-1] == QUOTE else field
        for field in fields
    ]


def _separator(lines: list[str], *, quoted: bool) -> str:
    return max(SEPARATORS, key=lambda sign: (*_agreement(lines, sign, quoted=quoted), -SEPARATORS.index(sign)))


def _agreement(lines: list[str], sign: str, *, quoted: bool) -> tuple[float, int]:
    """Tell how well the lines agree on a number of fields above one, and on how many; titles and totals may differ."""
    reader = csv.reader(lines, delimiter=sign, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    widths = [len(fields) for fields in reader if any(fields)]
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0, 1
    width, times = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
    share = times / len(widths)
    return (1 if share > 0.5 else share), width  # noqa: PLR2004 - more than half is agreement
