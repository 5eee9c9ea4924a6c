"""Dutch sentences about what a person cannot see in the sheet but should know (meldingen)."""

from register.workbooks.report import GateReport, SheetReport

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
    facts = (
        (sheet.hidden, f"Blad '{sheet.name}' is verborgen."),
        (sheet.hidden_rows, f"{at} verborgen rijen {_shown(sheet.hidden_rows)}. Die lezen we ook."),
        (sheet.hidden_columns, f"{at} verborgen kolommen {_shown(sheet.hidden_columns)}. Die lezen we ook."),
        (sheet.merged, f"{at} samengevoegde cellen {_shown(sheet.merged)}. {merged}"),
        (
            sheet.no_value_count,
            f"{at} {sheet.no_value_count} formules zonder uitkomst, in {_shown(sheet.no_value)}. {again}",
        ),
        (sheet.error_count, f"{at} {sheet.error_count} cellen met een fout, in {_shown(tuple(sheet.errors))}."),
    )
    return tuple(sentence for there, sentence in facts if there)


def _shown(parts: tuple[object, ...]) -> str:
    more = len(parts) - SHOWN
    names = ", ".join(str(part) for part in parts[:SHOWN])
    return f"{names} en nog {more}" if more > 0 else names
