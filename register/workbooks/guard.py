"""Keeps a text in a CSV file from being taken for a formula, and gives it back as it was (formules afweren).

A CSV file has no types: a program that opens `=1+1` counts. One apostrophe in front makes it text in Excel and in
LibreOffice. So that nothing is lost, a text that has apostrophes before such a sign already gets one more, and reading
takes exactly one away: `unguard(guard(text)) == text` for every text.
"""

import re

_LIVE = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"-\d[\d.,]*%?", re.ASCII)


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would count."""
    return f"'{text}" if _LIVE.match(text) else text


def unguard(text: str) -> str:
    """Take away the one apostrophe that `guard` put there."""
    return text[1:] if _GUARDED.match(text) else text


def may_be_guarded(text: str) -> bool:
    """Tell whether a whole file can hold a guarded text; quick, and true too often."""
    return _GUARDED.search(text) is not None


def is_guarded(text: str) -> bool:
    """Tell whether a text looks as `guard` leaves it."""
    return _GUARDED.match(text) is not None


def is_live(text: str) -> bool:
    """Tell whether a text stands there unguarded; a number below zero is no text."""
    return text[:1] != "'" and _LIVE.match(text) is not None and not _NUMBER.fullmatch(text)
