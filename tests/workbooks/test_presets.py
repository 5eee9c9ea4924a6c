"""Ten presets: each system's export is recognised, its fields are found its codes mean what they mean there."""

from datetime import date
from pathlib import Path

import pytest

from register.workbooks.fileset import read_set
from register.workbooks.header import Table, find_table
from register.workbooks.layouts import people_layout, recognise, systems
from register.workbooks.mapping import ColumnState, describe_mapping
from register.workbooks.presets import Preset, own_layout
from register.workbooks.read import read_workbook
from register.workbooks.refused import WorkbookRefused
from register.workbooks.values import parse_date, parse_fte, settle_dates
from tests.hostile.ooxml import people_workbook
from tests.workbooks.exports import AS_TEXT, AS_WORKBOOK, write_export, write_hr_core

CODES = {
    "afas": {"0": "own", "1": "partner-own", "2": "partner", "3": "own-partner"},
    "nmbrs": {"1": "own", "2": "partner", "3": "partner-own", "4": "own-partner"},
    "beaufort": {"e": "own", "p": "partner", "b": "partner-own", "c": "own-partner", "d": "own-partner"},
    "hrcore": {"1": "own", "4": "partner", "3": "partner-own", "2": "own-partner"},
    "sdb": {"0": "own", "1": "own", "3": "partner", "2": "partner-own", "4": "own-partner"},
    "adp": {"tiva": "own", "tiwp": "partner", "tiwp-va": "partner-own", "tiva-wp": "own-partner"},
    "hr2day": {"medew": "own", "partner": "partner", "partner-medew": "partner-own", "medew-partner": "own-partner"},
    "loket": {},
    "successfactors": {},
}


def read(path: Path) -> tuple[str, Table]:
    workbook = read_workbook(path)
    system = recognise(workbook)
    return system, find_table(workbook, people_layout(system))


def values(table: Table, field: str) -> list[str]:
    return [cell.text for cell in table.column(field)]


def dates(table: Table, field: str) -> list[object]:
    rule = settle_dates(table.column(field))
    return [parse_date(cell, rule=rule, open_end=True) for cell in table.column(field)]  # type: ignore[arg-type]


@pytest.mark.parametrize("system", [*AS_WORKBOOK, *AS_TEXT])
def test_an_export_is_recognised_and_its_people_are_read(system: str, tmp_path: Path) -> None:
    found, table = read(write_export(system, tmp_path))

    assert found == system
    assert values(table, "given_name")[:2] == ["Ayşe", "Bram"]
    assert values(table, "surname")[0] == "Łukasz"
    assert values(table, "surname")[1].endswith("Veen-'t Hoen")
    assert dates(table, "employed_from")[:2] == [date(2020, 3, 1), dates(table, "employed_from")[1]]


@pytest.mark.parametrize(("system", "codes"), CODES.items())
def test_name_order_codes_are_exactly_those_of_the_system(system: str, codes: dict[str, str]) -> None:
    own = people_layout(system).name_use
    words = people_layout("generic").name_use

    assert {code: use for code, use in own.items() if code not in words or code in codes} == codes


def test_there_are_ten_presets() -> None:
    assert len(systems()) == 10


@pytest.mark.parametrize("system", ["beaufort", "adp"])
def test_the_open_end_of_a_system_is_no_end(system: str, tmp_path: Path) -> None:
    _, table = read(write_export(system, tmp_path))

    assert dates(table, "employed_until")[-1] is None


@pytest.mark.parametrize("system", ["afas", "beaufort", "loket"])
def test_two_employments_stay_two_rows(system: str, tmp_path: Path) -> None:
    _, table = read(write_export(system, tmp_path))

    assert values(table, "employment_number") == ["1", "1", "2"]
    assert values(table, "personnel_number") == ["00123", "00124", "00124"]


def test_milliseconds_of_successfactors_are_days_here(tmp_path: Path) -> None:
    _, table = read(write_export("successfactors", tmp_path))

    assert dates(table, "employed_from") == [date(2020, 3, 1), date(2019, 1, 1)]


def test_percentages_are_read_and_said(tmp_path: Path) -> None:
    _, table = read(write_export("adp", tmp_path))

    assert [str(parse_fte(cell)) for cell in table.column("fte")] == ["0.8900", "1.0000"]
    assert "Kolom 'fullTimeEquivalenceRatio': waarden boven 1,5 lezen we als percentage (89 is 0,89)." in table.notices


def test_nothing_of_a_bsn_or_gender_column_comes_through(tmp_path: Path) -> None:
    _, table = read(write_export("nmbrs", tmp_path))

    assert table.refused == ("Geslacht", "BSN")
    assert "111222333" not in repr(table)


