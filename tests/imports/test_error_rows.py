"""The rejected rows as a workbook: as they stood, with why; corrected, only those rows come back (G4)."""

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.imports.error_rows import write_errors
from register.people.models import Employment, Person
from tests.conftest import NOW
from tests.host import Host
from tests.imports.test_commands import document, run
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

HEADER = (*PEOPLE_HEADER, "Kamer", "BSN", "Opmerking")


def offered(folder: Path, *rows: tuple[Any, ...]) -> str:
    """Write a file of people with columns that we do not read."""
    return str(write_rows(folder / "m.xlsx", HEADER, rows))


def sheet_of(path: Path) -> list[dict[str, Any]]:
    """The rows of an error workbook, by header."""
    rows = [[cell.value for cell in row] for row in load_workbook(path).worksheets[0].iter_rows()]
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def test_rejected_rows_come_back_as_they_were_with_column_reason_and_remedy(host: Host, tmp_path: Path) -> None:
    out = tmp_path / "fouten.xlsx"
    file = offered(
        tmp_path,
        (*person_row("00101"), "1.04", 123456782, "prima"),
        (*person_row("00102", Achternaam="Bos", Register="geen"), "2.11", 111222333, "belt met 123456782"),
    )

    run(host, "people", "import", file, "--errors", str(out))
    [row] = sheet_of(out)

    assert (row["Personeelsnummer"], row["Achternaam"], row["Kamer"]) == ("00102", "Bos", "2.11")
    assert row["Datum in dienst"].date() == date(2020, 3, 1)
    assert row["Fout in kolom"] == "Register"
    assert "kennen we niet" in row["Waarom afgekeurd"]
    assert "rp-sw" in row["Zo los je het op"]
    assert "BSN" not in row
    assert row["Opmerking"] == "belt met *********"


def test_corrected_only_those_rows_come_in_and_nobody_else_leaves(host: Host, session: Session, tmp_path: Path) -> None:
    out = tmp_path / "fouten.xlsx"
    staff = [(*person_row(f"{number:05d}", Achternaam=f"Berg{number}"), "", None, "") for number in range(1, 10)]
    bad = (*person_row("00010", Achternaam="Bos", Register="geen"), "", None, "")
    run(host, "people", "import", offered(tmp_path, *staff, bad), "--errors", str(out))
    book = load_workbook(out)
    sheet = book.worksheets[0]
    sheet.cell(row=2, column=1 + PEOPLE_HEADER.index("Register")).value = None
    sheet.cell(row=2, column=1 + PEOPLE_HEADER.index("Datum uit dienst")).value = date(2026, 12, 31)
    book.save(out)

    done = document(run(host, "people", "import", str(out), "--json"))

    assert (done["rows"], done["counts"]["nieuw"], done["absent"]) == (1, 1, 0)
    assert (
        session.scalars(select(Employment.personnel_number).order_by(Employment.personnel_number)).all()[-1] == "00010"
    )
    assert session.scalars(select(Person.id).where(Person.deactivated_at.is_not(None))).all() == []


def test_without_a_rejected_row_no_workbook_is_made(host: Host, tmp_path: Path) -> None:
    out = tmp_path / "fouten.xlsx"

    done = run(host, "people", "import", offered(tmp_path, (*person_row(), "", None, "")), "--errors", str(out))

    assert (done.exit_code, out.exists()) == (0, False)
    assert "Geen enkele rij is afgekeurd" in done.stderr


def test_a_file_of_which_every_row_is_rejected_gives_its_workbook_too(host: Host, tmp_path: Path) -> None:
    out = tmp_path / "fouten.xlsx"
    file = offered(tmp_path, (*person_row(Register="geen"), "", None, ""))

    refused = run(host, "people", "import", file, "--errors", str(out), "--dry-run")

    assert refused.exit_code == 2
    assert len(sheet_of(out)) == 1


def test_a_long_reason_goes_on_below_itself_and_no_header_is_cut_off(tmp_path: Path) -> None:
    long, short = "Dit register kennen we niet, en de datum past er niet bij. " * 3, "Kort."
    rows = [[["1"], "t", [["Register", long, short]]], [["2"], "t", [["Register", short, short]]]]
    write_errors(tmp_path / "f.xlsx", {"sheet": "Blad", "headers": ["Personeelsnummer"], "rows": rows}, made_at=NOW)

    sheet = load_workbook(tmp_path / "f.xlsx").worksheets[0]

    assert sheet["C2"].alignment.wrap_text
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (75, 15)
    assert sheet.column_dimensions["A"].width > 20
