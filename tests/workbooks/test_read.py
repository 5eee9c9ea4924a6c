"""Reading: cells keep what Excel stored, a dying child is a refusal, identifiers survive."""

import random
from pathlib import Path

import pytest
from openpyxl import Workbook as Book

from register.workbooks.gate import inspect
from register.workbooks.header import find_table
from register.workbooks.layouts import people_layout
from register.workbooks.read import read_workbook
from register.workbooks.readers import calamine_rows, openpyxl_rows
from register.workbooks.refused import WorkbookRefused
from register.workbooks.typed import Rows, typed
from tests.hostile.contents import CASES as CONTENTS
from tests.hostile.contents import NAMES
from tests.hostile.make_hostile import write_case
from tests.hostile.ooxml import HEADERS, people_workbook

KNOWN_DIFFERENCES = {
    "content_escaped_controls.xlsx",  # openpyxl leaves _x0000_ in inline strings as it is
}
REFUSED_BY_OPENPYXL = {"content_odd_fill_in_styles.xlsx"}


def save(folder: Path, raw: bytes) -> Path:
    path = folder / "mensen.xlsx"
    path.write_bytes(raw)
    return path


def test_names_that_look_like_nothing_survive(tmp_path: Path) -> None:
    path = save(tmp_path, people_workbook([HEADERS, *[(str(number), name) for number, name in enumerate(NAMES)]]))

    rows = read_workbook(path).sheets[0].rows[1:]

    assert tuple(row.texts[1] for row in rows) == NAMES


def test_ten_thousand_personnel_numbers_survive(tmp_path: Path) -> None:
    chance = random.Random(7)  # fixed: the same numbers every time
    numbers = [f"{chance.randrange(10**8):0{chance.randrange(4, 12)}d}" for _ in range(10_000)]
    padded = [chance.choice(" \u00a0") + number + chance.choice(" \u00a0") for number in numbers]
    path = save(tmp_path, people_workbook([HEADERS, *[(number, "Jan", "Jansen") for number in padded]]))

    rows = read_workbook(path).sheets[0].rows[1:]

    assert [row.texts[0] for row in rows] == numbers


def test_numbers_lose_their_empty_decimals_and_nothing_else(tmp_path: Path) -> None:
    path = save(tmp_path, people_workbook([("a", 123, 124.0, 2.5, 1e5, 1e-7, 0.1, 12345678901)]))

    row = read_workbook(path).sheets[0].rows[0]

    assert row.texts[1:] == ("123", "124", "2.5", "100000", "0.0000001", "0.1", "12345678901")
    assert row.kinds == "tnnnnnnn"


def test_an_error_and_a_formula_without_result_are_cells_of_their_own_kind(tmp_path: Path) -> None:
    path = save(
        tmp_path, people_workbook([HEADERS, ("1", '<c t="e"><v>#REF!</v></c>', "<c><f>A1</f></c>"), ("2", "a", "b")])
    )

    row = read_workbook(path).sheets[0].rows[1]

    assert (row.cell(1), row.cell(2)) == (("e", "#REF!"), ("f", ""))


def test_both_readers_give_the_same_rows(tmp_path: Path) -> None:
    cases = [case for case in CONTENTS if not case.refused and case.name not in REFUSED_BY_OPENPYXL]

    different = {case.name for case in cases if differs(write_case(case, tmp_path))}

    assert different - KNOWN_DIFFERENCES == set()


def differs(path: Path) -> bool:
    sheet = inspect(path).sheets[0]
    calamine, openpyxl = calamine_rows(path, sheet.name), openpyxl_rows(path, sheet)
    return texts_of(calamine) != texts_of(openpyxl)


def texts_of(rows: Rows) -> list[list[tuple[str, str]]]:
    cells = [[typed(value) for value in values] for _, values in rows]
    kept = [[("-", "") if text.startswith("#") else (kind, text) for kind, text in row] for row in cells]
    return [row for row in (trimmed(row) for row in kept) if row]


