"""Honest workbooks with content that readers lose, change or misread (group content)."""

from tests.hostile.cases import Case
from tests.hostile.ooxml import (
    HEAD,
    HEADERS,
    PEOPLE,
    PKG_REL,
    SHEET1,
    pack,
    people_workbook,
    rows_xml,
    sheet_xml,
    workbook_parts,
)

BSNS = ("111222333", "123456782", "100000009", "100000010", "999999990", "230000007", "111222333")
STYLES = (
    f'{HEAD}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>'
).encode()


def read(name: str, raw: bytes, *notices: str, rows: int = 2) -> Case:
    return Case(name=f"content_{name}.xlsx", group="content", make=lambda: raw, rows=rows, notices=notices)


def refused(name: str, raw: bytes, code: str) -> Case:
    return Case(name=f"content_{name}.xlsx", group="content", make=lambda: raw, table_refused=code)


def sheets(*named: tuple[str, str], states: dict[str, str] | None = None) -> bytes:
    return pack(workbook_parts(tuple((name, sheet_xml(rows)) for name, rows in named), states=states))


def styled(rows: str, *, styles: bytes = STYLES) -> bytes:
    parts = workbook_parts((("Blad1", sheet_xml(rows)),))
    relations = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
        b'Target="styles.xml"/></Relationships>',
    )
    return pack(parts | {"xl/_rels/workbook.xml.rels": relations, "xl/styles.xml": styles})


def bsn_column(header: str, values: tuple[object, ...] = BSNS) -> bytes:
    rows = [(f"P{i}", "Jan", "Jansen", value) for i, value in enumerate(values)]
    return people_workbook([("Personeelsnummer", "Roepnaam", "Achternaam", header), *rows])


def linked() -> bytes:
    rels = (
        f'{HEAD}<Relationships xmlns="{PKG_REL}"><Relationship Id="rId1" Type="t/externalLinkPath" '
        'Target="file:///ergens/anders.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    return pack(
        workbook_parts()
        | {
            "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": rels,
        }
    )


def noisy(rows: str, **attributes: str) -> bytes:
    return pack(workbook_parts((("Blad1", sheet_xml(rows, **attributes)),)))


FORMULA = '<c t="str"><f>A1</f><v>Berg</v></c>'
NO_VALUE = "<c><f>A1&amp;B1</f></c>"
ERROR = '<c t="e"><v>#REF!</v></c>'
TWO = [("1", "Jan", "Jansen", None), ("2", "Piet", "Pietersen", None)]
NAMES = ("NA", "None", "null", "nan", "True", "1-2", "1e5", "Mei", "TRUE")
WIDE = [("Oefening", None, None), ("Gemaakt op 1-1-2024",), (), HEADERS, *TWO]

