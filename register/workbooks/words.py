"""Words that belong to a number in a message (*telwoorden*)."""


def number_of(count: int, one: str, more: str) -> str:
    """Write a count with its word: "1 rij", "2 rijen"."""
    return f"{count} {one if count == 1 else more}"
