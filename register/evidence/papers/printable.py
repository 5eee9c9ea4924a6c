"""What a paper can print: every text cleaned, and each sign that the shipped fonts lack written as its code."""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST_WORD = 32
"""Signs without a space after which a line may break anyhow."""

_BREAK = "\u200b"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LONG_WORD = re.compile(rf"[^\s{_BREAK}]{{{LONGEST_WORD + 1},}}")
_PIECE = re.compile(rf".{{1,{LONGEST_WORD}}}", re.DOTALL)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def printable(value: Any) -> tuple[Any, bool]:  # noqa: ANN401 - data as JSON knows it
    """Return the same data with printable texts, and whether a sign had to be written as its code ("[U+4E2D]")."""
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, dict):
        made = {key: printable(one) for key, one in value.items()}
        return {key: one for key, (one, _) in made.items()}, any(coded for _, coded in made.values())
    if isinstance(value, (list, tuple)):
        parts = [printable(one) for one in value]
        return [one for one, _ in parts], any(coded for _, coded in parts)
    return value, False


def printable_text(text: str) -> tuple[str, bool]:
    """Return a text without control and direction signs, and whether a sign had to be written as its code."""
    if text.isascii() and text.isprintable():
        return text if len(text) <= LONGEST_WORD else _LONG_WORD.sub(_breakable, text), False
    whole = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    signs = [_sign(one) for one in whole]
    clean = "".join(signs)
    return _LONG_WORD.sub(_breakable, clean), any(len(one) > 1 for one in signs)


def _sign(sign: str) -> str:
    if sign == "\n" or ord(sign) in _known():
        return sign
    if sign == "\t" or unicodedata.category(sign) == "Zs":
        return " "
    if unicodedata.category(sign) in _UNSEEN or 0xFE00 <= ord(sign) <= 0xFE0F:  # noqa: PLR2004 - they choose a shape
        return ""
    return f"[U+{ord(sign):04X}]"


def _breakable(word: "re.Match[str]") -> str:
    return _BREAK.join(_PIECE.findall(word[0]))


@cache
def _known() -> frozenset[int]:
    """Read which signs the shipped fonts have: ranges in hexadecimal."""
    listed = files("register.evidence.papers").joinpath("fonts/signs.txt").read_text("ascii").split()
    ends = (one.partition("-") for one in listed)
    return frozenset(sign for first, _, last in ends for sign in range(int(first, 16), int(last or first, 16) + 1))
