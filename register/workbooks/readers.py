"""The two libraries that read cells: calamine, and openpyxl for what calamine cannot read (lezers).

Both judge a path by its ending and an open file by its content; a name proves nothing, so they get the open file.
"""

from pathlib import Path

from register.workbooks.refused import ASK_AGAIN, WorkbookRefused
from register.workbooks.report import SheetReport
from register.workbooks.typed import Rows


class CalamineFails(Exception):
    """Calamine cannot read this workbook; it finds out before the first row."""


def calamine_rows(path: Path, sheet: str) -> Rows:
    """Give the rows of one sheet; the gate must have bounded its extent, for calamine aborts on a far cell."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
            read = workbook.get_sheet_by_name(sheet)
            if read.start is None:
                return
            left = [""] * read.start[1]  # it leaves out columns on the left that are empty all the way down
            rows = read.iter_rows()
            yield from enumerate((left + row for row in rows) if left else rows, start=1)
    except CalamineError as error:
        raise CalamineFails from error


def openpyxl_rows(path: Path, sheet: SheetReport) -> Rows:
    """Give the rows of one sheet, within the bounds that the gate saw."""
    import warnings
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    warnings.simplefilter("ignore")
    try:
        with path.open("rb") as file:
            workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            rows = workbook[sheet.name].iter_rows(max_row=sheet.last_row, max_col=sheet.last_column, values_only=True)
            yield from enumerate((list(row) for row in rows), start=1)
    except (KeyError, ValueError, TypeError, IndexError, OSError, ParseError, BadZipFile) as error:
        raise _unreadable(sheet.name) from error


def _unreadable(sheet: str) -> WorkbookRefused:
    return WorkbookRefused("unreadable", f"Blad '{sheet}' is niet te lezen.", ASK_AGAIN)