CASES = (
    read("plain", people_workbook()),
    read("title_above", people_workbook(WIDE)),
    read("header_row_15", people_workbook([("Titel",)] * 14 + [HEADERS, *TWO])),
    read(
        "other_order",
        people_workbook([("Achternaam", "Extra", "Personeelsnummer"), ("Jansen", "x", "1"), ("Pietersen", "y", "2")]),
        "Extra",
    ),
    read(
        "header_odd_signs",
        people_workbook([(" PERSONEELS-NUMMER ", "[Roepnaam]", "Achter_naam:"), *[r[:3] for r in TWO]]),
    ),
    read("header_break", people_workbook([("Personeels\nnummer", "Roepnaam", "Achternaam"), *[r[:3] for r in TWO]])),
    read("unknown_columns", people_workbook([(*HEADERS, "Schoenmaat"), *[(*row, "42") for row in TWO]]), "Schoenmaat"),
    read("blank_rows_between", people_workbook([HEADERS, TWO[0], (), (None, ""), TWO[1]])),
    read(
        "names_like_nothing",
        people_workbook([HEADERS, *[(f"{i}", name, name) for i, name in enumerate(NAMES)]]),
        rows=9,
    ),
    read("formula_cached", people_workbook([HEADERS, ("1", "Jan", FORMULA), ("2", "Piet", FORMULA)])),
    read(
        "formula_no_value",
        people_workbook([HEADERS, ("1", "Jan", NO_VALUE), ("2", "Piet", "x")]),
        "1 formule zonder uitkomst, in C2",
    ),
    read(
        "error_cell",
        people_workbook([HEADERS, ("1", ERROR, "Jansen"), ("2", "Piet", "x")]),
        "1 cel met een fout, in B2",
    ),
    read("errors_only_row", people_workbook([HEADERS, TWO[0], (ERROR, ERROR, ERROR)]), "3 cellen met een fout"),
    read("hidden_row", noisy(rows_xml([HEADERS, *TWO], attributes={2: ' hidden="1"'})), "verborgen rij 2"),
    read("hidden_row_true", noisy(rows_xml([HEADERS, *TWO], attributes={3: ' hidden="true"'})), "verborgen rij 3"),
    read(
        "hidden_column",
        noisy(rows_xml([HEADERS, *TWO]), before='<cols><col min="2" max="3" hidden="1"/></cols>'),
        "verborgen kolommen B, C",
    ),
    read(
        "hidden_columns_to_edge",
        noisy(rows_xml([HEADERS, *TWO]), before='<cols><col min="9" max="16384" hidden="1"/></cols>'),
        "verborgen kolommen I",
    ),
    read(
        "merged_name",
        noisy(rows_xml([HEADERS, *TWO]), after='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>'),
        "samengevoegde cellen B2:B3",
    ),
    read("total_row", people_workbook([HEADERS, *TWO, ("Totaal", None, "2")]), "totaalregel overgeslagen, rij 4"),
    read(
        "total_row_no_number",
        people_workbook([HEADERS, *TWO, (None, "Totaal aantal", "2")]),
        "totaalregel overgeslagen, rij 4",
    ),
    read(
        "total_row_of_counts",
        people_workbook([HEADERS[2::-1], ("Jansen", "Jan", "1"), ("Totaal", "Els", "2"), ("Totaal", None, "2")]),
        "totaalregel overgeslagen, rij 4",
    ),
    read(
        "hidden_first_sheet",
        sheets(("Oud", rows_xml([HEADERS, TWO[0]])), ("Nu", rows_xml([HEADERS, *TWO])), states={"Oud": "hidden"}),
        "Blad 'Oud' is verborgen",
        "Blad 'Oud' is niet gelezen",
    ),
    read(
        "two_tables",
        sheets(("Eerste", rows_xml([HEADERS, *TWO])), ("Tweede", rows_xml([HEADERS, *TWO]))),
        "Blad 'Tweede' is niet gelezen",
    ),
    read(
        "notes_sheet_first", sheets(("Uitleg", rows_xml([("Lees dit eerst",)])), ("Mensen", rows_xml([HEADERS, *TWO])))
    ),
    read("external_link", linked(), "verwijst naar andere bestanden (file:///ergens/anders.xlsx)"),
    read("stray_cell_near", people_workbook([HEADERS, *TWO, *[()] * 5_000, (None,) * 20 + ("x",)])),
    read(
        "example_rows",
        people_workbook([HEADERS, ("VOORBEELD 1", "Samira", "Berg"), *TWO]),
        "1 voorbeeldregel overgeslagen",
    ),
    read("cells_without_reference", noisy(rows_xml([HEADERS, *TWO]).replace(' r="', ' q="'))),
    read(
        "styled_blank_rows",
        noisy(rows_xml([HEADERS, *TWO]) + "".join(f'<row r="{i}"><c r="A{i}" s="0"/></row>' for i in range(4, 30_000))),
    ),
    read(
        "date_styled",
        styled(
            rows_xml(
                [
                    HEADERS,
                    ("1", "Jan", "Jansen", '<c s="1"><v>45323</v></c>'),
                    ("2", "Piet", "x", '<c s="1"><v>45324.5</v></c>'),
                ]
            )
        ),
    ),
    read(
        "odd_fill_in_styles",
        styled(rows_xml([HEADERS, *TWO]), styles=STYLES.replace(b"<patternFill/>", b"")),
    ),
    read("number_identifiers", people_workbook([HEADERS, (123, "Jan", "Jansen"), (124.0, "Piet", "x")])),
    read(
        "nbsp_and_zero_width", people_workbook([HEADERS, ("00123\u00a0", "Jan\u200b", "\ufeffJansen"), ("1", "a", "b")])
    ),
    read("decomposed_accents", people_workbook([HEADERS, ("1", "Zoe\u0308", "E\u0301"), ("2", "a", "b")])),
    read("escaped_controls", people_workbook([HEADERS, ("1", "Jan_x0000_", "a_x000D_b"), ("2", "a", "b")])),
    read("formula_like_text", people_workbook([HEADERS, ("1", "=1+1", "@SUM(A1)"), ("2", "+31", "-x")])),
    read("bsn_named", bsn_column("BSN"), "Kolom BSN overgeslagen", rows=7),
    read("bsn_named_long", bsn_column("Burgerservicenummer (verplicht)"), "Burgerservicenummer", rows=7),
    read("sofi_named", bsn_column("Sofi-nummer"), "Sofi-nummer overgeslagen", rows=7),
    read("bsn_by_content", bsn_column("Kenmerk"), "Kolom Kenmerk overgeslagen", rows=7),
    read("bsn_under_known_header", bsn_column("Functie"), "Kolom Functie overgeslagen", rows=7),
    read("bsn_as_numbers", bsn_column("Code", (*map(int, BSNS), 10000008)), "Kolom Code overgeslagen", rows=8),
    read(
        "salary_gender_iban",
        people_workbook(
            [(*HEADERS[:3], "Salaris bruto", "Geslacht", "IBAN"), *[(*r[:3], "1", "v", "NL00") for r in TWO]]
        ),
        "Salaris bruto",
        "Geslacht",
        "IBAN",
    ),
    refused("bsn_as_key", people_workbook([HEADERS, *[(value, "Jan", "Jansen") for value in BSNS]]), "bsn-as-key"),
    refused("no_header", people_workbook([("a", "b"), ("c", "d")]), "header-missing"),
    refused("header_row_16", people_workbook([("Titel",)] * 15 + [HEADERS, *TWO]), "header-missing"),
    refused("duplicate_header", people_workbook([(*HEADERS, "Achternaam"), *TWO]), "header-duplicate"),
    refused(
        "duplicate_after_cleaning",
        people_workbook([("Personeelsnummer", "Achternaam", "personeels_nummer"), *TWO]),
        "header-duplicate",
    ),
    refused(
        "ambiguous_header", people_workbook([("Personeelsnummer", "Persnr", "Achternaam"), *TWO]), "header-ambiguous"
    ),
    refused("missing_number", people_workbook([("Roepnaam", "Achternaam"), ("Jan", "Jansen")]), "column-missing"),
    refused("missing_surname", people_workbook([("Personeelsnummer", "Roepnaam"), ("1", "Jan")]), "column-missing"),
    refused("header_only", people_workbook([HEADERS]), "no-rows"),
    refused("only_examples", people_workbook([HEADERS, ("VOORBEELD 1", "Samira", "Berg")]), "no-rows"),
    Case(
        name="content_blank_sheet.xlsx",
        group="content",
        make=lambda: noisy('<row r="1"><c r="A1" s="0"/></row>'),
        refused="no-rows",
    ),
    Case(
        name="content_shared_string_out_of_range.xlsx",
        group="content",
        make=lambda: pack(workbook_parts() | {SHEET1: sheet_xml(rows_xml([*PEOPLE, ('<c t="s"><v>99</v></c>',)]))}),
        refused="unreadable",
    ),
)
