"""Lines of a csv that each stand in quotes as a whole, as some systems and a second saving make them (hele regels)."""

import csv
import re
from collections.abc import Sequence

from register.workbooks.refused import WorkbookRefused
from register.workbooks.words import number_of

_WHOLE = re.compile(r'[ \t]*"((?:[^"]|"")*)"[ \t]*')
_FIRST = 20

_Line = tuple[int, str]
"""A line and its number."""


def bare_lines(text: str, *, skipped: int, signs: str) -> str | None:
    """Give a text without the quotes around its lines; `None`: most lines do not stand in quotes as a whole.

    It is certain where the lines have as many fields inside their quotes as the header has.

    Args:
        text: the whole text; its line ends are plain.
        skipped: lines before the table.
        signs: what can stand between fields.

    Raises:
        WorkbookRefused: most lines stand in quotes, and inside them they are not equally wide; with the line.

    """
    lines = text.split("\n")
    filled = [(number, line) for number, line in enumerate(lines, 1) if number > skipped and line.strip()]
    if not _mostly_whole(filled[1:_FIRST]) or not _mostly_whole(filled[1:]):
        return None
    bare = [(number, _bare(line)) for number, line in filled]
    sign = max(signs, key=lambda one: _width(bare[0][1], one))
    width = _width(bare[0][1], sign)
    if width == 1:
        return None
    odd = next((one for one in bare if _width(one[1], sign) != width), None)
    if odd is not None:
        fields = number_of(_width(odd[1], sign), "veld", "velden")
        raise WorkbookRefused(
            "csv-quoted-lines",
            "De regels staan als geheel tussen aanhalingstekens, en zonder die tekens past "
            f"regel {odd[0]} niet bij de koppen: {fields} in plaats van {width}.",
            "Vraag om een export zonder aanhalingstekens om de hele regel, of als Excel-werkmap (.xlsx).",
        )
    for number, line in bare:
        lines[number - 1] = line
    return "\n".join(lines)


def _mostly_whole(lines: Sequence[_Line]) -> bool:
    return 2 * sum(_WHOLE.fullmatch(line) is not None for _, line in lines) > len(lines)


def _bare(line: str) -> str:
    match = _WHOLE.fullmatch(line)
    return match[1].replace('""', '"') if match else line


def _width(line: str, sign: str) -> int:
    return len(next(csv.reader([line], delimiter=sign), []))
