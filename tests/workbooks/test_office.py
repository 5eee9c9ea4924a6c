"""Files that LibreOffice itself made, in every format, read equal to the .xlsx they were made from."""

import shutil
import subprocess
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook as Book

from register.workbooks.cells import Row
from register.workbooks.read import Workbook, read_workbook

OFFICE = shutil.which("soffice")
CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1"
FILTERS = {"xls": "xls", "ods": "ods", "csv": CSV}
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def make_book(path: Path) -> None:
    book = Book()
    sheet = book.worksheets[0]
    sheet.title = "Mensen"
    rows = (
        ("Overzicht",),
        (),
        ("Personeelsnummer", "Roepnaam", "Achternaam", "In dienst", "Moment", "Uren", "Begin", "FTE", "Actief", "Tel"),
        ("00123", "Ayşe", "Łukasz", date(2024, 2, 1), datetime(2024, 2, 1, 9, 30), timedelta(hours=25.5),  # noqa: DTZ001
         time(9, 30), 0.89, True, "+31612345678"),
        (124, "Bram", "Veen-'t Hoen", date(2030, 12, 31), None, timedelta(minutes=90), time(23, 59, 59), 1,
         False, "1e5"),
        ("000", None, "a\nb", None, None, None, None, -2.5, None, "  x  "),
    )  # fmt: skip
    for row in rows:
        sheet.append(row)
    sheet["K4"], sheet["K5"], sheet["K6"] = "=1/0", "=NA()", '=A4&"x"'
    sheet["F4"].number_format = sheet["F5"].number_format = "[h]:mm"
    sheet["A8"] = "samen"
    sheet.merge_cells("A8:B9")
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("Verborgen")["A1"] = "geheim"
    book["Verborgen"].sheet_state = "hidden"
    book.save(path)


def convert(source: Path, wanted: str, folder: Path) -> None:
    command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", wanted]
    subprocess.run(
        [*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=100, cwd=folder
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """The same workbook, saved by LibreOffice in each format and read."""
    folder = tmp_path_factory.mktemp("office")
    make_book(folder / "bron.xlsx")
    for wanted in FILTERS.values():
        convert(folder / "bron.xlsx", wanted, folder)
    (folder / "uit").mkdir()
    convert(folder / "bron.ods", "xlsx:Calc MS Excel 2007 XML", folder / "uit")
    shutil.move(folder / "uit" / "bron.xlsx", folder / "bron.xlsx")
    return {kind: read_workbook(folder / f"bron.{kind}") for kind in ("xlsx", *FILTERS)}


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_every_cell_is_equal_to_the_xlsx(made: dict[str, Workbook], kind: str) -> None:
    assert made[kind].sheets == made["xlsx"].sheets
    assert made[kind].notices == made["xlsx"].notices


def test_what_is_read_is_what_was_put_in(made: dict[str, Workbook]) -> None:
    rows = {row.number: row for row in made["xlsx"].sheets[0].rows}

    assert rows[4].texts == (
        "00123", "Ayşe", "Łukasz", "2024-02-01", "2024-02-01T09:30:00", "91800", "09:30:00", "0.89", "WAAR",
        "+31612345678", "#DIV/0!",
    )  # fmt: skip
    assert rows[4].kinds == "tttdDumnbte"
    assert rows[5].kinds == "nttd-umnbte"
    assert rows[6].texts[-1] == "00123x"


def test_hidden_and_merged_parts_are_named(made: dict[str, Workbook]) -> None:
    told = "\n".join(made["ods"].notices)

    assert "verborgen rij 6" in told
    assert "verborgen kolom C" in told
    assert "samengevoegde cellen A8:B9" in told
    assert "Blad 'Verborgen' is verborgen" in told


def test_the_csv_has_the_same_names_and_numbers(made: dict[str, Workbook]) -> None:
    plain = made["csv"].sheets[0].rows
    book = made["xlsx"].sheets[0].rows

    assert [texts(row) for row in plain] == [texts(row) for row in book]
    assert plain[2].cell(10) == ("e", "#DIV/0!")


def texts(row: Row) -> tuple[str, ...]:
    """The columns that a text file can hold as they are: number, names, date and factor."""
    return (*row.texts[:4], row.cell(7).text)
