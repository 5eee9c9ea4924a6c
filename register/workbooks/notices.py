"""Dutch sentences about what a person cannot see in the sheet but should know (meldingen)."""

from register.workbooks.report import GateReport, SheetReport
from register.workbooks.words import number_of

SHOWN = 10


def workbook_notices(report: GateReport) -> tuple[str, ...]:
    """Give every notice of the workbook: of the reader, links to other files, and those of each sheet."""
    links: tuple[str, ...] = ()
    if report.external_links:
        links = (f"Het bestand verwijst naar andere bestanden ({_shown(report.external_links)}). Die openen we niet.",)
    return report.notices + links + tuple(notice for sheet in report.sheets for notice in sheet_notices(sheet))


def sheet_notices(sheet: SheetReport) -> tuple[str, ...]:
    """Give the notices of one sheet: hidden parts, merged cells, formulas without result, error values."""
    at = f"Blad '{sheet.name}':"
    merged = "Alleen de eerste cel daarvan heeft een waarde; de andere zijn leeg."
    again = "Open het bestand in Excel, sla het op en lever het opnieuw in."
    without = number_of(sheet.no_value_count, "formule", "formules")
    wrong = number_of(sheet.error_count, "cel", "cellen")
    facts = (
        (sheet.hidden, f"Blad '{sheet.name}' is verborgen."),
        (sheet.hidden_rows, f"{at} {_hidden(sheet.hidden_rows, 'rij', 'rijen')}. Die lezen we ook."),
        (sheet.hidden_columns, f"{at} {_hidden(sheet.hidden_columns, 'kolom', 'kolommen')}. Die lezen we ook."),
        (sheet.merged, f"{at} samengevoegde cellen {_shown(sheet.merged)}. {merged}"),
        (
            sheet.no_value_count,
            f"{at} {without} zonder uitkomst, in {_shown(sheet.no_value)}. {again}",
        ),
        (
            sheet.error_count,
            f"{at} {wrong} met een fout, in {_shown(tuple(sheet.errors))}.",
        ),
    )
    return tuple(sentence for there, sentence in facts if there)


def _hidden(parts: tuple[object, ...], one: str, more: str) -> str:
    return f"verborgen {one if len(parts) == 1 else more} {_shown(parts)}"


def _shown(parts: tuple[object, ...]) -> str:
    more = len(parts) - SHOWN
    names = ", ".join(str(part) for part in parts[:SHOWN])
    return f"{names} en nog {more}" if more > 0 else names
