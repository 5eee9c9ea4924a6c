"""Presets are recognised by their headers, and the template reads back."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from register.workbooks.header import Table, find_table
from register.workbooks.layouts import people_layout, recognise, systems, training_layout
from register.workbooks.read import read_workbook
from register.workbooks.refused import WorkbookRefused
from register.workbooks.template import write_people_template
from tests.hostile.ooxml import people_workbook
from tests.workbook_maker import write_rows

AFAS = ("empl_Medewerker", "Roepnaam", "Voorvoegsel", "Geboortenaam", "Voorvoegsel_partner", "Geboortenaam_partner",
        "Naamgebruik_code", "Email_werk", "Functie_omschrijving", "Organisatorische_eenheid_code",
        "Persoonsnummer_leidinggevende", "Begindatum_contract", "Einddatum_contract", "FTE")  # fmt: skip
NMBRS = ("Persnr", "Voorletters", "Roepnaam", "Voorvoegsels", "Naam", "VoorvoegselsPartner", "NaamPartner",
         "NaamSamenstelling", "Department", "CurrentManager", "Datum in dienst", "BSN")  # fmt: skip


def read_headers(folder: Path, headers: tuple[str, ...]) -> tuple[str, Table]:
    path = folder / "hr.xlsx"
    path.write_bytes(people_workbook([headers, tuple(f"w{number}" for number in range(len(headers)))]))
    workbook = read_workbook(path)
    system = recognise(workbook)
    return system, find_table(workbook, people_layout(system))


def test_an_afas_export_is_recognised(tmp_path: Path) -> None:
    system, table = read_headers(tmp_path, AFAS)

    assert system == "afas"
    assert table.unknown == ()
    assert table.cell(table.rows[0], "surname").text == "w3"
    assert table.cell(table.rows[0], "manager").text == "w10"
    assert table.layout.name_use["1"] == "partner-own"


def test_a_nmbrs_export_is_recognised_and_its_bsn_left_out(tmp_path: Path) -> None:
    system, table = read_headers(tmp_path, NMBRS)

    assert system == "nmbrs"
    assert table.refused == ("BSN",)
    assert table.cell(table.rows[0], "name_use").text == "w7"
    assert table.layout.name_use["3"] == "partner-own"


def test_a_workbook_of_nobody_in_particular_is_generic(tmp_path: Path) -> None:
    system, _ = read_headers(tmp_path, ("Personeelsnummer", "Achternaam", "Team"))

    assert system == "generic"
    assert systems() == (
        "generic", "adp", "afas", "beaufort", "hr2day", "hrcore", "loket", "nmbrs", "sdb", "successfactors",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        (("Personeelsnummer", "Datum", "Uren"), "we missen de kolom Activiteit; gevonden"),
        (("Naam", "Uren"), "we missen de kolommen Personeelsnummer, Activiteit en Datum; gevonden"),
    ],
)
def test_columns_that_are_missing_are_named_as_one_would_say_it(
    tmp_path: Path, headers: tuple[str, ...], says: str
) -> None:
    path = write_rows(tmp_path / "s.xlsx", headers, [headers])

    with pytest.raises(WorkbookRefused) as refused:
        find_table(read_workbook(path), training_layout())

    assert says in refused.value.message_nl


def test_an_unknown_system_is_refused_with_the_known_ones() -> None:
    with pytest.raises(WorkbookRefused, match="generic, adp, afas, beaufort"):
        people_layout("onbekend")


def test_a_learning_file_of_successfactors_is_learning_history(tmp_path: Path) -> None:
    head, row = "STUDENTID|DESCRIPTION|COMPLETIONDATE|TOTALHOURS!##!", "00123|Meldcode|1778457600000|6!##!"
    (tmp_path / "learning.txt").write_text(f"{head}\r\n{row}\r\n", "utf-8")

    table = find_table(read_workbook(tmp_path / "learning.txt"), training_layout())

    assert [table.cell(table.rows[0], name).text for name in ("personnel_number", "activity", "date", "hours")] == [
        "00123", "Meldcode", "1778457600000", "6",
    ]  # fmt: skip


def test_a_fallback_gives_way_and_says_so(tmp_path: Path) -> None:
    _, table = read_headers(tmp_path, ("Personeelsnummer", "Naam", "Achternaam", "Afdeling", "Team"))

    assert table.cell(table.rows[0], "surname").text == "w2"
    assert table.cell(table.rows[0], "unit").text == "w4"
    assert "Kolom 'Naam' niet gebruikt: 'Achternaam' gaat voor." in table.notices


def test_a_missing_column_names_the_headers_that_were_found(tmp_path: Path) -> None:
    with pytest.raises(WorkbookRefused, match="Personeelsnummer; gevonden koppen: Roepnaam, Achternaam"):
        read_headers(tmp_path, ("Roepnaam", "Achternaam"))


def test_a_double_header_names_both_places(tmp_path: Path) -> None:
    with pytest.raises(WorkbookRefused, match="in cel A1 en 'Pers_nr' in cel C1"):
        read_headers(tmp_path, ("Persnr", "Achternaam", "Pers_nr"))


def test_the_template_is_filled_in_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "sjabloon.xlsx"
    write_people_template(
        path, teams=["Noord", "=Zuid"], registers=[("rp-sw", "Register Sociaal Werk")], roles=["professional"]
    )
    book = load_workbook(path)
    book["Medewerkers"]["A4"], book["Medewerkers"]["E4"] = "00123", "Jansen"
    book.save(path)

    table = find_table(read_workbook(path), people_layout())

    assert table.notices == ("Blad 'Medewerkers': 2 voorbeeldregels overgeslagen.",)
    assert table.unknown == ()
    assert [row.texts[0] for row in table.rows] == ["00123"]
    assert len(book["Medewerkers"].data_validations.dataValidation) == 3


@pytest.mark.parametrize("amount", ["€ 1.250", "€\u00a01.250", "€\u202f-1.250,00", "12\u00a0%", "€ 1.250,-"])
def test_a_row_of_totals_is_no_person_whatever_space_stands_in_its_amount(tmp_path: Path, amount: str) -> None:
    headers = ("Achternaam", "Roepnaam", "Personeelsnummer", "Uren")
    path = write_rows(tmp_path / "p.xlsx", headers, [("Jansen", "Jan", "1", "36"), ("Totaal", None, "1", amount)])

    table = find_table(read_workbook(path), people_layout())

    assert [row.number for row in table.rows] == [2]
    assert "Blad 'Sheet': totaalregel overgeslagen, rij 3." in table.notices


@pytest.mark.parametrize(
    ("upper", "lower", "fields"),
    [
        (("Personeelsnummer", "Achternaam", "Dienstverband"), ("", "", "Begin"), ["employed_from"]),
        (
            ("Personeelsnummer", "Achternaam", "Dienstverband", "", ""),
            ("", "", "Soort", "Begindatum", "Einde"),
            [None, "employed_from", "employed_until"],
        ),
        (("Medewerker", "", "Dienstverband", ""), ("Personeelsnummer", "Achternaam", "Volgnummer", "Eind"),
         ["employment_number", "employed_until"]),
    ],
)  # fmt: skip
def test_a_title_over_several_headers_is_read_with_each_of_them(
    tmp_path: Path, upper: tuple[str, ...], lower: tuple[str, ...], fields: list[str | None]
) -> None:
    path = write_rows(tmp_path / "p.xlsx", upper, [lower, ("1", "Jansen", "2", "2", "2")[: len(upper)]])

    table = find_table(read_workbook(path), people_layout())

    assert [row.number for row in table.rows] == [3]
    assert [one.field for one in table.seen] == ["personnel_number", "surname", *fields]


def test_a_header_with_its_explanation_below_is_still_that_header(tmp_path: Path) -> None:
    upper = ("Medewerker", "", "Datum in dienst", "Dienstverband")
    lower = ("Personeelsnummer", "Achternaam", "dd-mm-jjjj", "volgens contract")
    path = write_rows(tmp_path / "p.xlsx", upper, [lower, ("1", "Jansen", "1-2-2020", "2")])

    table = find_table(read_workbook(path), people_layout())

    assert [one.field for one in table.seen] == ["personnel_number", "surname", "employed_from", "employment_number"]
