"""Opened by a real LibreOffice: 24 strings are text and no formula, figures are figures (EX1, EX9)."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from register.workbooks.write import Column, SheetSpec, write_workbook
from register.workbooks.write_csv import write_csv
from tests.exports.office import SEMICOLON_UTF8, formula, kind, opened, text

INJ = (
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", '=HYPERLINK("http://x.example")', "=IMPORTXML(1)", "+31 6 12345678",
    "-2+3", "\t=1", "\n=1", "'=1", '"=1"', ";=1", ",=1", "＝1+1", "=1;=2", "%0A=1", "=1\n=2", "+1+1", "-1+1", "@x+1",
)  # fmt: skip
STRINGS = (*INJ, "+1", "-1", "=1", "@x")
COLUMNS = (
    *(Column(header=f"Tekst {place}") for place in range(3)),
    Column(header="Getal", kind="decimal"),
    Column(header="Dag", kind="date"),
    Column(header="Tijd", kind="time"),
)
ROWS = [(one, one, one, Decimal("-1.5"), date(2026, 3, 5), time(9, 30)) for one in STRINGS]


@pytest.fixture(scope="module")
def from_xlsx(tmp_path_factory: pytest.TempPathFactory) -> list[list[object]]:
    """Write the strings in every text column of a workbook, and open it."""
    folder = tmp_path_factory.mktemp("xlsx")
    write_workbook(folder / "uit.xlsx", [SheetSpec(title="Blad", columns=COLUMNS, rows=ROWS)])
    return list(opened(folder / "uit.xlsx", folder))


@pytest.fixture(scope="module")
def from_csv(tmp_path_factory: pytest.TempPathFactory) -> list[list[object]]:
    """Write the same as a text file, and open it as a person does."""
    folder: Path = tmp_path_factory.mktemp("csv")
    with (folder / "uit.csv").open("wb") as out:
        write_csv(out, COLUMNS, ROWS)
    return list(opened(folder / "uit.csv", folder, reading=SEMICOLON_UTF8))


def test_no_string_in_a_workbook_becomes_a_formula(from_xlsx: list[list[object]]) -> None:
    cells = [cell for row in from_xlsx[1:] for cell in row[:3]]

    assert len(cells) == 72
    assert {(kind(cell), formula(cell)) for cell in cells} == {("string", None)}


def test_every_string_of_a_workbook_is_seen_as_it_was(from_xlsx: list[list[object]]) -> None:
    seen = [text(row[0]) for row in from_xlsx[1:]]

    assert [one.strip() for one in seen] == [one.strip() for one in STRINGS]


def test_figures_days_and_times_of_a_workbook_are_what_they_are(from_xlsx: list[list[object]]) -> None:
    assert [kind(cell) for cell in from_xlsx[1][3:]] == ["float", "date", "time"]
    assert [text(cell) for cell in from_xlsx[1][3:]][1:] == ["05-03-2026", "09:30"]


def test_no_string_in_a_text_file_becomes_a_formula_or_a_figure(from_csv: list[list[object]]) -> None:
    cells = [cell for row in from_csv[1:] for cell in row[:3]]

    assert len(cells) == 72
    assert {(kind(cell), formula(cell)) for cell in cells} == {("string", None)}