def test_hr_core_files_become_one_table(tmp_path: Path) -> None:
    table = find_table(read_set(write_hr_core(tmp_path)), people_layout("hrcore"))

    assert values(table, "personnel_number") == ["00123", "00124", "00124"]
    assert values(table, "employment_number") == ["1", "1", "2"]
    assert values(table, "surname") == ["Łukasz", "Veen-'t Hoen", "Veen-'t Hoen"]
    assert values(table, "unit") == ["Team Oost", "Team West", "Team West"]
    assert values(table, "job_title") == ["Sociaal werker", "Wijkcoach", "Teamleider"]
    assert values(table, "manager") == ["00124", "", ""]
    assert values(table, "email") == ["ayse@voorbeeld.example", "", ""]
    assert dates(table, "employed_until") == [None, date(2023, 12, 31), None]


def test_hr_core_tells_which_file_supplied_what(tmp_path: Path) -> None:
    table = find_table(read_set(write_hr_core(tmp_path)), people_layout("hrcore"))

    assert "Bestand afdelingen.csv (2 rijen) leverde: [ID org-eenheid], [Lg naam org-eenhd]." in table.notices
    assert "Bestand telefoon.csv (4 rijen) leverde: E-mail werk (soort EML)." in table.notices
    assert any("Gelezen als UTF-7" in notice and "'Ayşe'" in notice for notice in table.notices)
    assert "ayse@thuis.example" not in repr(table)


def test_the_order_of_the_files_does_not_matter(tmp_path: Path) -> None:
    paths = write_hr_core(tmp_path)
    layout = people_layout("hrcore")

    forward, backward = find_table(read_set(paths), layout), find_table(read_set(paths[::-1]), layout)

    assert [values(forward, name) for name in forward.columns] == [values(backward, name) for name in forward.columns]


def test_a_set_without_people_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    paths = [path for path in write_hr_core(tmp_path) if path.name != "personen.csv"]

    with pytest.raises(WorkbookRefused, match="achternamen"):
        read_set(paths)


def test_a_set_names_the_file_that_cannot_be_read(tmp_path: Path) -> None:
    paths = write_hr_core(tmp_path)
    paths[2].write_bytes(b"")

    with pytest.raises(WorkbookRefused, match=r"Bestand afdelingen\.csv: Het bestand is leeg"):
        read_set(paths)


OWN = people_workbook([("Nr", "Wie", "Ploeg", "Code", "Sinds"), ("007", "Bond", "MI", "X", "2/1/2024")])
PRESET = Preset(
    title="Ons systeem",
    fields={"personnel_number": "Nr", "surname": "Wie", "unit": "Ploeg", "name_use": "Code", "employed_from": "Sinds"},
    name_use={"X": "own-partner"},
    dates="maand-dag",
)


def test_an_own_preset_works_like_one_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(OWN)

    table = find_table(read_workbook(tmp_path / "a.xlsx"), own_layout(PRESET))

    assert values(table, "surname") == ["Bond"]
    assert table.layout.name_use["x"] == "own-partner"
    rule = settle_dates(table.column("employed_from"), table.choices["employed_from"])
    assert parse_date(table.cell(table.rows[0], "employed_from"), rule=rule) == date(2024, 2, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "preset",
    [
        Preset(title="a", fields={"schoenmaat": "Maat"}),
        Preset(title="a", fields={"surname": "Naam", "given_name": "NAAM"}),
        Preset(title="a", fields={"surname": ""}),
        Preset(title="a", name_use={"1": "andersom"}),
        Preset(title="a", dates="jaar"),
    ],
)
def test_an_own_preset_that_cannot_work_is_refused(preset: Preset) -> None:
    with pytest.raises(WorkbookRefused) as refusal:
        own_layout(preset)

    assert refusal.value.code == "preset-wrong"


def test_a_field_can_be_left_unread(tmp_path: Path) -> None:
    path = write_export("generic", tmp_path)

    table = find_table(read_workbook(path), own_layout(Preset(title="a", fields={"email": ""})))

    assert "email" not in table.columns
    assert "E-mail werk" in table.unknown


def test_every_column_is_described_with_examples(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        people_workbook([
            ("Personeelsnummer", "Achternaam", "Schoenmaat", "BSN", "Kenmerk"),
            ("1", "Jansen", "42", "111222333", "111222333"), ("2", "Berg", "42", "123456782", "x"),
        ])
    )  # fmt: skip

    described = describe_mapping(find_table(read_workbook(path), people_layout()))

    assert [(one.column.header, one.meaning, one.column.examples) for one in described] == [
        ("Personeelsnummer", "Personeelsnummer", ("1", "2")),
        ("Achternaam", "Achternaam", ("Jansen", "Berg")),
        ("Schoenmaat", ColumnState.NOT_READ.value, ("42",)),
        ("BSN", ColumnState.REFUSED.value, ()),
        ("Kenmerk", ColumnState.NOT_READ.value, ("*********", "x")),
    ]
