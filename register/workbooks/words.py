"""Words of messages that follow what they are about: counts, and sheets that may be a text file (*woorden*)."""

TEXT_FILE = "tekstbestand"
"""The name of the one sheet of a csv or txt, which has none."""


def number_of(count: int, one: str, more: str) -> str:
    """Write a count with its word: "1 rij", "2 rijen"."""
    return f"{count} {one if count == 1 else more}"


def sheet_called(name: str, *, first: bool = False) -> str:
    """Write where something stands: "blad 'Medewerkers'", or "het bestand" of a text; `first`: with a capital."""
    if name == TEXT_FILE:
        return "Het bestand" if first else "het bestand"
    return f"{'Blad' if first else 'blad'} '{name}'"
