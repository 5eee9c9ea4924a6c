"""One data set in every format gives the same rows; damaged bytes give a refusal at most (XL14, XL16, XL17)."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book

from register.workbooks.biff import inspect_xls
from register.workbooks.cells import Row
from register.workbooks.gate import inspect
from register.workbooks.kind import kind_of
from register.workbooks.odsread import read_ods
from register.workbooks.read import TWO_CHILDREN_FROM, read_workbook
from register.workbooks.readers import calamine_rows, openpyxl_rows
from register.workbooks.refused import WorkbookRefused
from register.workbooks.textread import TextFile
from register.workbooks.typed import Rows, typed
from tests.hostile.csvs import TABLE
from tests.hostile.old_excel import table_cells, xls
from tests.hostile.ooxml import HEADERS, people_workbook
from tests.hostile.sheets import content, ods, row, table

ROUNDS = 400
PEOPLE = (HEADERS, ("00123", "Ayşe", "Łukasz", "1-2-2024"), ("00124", "Bram", "Veen-'t Hoen", "2024-12-31"))
TEXT = "\r\n".join(";".join(line) for line in PEOPLE) + "\r\n"
SAME = {
    "xlsx": people_workbook(PEOPLE),
    "xls": xls([("Blad1", table_cells(PEOPLE))]),
    "ods": ods(content(table("".join(row(*(text.replace("'", "&apos;") for text in line)) for line in PEOPLE)))),
    "utf8": TEXT.encode(),
    "utf16": TEXT.encode("utf-16"),
    "utf7": TEXT.encode("utf-7"),
    "tab": TEXT.replace(";", "\t").encode("utf-8-sig"),
    "pipe": TEXT.replace(";", "|").replace("\r\n", "!##!\r\n").encode(),
}


@pytest.mark.parametrize("kind", SAME)
def test_one_data_set_is_the_same_in_every_format(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "bestand"
    path.write_bytes(SAME[kind])

    rows = read_workbook(path).sheets[0].rows

    assert rows == tuple(Row(number, line, "tttt") for number, line in enumerate(PEOPLE, start=1))


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods", ".csv"])
@pytest.mark.parametrize("kind", SAME)
def test_a_name_proves_nothing(kind: str, ending: str, tmp_path: Path) -> None:
    path = (tmp_path / "bestand").with_suffix(ending)
    path.write_bytes(SAME[kind])

    assert [row.texts for row in read_workbook(path).sheets[0].rows] == list(PEOPLE)


def whole_text(path: Path) -> None:
    list(TextFile(path, max_rows=100).rows())


READERS: dict[str, tuple[bytes, Callable[[Path], object]]] = {
    "xls": (SAME["xls"], lambda path: inspect_xls(path, max_rows=100)),
    "ods": (SAME["ods"], lambda path: read_ods(path, max_rows=100)),
    "xlsx": (SAME["xlsx"], lambda path: inspect(path, max_rows=100)),
    "text": (TABLE.encode("cp1252", "replace"), whole_text),
    "utf16": (TABLE.encode("utf-16"), whole_text),
}


@pytest.mark.parametrize("kind", READERS)
def test_damaged_bytes_give_a_refusal_and_nothing_else(kind: str, tmp_path: Path) -> None:
    raw, read = READERS[kind]
    chance = random.Random(11)  # fixed: the same damage every time
    path = tmp_path / "stuk"

    for _ in range(ROUNDS):
        path.write_bytes(damaged(raw, chance))
        refused_or_read(path, read)


def damaged(raw: bytes, chance: random.Random) -> bytes:
    found = bytearray(raw)
    for _ in range(chance.randrange(1, 6)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    if chance.random() < 0.2:
        del found[chance.randrange(len(found)) :]
    return bytes(found)


def refused_or_read(path: Path, read: Callable[[Path], object]) -> None:
    with suppress(WorkbookRefused):
        kind_of(path)
        read(path)


VALUES = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="_"), max_size=12),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 4)),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2100, 12, 31)),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(lambda found: found.replace(microsecond=0)),  # noqa: DTZ001
    st.integers(1, 200_000).map(lambda seconds: timedelta(minutes=seconds)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=6))
def test_two_readers_give_the_same_cells(tmp_path: Path, rows: list[list[Any]]) -> None:
    path = tmp_path / "twee.xlsx"
    book = Book()
    for number, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            cell = book.worksheets[0].cell(number, column)
            cell.value = value
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    book.save(path)

    sheet = inspect(path).sheets[0]

    assert cells(calamine_rows(path, sheet.name)) == cells(openpyxl_rows(path, sheet))


def cells(rows: Rows) -> dict[tuple[int, int], tuple[str, str]]:
    found = {(number, place): typed(value) for number, values in rows for place, value in enumerate(values)}
    return {place: cell for place, cell in found.items() if cell[0] != "-"}


def test_two_children_read_a_large_file_as_one_child_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "groot.xlsx"
    chance = random.Random(5)
    lines = [(f"{number:05}", f"{chance.random()}", "Jansen", "#") for number in range(9_000)]
    path.write_bytes(people_workbook([HEADERS, *lines, ('<c t="e"><v>#N/A</v></c>', "a", "b")]))

    assert path.stat().st_size > TWO_CHILDREN_FROM
    side_by_side = read_workbook(path)
    monkeypatch.setattr("register.workbooks.read.TWO_CHILDREN_FROM", 10**9)

    assert side_by_side == read_workbook(path)
    assert side_by_side.sheets[0].rows[-1].cell(0) == ("e", "#N/A")


def test_a_large_file_is_refused_by_the_gate_while_it_is_being_read(tmp_path: Path) -> None:
    path = tmp_path / "groot.xlsx"
    chance = random.Random(5)
    lines = [(f"{number:05}", f"{chance.random()}", "Jansen") for number in range(20_100)]
    path.write_bytes(people_workbook([HEADERS, *lines]))

    with pytest.raises(WorkbookRefused) as refusal:
        read_workbook(path)

    assert refusal.value.code == "too-many-rows"
