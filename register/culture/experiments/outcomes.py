"""What came of an experiment (*uitkomst*), in kind words: one that failed and taught something is done as well."""

OUTCOMES = {"gelukt": "Gelukt", "deels": "Deels gelukt", "mislukt": "Mislukt, geleerd"}
"""Every outcome and how it is shown."""

LEARNT_OF = {
    "gelukt": "Wat maakte dat het lukte?",
    "deels": "Wat werkte wel, en wat niet?",
    "mislukt": "Wat leerden jullie ervan? Daar heeft een ander team iets aan.",
}
"""What is asked with each outcome."""
RUNNING = "loopt"
CONCLUDED = "afgerond"


def state_name(outcome: str | None) -> str:
    """Return how an experiment stands, in words."""
    return OUTCOMES[outcome] if outcome else "Loopt"
