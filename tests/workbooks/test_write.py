"""The writer: text stays text, types stay types, nothing is lost, equal data gives equal bytes (EX1-EX4, EX9, EX10)."""

import io
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from register.workbooks.header import find_table
from register.workbooks.layouts import training_layout
from register.workbooks.read import read_workbook
from register.workbooks.sheetfile import ZIP_MOMENT
from register.workbooks.write import Column, SheetSpec, write_workbook

HOSTILE = (
    *("=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "=1", "@x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "%0A=1", "'=1", '"=1"'),
    *(
        ";=1",
        ",=1",
        '=HYPERLINK("http://x")',
        "=IMPORTXML(1)",
        "＝1+1",
        "+31 6 1234",
        "-",
        "=",
        "00123",
        "_x0041_",
        "1e5",
    ),
)
EVIDENCE = (
    *(Column(header=text) for text in ("Personeelsnummer", "Naam", "Activiteit", "Type", "Categorie register")),
    Column(header="Datum", kind="date"),
    *(Column(header=text, kind="time") for text in ("Begintijd", "Eindtijd")),
    *(Column(header=text, kind="decimal") for text in ("Netto uren", "Punten geclaimd", "Punten toegekend")),
    *(Column(header=text) for text in ("Status", "Aanbieder", "ID-nummer", "Rol", "Bewijs")),
    Column(header="Bevestigd op", kind="datetime"),
)


def texts_sheet(texts: tuple[str, ...]) -> SheetSpec:
    return SheetSpec(title="Blad", columns=[Column(header="Tekst")], rows=[(text,) for text in texts])


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    write_workbook(tmp_path / "uit.xlsx", [texts_sheet(HOSTILE)])

    cells = [row[0] for row in load_workbook(tmp_path / "uit.xlsx").worksheets[0].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [row.texts[0] for row in read_workbook(tmp_path / "uit.xlsx").sheets[0].rows[1:]] == [
        text.strip() for text in HOSTILE
    ]
    assert cells[0].quotePrefix


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(codec=None, categories=None)), min_size=20, max_size=20))
def test_none_of_a_thousand_texts_stops_an_export(texts: list[str]) -> None:
    poisoned = tuple("\x00" + text + "\ud800\ufffe" for text in texts)

    assert write_workbook(io.BytesIO(), [texts_sheet((*texts, *poisoned))]).rows == 40


def test_a_long_text_is_marked_and_counted(tmp_path: Path) -> None:
    written = write_workbook(tmp_path / "uit.xlsx", [texts_sheet(("x" * 32_767, "y" * 32_768))])

    rows = read_workbook(tmp_path / "uit.xlsx").sheets[0].rows
    assert written.shortened == 1
    assert (len(rows[1].texts[0]), rows[2].texts[0][-11:]) == (32_767, " [ingekort]")


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path: Path) -> None:
    written = write_workbook(tmp_path / "uit.xlsx", [texts_sheet(("a", "b", "c", "d", "e"))], max_rows=2)

    sheets = read_workbook(tmp_path / "uit.xlsx").sheets
    assert (written.rows, written.sheets) == (5, ["Blad", "Blad (2)", "Blad (3)"])
    assert [[row.texts[0] for row in sheet.rows[1:]] for sheet in sheets] == [["a", "b"], ["c", "d"], ["e"]]


def evidence() -> SheetSpec:
    row = ("00123", "Ayşe Łukasz", "=Intervisie", "Intervisie", "B", date(2024, 2, 1), time(9, 30), time(11, 0))
    more = (Decimal("1.50"), Decimal("0.30"), None, "ingediend", None, "0042", "deelnemer", "ja")
    return SheetSpec(title="Bewijs", columns=EVIDENCE, rows=[(*row, *more, datetime(2024, 2, 2, 8, 5, tzinfo=UTC))])


def test_our_own_evidence_reads_back(tmp_path: Path) -> None:
    write_workbook(tmp_path / "uit.xlsx", [evidence()])

    table = find_table(read_workbook(tmp_path / "uit.xlsx"), training_layout())

    assert table.notices == ()
    assert len(table.columns) == 17
    assert table.rows[0].kinds == "tttttdmmnn-t-tttD"
    assert table.cell(table.rows[0], "personnel_number").text == "00123"
    assert table.cell(table.rows[0], "activity").text == "=Intervisie"
    assert table.cell(table.rows[0], "confirmed_on").text == "2024-02-02T08:05:00"
    assert table.cell(table.rows[0], "hours").text == "1.5"


def moments_of(book: io.BytesIO) -> set[tuple[int, ...]]:
    """The moments that the archive itself states of its parts."""
    with zipfile.ZipFile(book) as archive:
        return {part.date_time for part in archive.infolist()}


def test_the_same_data_gives_the_same_bytes_but_for_the_stated_moment() -> None:
    first, second, later = io.BytesIO(), io.BytesIO(), io.BytesIO()

    write_workbook(first, [evidence()])
    write_workbook(second, [evidence()])
    write_workbook(later, [evidence()], made_at=datetime(2026, 11, 22, tzinfo=UTC))

    assert first.getvalue() == second.getvalue()
    assert first.getvalue() != later.getvalue()
    assert moments_of(later) == {ZIP_MOMENT}, (
        "an archive counts in steps of two seconds: equal bytes alone show nothing"
    )
