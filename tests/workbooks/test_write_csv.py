"""Text files: formulas are guarded, nothing is lost, each reader gets its dialect (EX1, EX2, F2)."""

import csv
import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.workbooks.guard import guard, unguard
from register.workbooks.read import read_workbook
from register.workbooks.write import Column, Value
from register.workbooks.write_csv import DUTCH_EXCEL, CsvWritten, Dialect, write_csv

TEXT = Column(header="Tekst")
NUMBER = Column(header="Getal", kind="decimal")


def written(*values: Value, dialect: Dialect = DUTCH_EXCEL) -> tuple[bytes, CsvWritten]:
    out = io.BytesIO()
    done = write_csv(out, [TEXT], [(value,) for value in values], dialect)
    return out.getvalue(), done


def read(content: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [row[0] if row else "" for row in rows][1:]


@settings(max_examples=1000, deadline=None)
@given(st.text(st.characters(codec=None, categories=None)))
def test_whatever_was_guarded_comes_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"])), min_size=20, max_size=20))
def test_none_of_a_thousand_texts_is_lost(texts: list[str]) -> None:
    content, _ = written(*(f"x{text}" for text in texts))

    assert [unguard(one) for one in read(content)] == [f"x{text}" for text in texts]


def test_a_sign_that_is_no_character_is_left_out() -> None:
    assert read(written("a\ufdd0b\ufffec")[0]) == ["abc"]


@pytest.mark.parametrize("text", ["+31 6 12345678", "-1", "=1", "@x", "\tx", "'=1", "''+1"])
def test_a_live_text_gets_one_apostrophe_and_is_counted(text: str) -> None:
    content, done = written(text)

    assert read(content) == [f"'{text}"]
    assert done.guarded == 1


@pytest.mark.parametrize("text", ["Els", "'t Hoen", "1-1", "06-12345678", "'s avonds"])
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert read(written(text)[0]) == [text]


def read_back(folder: Path, content: bytes) -> tuple[list[str], str]:
    """The first column as our own reader gives it, and what it says about the file."""
    (folder / "uit.csv").write_bytes(content)
    found = read_workbook(folder / "uit.csv")
    return [row.texts[0] for row in found.sheets[0].rows[1:]], " ".join(found.notices)


def test_what_we_wrote_is_read_back_without_the_apostrophes_and_that_is_said(tmp_path: Path) -> None:
    texts = ["+31 6 12345678", "-", "=1", "@x", "'=1", "''+1", "'t Hoen", "'s avonds", "x'=1", "-5,5 x"]

    out = io.BytesIO()
    values: list[Value] = [*texts, Decimal("-1.5"), -3]
    write_csv(out, [TEXT, NUMBER], [(value, 1) for value in values])
    back, said = read_back(tmp_path, out.getvalue())

    assert back == [*texts, "-1,5", "-3"]
    assert "Voor 7 teksten met een + - = of @ vooraan stond een ' tegen formules" in said


@pytest.mark.parametrize(
    "lines",
    [
        ["'+31 6 1", "+31 6 2"],
        ["'-", "'t Hoen", "-"],
        ["'t Hoen", "'s avonds", "O'Brien", "-1,5"],
    ],
)
def test_apostrophes_of_somebody_else_stay(lines: list[str], tmp_path: Path) -> None:
    back, said = read_back(tmp_path, "\r\n".join(["Tekst;Nr", *(f"{one};1" for one in lines)]).encode())

    assert back == lines
    assert "tegen formules" not in said


def test_figures_are_written_as_the_dutch_do_and_below_zero_they_are_still_figures() -> None:
    content, done = written(Decimal("-1.50"), 3, 2.5, Decimal(10))

    assert read(content) == ["-1,5", "3", "2,5", "10"]
    assert done.guarded == 0


def test_days_and_times_follow_the_dialect() -> None:
    content, _ = written(date(2026, 3, 5), time(9, 30), datetime(2026, 3, 5, 9, 30, tzinfo=UTC), True, None, "x")

    assert read(content) == ["05-03-2026", "09:30", "05-03-2026 09:30", "ja", "", "x"]


def test_a_dutch_excel_gets_a_mark_semicolons_and_its_own_line_ends() -> None:
    assert written("é;x")[0] == '\ufeffTekst\r\n"é;x"\r\n'.encode()


def test_a_dialect_without_quotation_marks_replaces_its_own_signs_and_counts_them() -> None:
    content, done = written("a|b!##!c", "plat", dialect=Dialect(delimiter="|", row_end="!##!\r\n", quotes=False))

    assert content == b"Tekst!##!\r\na b c!##!\r\nplat!##!\r\n"
    assert done.changed == 1
