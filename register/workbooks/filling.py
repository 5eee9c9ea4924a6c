"""A workbook to fill in: typed columns, drop-downs, examples that never count, a sheet of explanation (invulblad)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from register.workbooks.cells import column_letter
from register.workbooks.clean import clean_for_xml
from register.workbooks.repack import repack
from register.workbooks.tablerows import EXAMPLE
from register.workbooks.write import FORMATS, HEADER_FILL, WHEN

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW = 5_000
CHOICES, HELP = "Keuzes", "Uitleg"
FIRST_HELP = (
    ("Voorbeelden", f"Rijen die met {EXAMPLE} beginnen, slaan we over. Je mag ze laten staan of weghalen."),
    (
        "Wat je niet invult",
        "Geen burgerservicenummer, geslacht, geboortedatum of salaris. Zulke kolommen slaan we over.",
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What a column may hold; `free`: something else may be typed too."""

    title: str
    values: Sequence[str]
    free: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Filling:
    """A sheet to fill in.

    `fields` are name and title in order; `formats` names the columns that are no text; `more` are further lists on
    the sheet of choices, such as the names that belong to codes.
    """

    title: str
    about: str
    fields: Sequence[tuple[str, str]]
    help: Mapping[str, str]
    examples: Sequence[Mapping[str, Any]]
    formats: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    more: Sequence[Choices] = ()


def write_filling(out: Path | BinaryIO, filling: Filling, *, made_at: datetime = WHEN) -> None:
    """Write a workbook to fill in.

    Args:
        out: a path, or a file opened for binary writing.
        filling: what stands on its sheets.
        made_at: the moment stated in the file.

    """
    from openpyxl import Workbook

    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = filling.title
    letters = _fill_choices(book.create_sheet(CHOICES), filling)
    _fill_sheet(sheet, filling, letters)
    _fill_help(book.create_sheet(HELP), filling)
    repack(book, out, made_at)


def _fill_sheet(sheet: "Worksheet", filling: Filling, letters: Mapping[str, str]) -> None:
    for place, (name, title) in enumerate(filling.fields, start=1):
        column = sheet.column_dimensions[column_letter(place - 1)]
        column.number_format = _format(filling, name)
        column.width = max(14, len(title) + 4)
        _style_header(sheet.cell(row=1, column=place, value=title))
        for row, example in enumerate(filling.examples, start=2):
            _fill_example(sheet.cell(row=row, column=place), _format(filling, name), example.get(name))
        if name in letters and filling.choices[name].values:
            _offer(sheet, column_letter(place - 1), filling.choices[name], letters[name])
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{column_letter(len(filling.fields) - 1)}{1 + len(filling.examples)}"


def _format(filling: Filling, name: str) -> str:
    return FORMATS.get(filling.formats.get(name, "text"), "General")


def _style_header(cell: Any) -> None:  # noqa: ANN401 - openpyxl's cells share no typed base
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.font = Font(bold=True, color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor=HEADER_FILL)
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def _fill_example(cell: Any, number_format: str, value: object) -> None:  # noqa: ANN401
    from openpyxl.styles import Font

    cell.value = value
    cell.number_format = number_format
    cell.font = Font(italic=True, color="FF7F7F7F")


def _offer(sheet: "Worksheet", letter: str, choices: Choices, source: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    last = len(choices.values) + 1
    choice = DataValidation(type="list", formula1=f"={CHOICES}!${source}$2:${source}${last}", allow_blank=True)
    choice.showErrorMessage = not choices.free
    choice.errorTitle = "Niet in de lijst"
    choice.error = f"Kies een waarde uit de lijst op het blad {CHOICES}."
    choice.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(choice)


def _fill_choices(sheet: "Worksheet", filling: Filling) -> dict[str, str]:
    """Write the lists, and say in which column each stands."""
    letters: dict[str, str] = {}
    lists = [*filling.choices.items(), *(("", one) for one in filling.more)]
    for place, (name, found) in enumerate(lists, start=1):
        letter = column_letter(place - 1)
        sheet.column_dimensions[letter].width = 32
        _style_header(sheet.cell(row=1, column=place, value=found.title))
        for row, text in enumerate(found.values, start=2):
            cell = sheet.cell(row=row, column=place, value=clean_for_xml(text))
            cell.data_type = "s"
            cell.number_format = FORMATS["text"]
        letters[name] = letter
    return letters


def _fill_help(sheet: "Worksheet", filling: Filling) -> None:
    first = ("Zo vul je het blad in", f"{filling.about} Verander de koppen niet.")
    lines = [first, *FIRST_HELP, *((title, filling.help[name]) for name, title in filling.fields)]
    sheet.column_dimensions["A"].width = 36
    sheet.column_dimensions["B"].width = 100
    for row, (what, text) in enumerate(lines, start=1):
        sheet.cell(row=row, column=1, value=what)
        sheet.cell(row=row, column=2, value=text)
