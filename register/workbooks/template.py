"""The workbook to fill in: drop-downs, typed columns, examples that never count, an explanation (sjabloon)."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from register.workbooks.cells import column_letter
from register.workbooks.clean import clean_for_xml
from register.workbooks.layouts import people_layout
from register.workbooks.repack import repack
from register.workbooks.tablerows import EXAMPLE
from register.workbooks.write import FORMATS, HEADER_FILL, WHEN

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW = 5_000
PEOPLE, CHOICES, HELP = "Medewerkers", "Keuzes", "Uitleg"
CHOSEN = {"unit": "A", "register": "B", "role": "D"}
LEFT_OUT = frozenset({"partner_prefix", "partner_surname", "name_use", "initials"})
DATES = frozenset({"employed_from", "employed_until", "registered_from", "registered_until"})
HELP_TEXTS = {
    "personnel_number": "Verplicht. Het nummer uit jullie HR-systeem. Geen burgerservicenummer.",
    "employment_number": "Alleen nodig als iemand meer dienstverbanden heeft: 1, 2, …",
    "given_name": "De naam waarmee collega's iemand aanspreken.",
    "prefix": "Bijvoorbeeld van der.",
    "surname": "Verplicht. Zonder voorvoegsel.",
    "email": "Het werkadres. Zonder adres krijgt iemand geen e-mail van het systeem.",
    "job_title": "Vrije tekst.",
    "unit": "Kies een team uit de lijst, of typ een nieuw team.",
    "manager": "Het personeelsnummer van de leidinggevende.",
    "employed_from": "Als dag-maand-jaar.",
    "employed_until": "Leeg laten als er geen einddatum is.",
    "hours": "Uren per week, bijvoorbeeld 28,8.",
    "fte": "Bijvoorbeeld 0,89.",
    "register": "Kies de code van het beroepsregister. Wie in twee registers staat, krijgt twee rijen.",
    "register_number": "Het nummer waaronder iemand in het register staat.",
    "level": "Alleen als het register niveaus kent.",
    "registered_from": "Begin van de registratieperiode.",
    "registered_until": "Einde van de registratieperiode.",
    "role": "Kies de rol in dit systeem. Leeg is professional.",
}
EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "personnel_number": f"{EXAMPLE} 1",
        "given_name": "Samira",
        "prefix": "van der",
        "surname": "Berg",
        "email": "samira@voorbeeld.nl",
        "job_title": "Sociaal werker",
        "employed_from": date(2021, 9, 1),
        "hours": 28.8,
    },
    {
        "personnel_number": f"{EXAMPLE} 2",
        "given_name": "Jan",
        "surname": "Yılmaz",
        "employed_from": date(2019, 2, 15),
        "hours": 36,
    },
)


def write_people_template(
    out: Path | BinaryIO,
    *,
    teams: Sequence[str],
    registers: Sequence[tuple[str, str]],
    roles: Sequence[str],
    made_at: datetime = WHEN,
) -> None:
    """Write the workbook in which an organisation fills in its people.

    Args:
        out: a path, or a file opened for binary writing.
        teams: names for the drop-down; other names may be typed.
        registers: id and Dutch name of each register; the id is what the column holds.
        roles: names for the drop-down of roles.
        made_at: the moment stated in the file.

    """
    from openpyxl import Workbook

    book = Workbook()
    people: Worksheet = book.worksheets[0]
    people.title = PEOPLE
    _fill_choices(book.create_sheet(CHOICES), teams, registers, roles)
    _fill_people(people, {"unit": len(teams), "register": len(registers), "role": len(roles)})
    _fill_help(book.create_sheet(HELP))
    repack(book, out, made_at)


def _fields() -> list[tuple[str, str]]:
    return [(field.name, field.title) for field in people_layout().fields if field.name not in LEFT_OUT]


def _fill_people(sheet: "Worksheet", choices: dict[str, int]) -> None:
    for place, (name, title) in enumerate(_fields(), start=1):
        column = sheet.column_dimensions[column_letter(place - 1)]
        column.number_format = _format(name)
        column.width = max(14, len(title) + 4)
        _style_header(sheet.cell(row=1, column=place, value=title))
        for row, example in enumerate(EXAMPLES, start=2):
            _fill_example(sheet.cell(row=row, column=place), name, example.get(name))
        if choices.get(name):
            _offer(sheet, column_letter(place - 1), name, choices[name])
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{column_letter(len(_fields()) - 1)}{1 + len(EXAMPLES)}"


def _format(name: str) -> str:
    if name in DATES:
        return FORMATS["date"]
    return "General" if name in {"hours", "fte"} else FORMATS["text"]


def _style_header(cell: Any) -> None:  # noqa: ANN401 - openpyxl's cells share no typed base
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.font = Font(bold=True, color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor=HEADER_FILL)
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def _fill_example(cell: Any, name: str, value: object) -> None:  # noqa: ANN401
    from openpyxl.styles import Font

    cell.value = value
    cell.number_format = _format(name)
    cell.font = Font(italic=True, color="FF7F7F7F")


def _offer(sheet: "Worksheet", letter: str, name: str, count: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    source = CHOSEN[name]
    choice = DataValidation(type="list", formula1=f"={CHOICES}!${source}$2:${source}${count + 1}", allow_blank=True)
    choice.showErrorMessage = name != "unit"
    choice.errorTitle = "Niet in de lijst"
    choice.error = f"Kies een waarde uit de lijst op het blad {CHOICES}."
    choice.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(choice)


def _fill_choices(
    sheet: "Worksheet", teams: Sequence[str], registers: Sequence[tuple[str, str]], roles: Sequence[str]
) -> None:
    lists = (
        ("Teams", list(teams)),
        ("Registers (code)", [code for code, _ in registers]),
        ("Registers (naam)", [name for _, name in registers]),
        ("Rollen", list(roles)),
    )
    for place, (title, texts) in enumerate(lists, start=1):
        sheet.column_dimensions[column_letter(place - 1)].width = 32
        _style_header(sheet.cell(row=1, column=place, value=title))
        for row, text in enumerate(texts, start=2):
            cell = sheet.cell(row=row, column=place, value=clean_for_xml(text))
            cell.data_type = "s"
            cell.number_format = FORMATS["text"]


def _fill_help(sheet: "Worksheet") -> None:
    lines = [
        ("Zo vul je het blad in", f"Vul op het blad {PEOPLE} één rij per medewerker in. Verander de koppen niet."),
        ("Voorbeelden", f"Rijen die met {EXAMPLE} beginnen, slaan we over. Je mag ze laten staan of weghalen."),
        (
            "Wat je niet invult",
            "Geen burgerservicenummer, geslacht, geboortedatum of salaris. Zulke kolommen slaan we over.",
        ),
        *((title, HELP_TEXTS[name]) for name, title in _fields()),
    ]
    sheet.column_dimensions["A"].width = 36
    sheet.column_dimensions["B"].width = 100
    for row, (what, text) in enumerate(lines, start=1):
        sheet.cell(row=row, column=1, value=what)
        sheet.cell(row=row, column=2, value=text)
