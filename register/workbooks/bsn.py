"""Recognises citizen service numbers, to keep them out (burgerservicenummer, BSN)."""

import re

DIGITS = 9
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
WRITTEN = re.compile(r"(?<![\w.,-])(?:\d{9}|\d{4}[ .]\d{2}[ .]\d{3}|\d{3}[ .]\d{3}[ .]\d{3})(?![\w-]|[.,]\d)", re.ASCII)
THREE_DIGITS = re.compile(r"[0-9]{3}")
"""What every way to write one has: a text without it needs no closer look."""
SEPARATORS = re.compile(r"[ .]")
STARS = "*" * DIGITS
"""What stands where a BSN stood."""


def looks_like_bsn(text: str) -> bool:
    """Tell whether a text is nine digits that pass the eleven test (elfproef); 1 in 11 random numbers does."""
    digits = SEPARATORS.sub("", text.strip())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()) or digits == "0" * DIGITS:
        return False
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11 == 0


def find_bsn(text: str) -> list[str]:
    """Give every piece of a free text that looks like a BSN, as written, to warn before saving."""
    if not THREE_DIGITS.search(text):
        return []
    return [match[0] for match in WRITTEN.finditer(text) if looks_like_bsn(match[0])]


def mask(text: str) -> str:
    """Give the text with every number that looks like a BSN replaced by stars."""
    return WRITTEN.sub(lambda match: STARS if looks_like_bsn(match[0]) else match[0], text)
