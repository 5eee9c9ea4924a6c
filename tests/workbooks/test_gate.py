"""The gate: what it names, and that its quick road and its slow road count the same."""

from pathlib import Path

import pytest

from register.workbooks.gate import inspect
from register.workbooks.refused import WorkbookRefused
from tests.hostile.ooxml import HEADERS, pack, people_workbook, rows_xml, sheet_xml, workbook_parts

ODD_ROWS = rows_xml(
    [HEADERS, ("1", '<c t="e"><v>#N/A</v></c>', "<c><f>A1</f></c>"), ("2", "Piet", '<c t="str"><f>A1</f><v></v></c>')],
    attributes={3: ' hidden="1"'},
)
BEFORE = '<cols><col min="2" max="2" hidden="1"/></cols>'
AFTER = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'


def make(folder: Path, raw: bytes) -> Path:
    path = folder / "bestand.xlsx"
    path.write_bytes(raw)
    return path


def odd_workbook(rows: str) -> bytes:
    return pack(workbook_parts((("Blad1", sheet_xml(rows, before=BEFORE, after=AFTER)),)))


@pytest.mark.parametrize("rows", [ODD_ROWS, ODD_ROWS + "<!-- langzaam -->"], ids=["quick", "slow"])
def test_the_gate_names_what_a_person_cannot_see(rows: str, tmp_path: Path) -> None:
    sheet = inspect(make(tmp_path, odd_workbook(rows))).sheets[0]

    assert (sheet.rows, sheet.last_row, sheet.last_column) == (3, 3, 4)
    assert sheet.hidden_rows == (3,)
    assert sheet.hidden_columns == ("B",)
    assert sheet.merged == ("A2:A3",)
    assert sheet.no_value == ("C2",)
    assert sheet.errors == {"B2": "#N/A"}


def test_rows_up_to_the_limit_pass(tmp_path: Path) -> None:
    path = make(tmp_path, people_workbook([HEADERS, *[("1", "Jan", "Jansen")] * 100]))

    assert inspect(path, max_rows=100).sheets[0].rows == 101


def test_a_far_cell_is_named(tmp_path: Path) -> None:
    far = '<row r="900000"><c r="ZZ900000"><v>1</v></c></row>'
    path = make(tmp_path, pack(workbook_parts((("Blad1", sheet_xml(rows_xml([HEADERS]) + far)),))))

    with pytest.raises(WorkbookRefused, match="ZZ900000"):
        inspect(path)
