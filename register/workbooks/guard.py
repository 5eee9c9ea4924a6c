"""Keeps a text in a CSV file from being taken for a formula, and gives it back as it was (formules afweren).

A CSV file has no types: a program that opens `=1+1` counts. One apostrophe in front makes it text in Excel and in
LibreOffice. So that nothing is lost, a text that has apostrophes before such a sign already gets one more, and reading
takes exactly one away: `unguard(guard(text)) == text` for every text.
"""

import re

_LIVE = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would count."""
    return f"'{text}" if _LIVE.match(text) else text


def unguard(text: str) -> str:
    """Take away the one apostrophe that `guard` put there."""
    return text[1:] if _GUARDED.match(text) else text
