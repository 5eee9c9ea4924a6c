"""The one exception for a file that we do not read (geweigerd bestand)."""


class WorkbookRefused(Exception):
    """A file is not read; says what is wrong and how to mend it.

    Args:
        code: stable short code such as `zip-bomb` or `header-missing`, for tests and logs.
        message_nl: what is wrong and where, in Dutch; holds no cell values of people.
        remedy_nl: what the person can do about it, in Dutch.

    """

    def __init__(self, code: str, message_nl: str, remedy_nl: str) -> None:
        super().__init__(f"{message_nl} {remedy_nl}")
        self.code = code
        self.message_nl = message_nl
        self.remedy_nl = remedy_nl


SAVE_AS_XLSX = "Open het bestand in Excel en kies Opslaan als: Excel-werkmap (.xlsx). Lever dat bestand in."
ASK_AGAIN = "Vraag om een nieuwe export of sla het bestand opnieuw op als .xlsx en probeer het nog eens."
