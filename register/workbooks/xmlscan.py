"""Streaming check of the XML parts: well-formed, no DOCTYPE, not too deep, and what a sheet holds.

Every byte goes through expat. Counting in Python callbacks would cost more than reading the workbook, so a sheet in
plain UTF-8 is counted on its bytes: expat proves that every `<` starts a tag, and the scan leaves that road for the
callbacks (`slow`) at the first sign that bytes alone could mislead: a comment, CDATA, a prefix, another quote.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from xml.parsers import expat

from register.workbooks.cells import column_position
from register.workbooks.refused import ASK_AGAIN, WorkbookRefused
from register.workbooks.sheetevents import SheetEvents
from register.workbooks.tally import SheetTally

MAX_DEPTH = 256
MAX_SURPLUS = 20_000
MAX_CARRY = 4 * 1024 * 1024
PROLOG = re.compile(rb"^(?:\xef\xbb\xbf)?(?:<\?xml\b[^>]*\?>)?")
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
PREFIXED = re.compile(rb":(?:row|c|f|v|is|t|col|mergeCell|sheetData|worksheet)[\s/>]")
CELL = re.compile(rb'<c(?: r="([A-Z]{1,3}[0-9]{1,7})"|[\s/>])')
DIGITS = b"0123456789"
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CONTENT = re.compile(rb"<(?:v|is|f)")
FILLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>(?!</c>)')
WHOLE_CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"([^>]*[^/>])?>(.*?)</c>', re.DOTALL)
VALUE = re.compile(rb"<v[^>]*>([^<]*)")
HAS_VALUE = re.compile(rb"<v[^>/]*>[^<]")
HAS_TEXT = re.compile(rb"<v[\s/>]")  # the outcome of a formula may be an empty text
HAS_FORMULA = re.compile(rb"<f[\s/>]")
ROW_TAG = re.compile(rb"<row\s[^>]*>")
COLUMN_TAG = re.compile(rb"<col\s[^>]*>")
MERGE_TAG = re.compile(rb'<mergeCell\s[^>]*\bref="([A-Z0-9:$]+)"')
HIDDEN = re.compile(rb'\shidden="(?:1|true|on)"')
NUMBER_OF = {name: re.compile(rb"\s" + name + rb'="([0-9]{1,7})"') for name in (b"r", b"min", b"max")}

Stream = Callable[[], Iterator[bytes]]


class _Misleading(Exception):
    """The bytes of this part cannot be counted safely."""


def scan(stream: Stream, part: str, fresh: Callable[[], SheetTally] | None = None) -> SheetTally | None:
    """Check one XML part, and count it when it is a sheet.

    Args:
        stream: opens the part's bytes; called a second time when the slow road is needed.
        part: the part's name, for messages.
        fresh: makes the tally of a sheet; the counting may have to start anew.

    Returns:
        The tally, for a sheet.

    Raises:
        WorkbookRefused: DOCTYPE, broken XML, nesting too deep, or a bound of the tally.

    """
    try:
        for read in (_fast, _slow):
            tally = fresh() if fresh else None
            with suppress(_Misleading):
                read(stream(), tally)
                return tally
    except (expat.ExpatError, LookupError, ValueError) as error:  # also an encoding that expat or Python does not know
        raise _broken(part) from error
    raise _broken(part)


def _broken(part: str) -> WorkbookRefused:
    return WorkbookRefused(
        "xml-broken", f"Het bestand is beschadigd: onderdeel {part[:80]} is niet te lezen.", ASK_AGAIN
    )


def new_parser(separator: str | None = None) -> expat.XMLParserType:
    """Make a parser that refuses any DOCTYPE; with a separator it gives full names of namespace and element."""
    parser = expat.ParserCreate(namespace_separator=separator)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise WorkbookRefused(
        "xml-dtd", "In het bestand zit een documentdefinitie (DOCTYPE). Die hoort niet in een werkmap.", ASK_AGAIN
    )


def _fast(chunks: Iterator[bytes], tally: SheetTally | None) -> None:
    parser = new_parser()
    surplus, carry, first = 0, b"", True
    for chunk in chunks:
        if first:
            _require_plain_utf8(chunk)
        parser.Parse(chunk, False)  # noqa: FBT003
        carry += PROLOG.sub(b"", chunk, count=1) if first else chunk
        first = False
        cut = _cut(carry)
        piece, carry = carry[:cut], carry[cut:]
        surplus += _count(piece, tally)
        if surplus > MAX_SURPLUS or len(carry) > MAX_CARRY:
            raise _Misleading
    parser.Parse(b"", True)  # noqa: FBT003
    _count(carry, tally)


def _require_plain_utf8(head: bytes) -> None:
    encoding = ENCODING.search(head[:200])
    if b"\0" in head[:64] or (encoding and encoding[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}):
        raise _Misleading


def _cut(buffer: bytes) -> int:
    """Cut before the last row that may not be complete; outside rows before the last tag."""
    start, end = buffer.rfind(b"<row"), buffer.rfind(b"</row>")
    if start < 0 and end < 0:
        return max(buffer.rfind(b"<"), 0)
    return max(start, end + 6 if end >= 0 else 0)


def _count(piece: bytes, tally: SheetTally | None) -> int:
    """Count one piece; give how many tags it opened more than it closed.

    One sign is found many times as quickly as two that begin with `<`, so what is rare is first looked for by one.
    """
    opened = piece.count(b"<")
    if opened != piece.count(b">"):
        raise _Misleading
    odd = (piece.count(b"<!") if b"!" in piece else 0) + (piece.count(b"<?") if b"?" in piece else 0)
    if tally is not None and opened:
        if odd:
            raise _Misleading
        _count_sheet(piece, tally)
    surplus = opened - 2 * piece.count(b"</")
    return surplus - odd - piece.count(b"/>") if surplus else 0  # 0: nothing was left open


def _count_sheet(piece: bytes, tally: SheetTally) -> None:
    if (b"'" in piece and b"='" in piece) or PREFIXED.search(piece):
        raise _Misleading
    references = CELL.findall(piece)
    cells = len(references)
    if b"" in references:
        raise _Misleading
    tally.add_cells(cells)
    tally.add_rows(sum(map(bool, map(CONTENT.search, piece.split(b"</row>")))) if cells else 0)
    _count_extent(piece, b" ".join(references), tally)
    if b"<f" in piece or b't="e"' in piece:
        _count_valueless(piece, tally)
    if b"hidden=" in piece:
        _count_hidden(piece, tally)
    if b"<mergeCell " in piece:
        for match in MERGE_TAG.finditer(piece):
            tally.add_merge(match[1].decode("ascii").replace("$", ""))


def _count_extent(piece: bytes, references: bytes, tally: SheetTally) -> None:
    """Note how far the cells reach; only when that is too far, look at which of them hold anything."""
    if not references:
        return
    row = max(map(int, set(references.translate(None, LETTERS).split())))
    column = max(map(_position, set(references.translate(None, DIGITS).split())))
    if tally.fits(row, column):
        tally.add_extent(row, column)
        return
    for letters, digits in set(FILLED.findall(piece)):
        tally.add_extent(int(digits), _position(letters))


@lru_cache(maxsize=2048)
def _position(letters: bytes) -> int:
    return column_position(letters.decode("ascii"))


def _count_valueless(piece: bytes, tally: SheetTally) -> None:
    for match in WHOLE_CELL.finditer(piece):
        reference, attributes, body = match[1].decode("ascii"), match[2] or b"", match[3]
        if b't="e"' in attributes:
            value = VALUE.search(body)
            tally.add_error(reference, value[1].decode("utf-8", "replace") if value else "#VALUE!")
        elif HAS_FORMULA.search(body) and not (HAS_TEXT if b't="str"' in attributes else HAS_VALUE).search(body):
            tally.add_no_value(reference)


def _count_hidden(piece: bytes, tally: SheetTally) -> None:
    for tag in ROW_TAG.findall(piece):
        number = NUMBER_OF[b"r"].search(tag)
        if HIDDEN.search(tag) and number:
            tally.add_hidden_row(int(number[1]))
    for tag in COLUMN_TAG.findall(piece):
        first, last = NUMBER_OF[b"min"].search(tag), NUMBER_OF[b"max"].search(tag)
        if HIDDEN.search(tag) and first and last:
            tally.add_hidden_columns(int(first[1]), int(last[1]))


def _slow(chunks: Iterator[bytes], tally: SheetTally | None) -> None:
    parser = new_parser()
    depth = _Depth(SheetEvents(tally) if tally is not None else None)
    parser.StartElementHandler = depth.start
    parser.EndElementHandler = depth.end
    if depth.events is not None:
        parser.CharacterDataHandler = depth.events.text
    for chunk in chunks:
        parser.Parse(chunk, False)  # noqa: FBT003
    parser.Parse(b"", True)  # noqa: FBT003


class _Depth:
    """Guards the nesting and passes the events on."""

    def __init__(self, events: SheetEvents | None) -> None:
        self.events = events
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Go one element deeper, up to the depth that a workbook may have.

        Raises:
            WorkbookRefused: it goes deeper.

        """
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise WorkbookRefused("xml-deep", "Het bestand is te diep genest om te kunnen kloppen.", ASK_AGAIN)
        if self.events is not None:
            self.events.start(name.rpartition(":")[2], attributes)

    def end(self, name: str) -> None:
        """Come back from an element."""
        self.depth -= 1
        if self.events is not None:
            self.events.end(name.rpartition(":")[2])
