"""What the child sends: all of a heavy but honest file, and hardly anything of one that is too much (bar XL3)."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from register.workbooks.read import read_workbook
from register.workbooks.sending import CHUNK_ROWS, send_workbook
from register.workbooks.typed import BETWEEN
from tests.workbook_maker import write_rows

TEXT = "x" * 100
ROWS = 4 * CHUNK_ROWS
FIRST = "nummer"


def sent(folder: Path, *, max_text: int) -> list[tuple[str, Any]]:
    """The lines that the child sends of a workbook with a text of a hundred characters a row."""
    path = write_rows(folder / "z.xlsx", [FIRST, "tekst"], [(str(number), TEXT) for number in range(1, ROWS)])
    out = BytesIO()
    send_workbook(str(path), mode="whole", max_rows=20_000, max_text=max_text, out=out)
    return [tuple(json.loads(line)) for line in out.getvalue().splitlines()]


def test_a_heavy_file_within_the_bound_is_sent_whole_and_in_order(tmp_path: Path) -> None:
    lines = sent(tmp_path, max_text=300_000)

    numbers = [text for name, value in lines if name == "rows" for text in value[1][0].split(BETWEEN)]
    assert numbers == [FIRST, *map(str, range(1, ROWS))]
    assert lines[-1] == ("end", None)


def test_a_file_with_too_much_text_is_refused_before_the_rest_is_sent(tmp_path: Path) -> None:
    lines = sent(tmp_path, max_text=150_000)

    assert [name for name, _ in lines] == ["sheet", "rows", "refused"]
    assert lines[-1][1][0] == "too-much-text"


def test_a_text_with_what_stands_between_texts_is_sent_without_it(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "z.xlsx", ["nummer", "naam"], [("1", f"Jan{BETWEEN}sen"), ("2", BETWEEN)])

    sheet = read_workbook(path).sheets[0]

    assert [row.texts for row in sheet.rows] == [("nummer", "naam"), ("1", "Jansen"), ("2", "")]
    assert [row.kinds for row in sheet.rows] == ["tt", "tt", "t-"]