def trimmed(row: list[tuple[str, str]]) -> list[tuple[str, str]]:
    while row and row[-1][0] == "-":
        row = row[:-1]
    return row


def test_a_bsn_is_in_no_row_and_no_notice(tmp_path: Path) -> None:
    found = next(case for case in CONTENTS if case.name == "content_bsn_by_content.xlsx")

    table = find_table(read_workbook(write_case(found, tmp_path)), people_layout())

    assert table.refused == ("Kenmerk",)
    assert "111222333" not in f"{table.rows}{table.notices}"


def test_a_workbook_saved_by_openpyxl_is_read(tmp_path: Path) -> None:
    book = Book()
    book.worksheets[0].append(["Personeelsnummer", "Achternaam"])
    book.worksheets[0].append(["007", "Bond"])
    book.save(tmp_path / "b.xlsx")

    assert read_workbook(tmp_path / "b.xlsx").sheets[0].rows[1].texts == ("007", "Bond")


def test_empty_columns_and_rows_before_the_table_keep_their_place(tmp_path: Path) -> None:
    book = Book()
    book.worksheets[0]["C4"], book.worksheets[0]["D5"] = "Personeelsnummer", "=1/0"
    book.save(tmp_path / "b.xlsx")

    rows = read_workbook(tmp_path / "b.xlsx").sheets[0].rows

    assert rows[0] == (4, ("", "", "Personeelsnummer"), "--t")
    assert rows[1].cell(3) == ("f", "")


@pytest.mark.parametrize(
    "text",
    [
        '"Personeelsnummer;Roepnaam;Achternaam"\n"1;Jan;Bos"\n"2;Piet;""Van"" Dijk"\n',
        'sep=;\n"Personeelsnummer;Roepnaam;Achternaam"\n"1;Jan;Bos"\n"2;Piet;""Van"" Dijk"\n',
        'Personeelsnummer,Roepnaam,Achternaam\n1,Jan,Bos\n"2,Piet,""Dijk, van"""\n"3,An,""Dijk, van"""\n',
    ],
)
def test_lines_that_stand_in_quotes_as_a_whole_are_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.csv").write_text(text, "utf-8")

    workbook = read_workbook(tmp_path / "p.csv")

    assert {len(row.texts) for row in workbook.sheets[0].rows} == {3}
    assert [row.texts[1] for row in workbook.sheets[0].rows][:2] == ["Roepnaam", "Jan"]
    assert any("als geheel tussen aanhalingstekens" in notice for notice in workbook.notices)


def test_lines_in_quotes_that_do_not_come_out_are_refused_with_what_to_do(tmp_path: Path) -> None:
    text = '"Personeelsnummer;Roepnaam;Achternaam"\n"1;Jan;Bos"\n"2;Piet;Bos;en Vis"\n"3;An;Vos"\n'
    (tmp_path / "p.csv").write_text(text, "utf-8")

    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(tmp_path / "p.csv")

    assert refused.value.code == "csv-quoted-lines"
    assert "als geheel tussen aanhalingstekens" in refused.value.message_nl
    assert "regel 3" in refused.value.message_nl


def test_quotes_around_the_values_of_one_column_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text('"Naam"\n"Bos, Jan"\n"Vos"\n"Dijk, van, An"\n', "utf-8")

    assert [row.texts for row in read_workbook(tmp_path / "p.csv").sheets[0].rows][1] == ("Bos, Jan",)


def test_a_text_file_is_no_sheet_in_what_is_said_of_it(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("Naam;Achternaam\nBos;Vos\n", "utf-8")
    workbook = read_workbook(tmp_path / "p.csv")

    with pytest.raises(WorkbookRefused) as refused:
        find_table(workbook, people_layout())

    assert refused.value.message_nl.startswith("Het bestand, rij 1: we missen de kolom Personeelsnummer")
