"""Cleans text on the way in and on the way out, so that one pasted character stops nothing (opschonen)."""

import re
import unicodedata
from functools import lru_cache

SPACES = re.compile(r"[^\S\n]+")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
INVISIBLE = {"Cc", "Cf", "Cs", "Cn", "Co"}


def clean_cell(text: str) -> str:
    """Give the text as a person reads it: NFC, ordinary spaces, nothing invisible, trimmed; line ends stay."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return _cleaned(text)


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    visible = "".join(
        sign for sign in lines if sign in "\n\t\v\f\x85\u2028\u2029" or unicodedata.category(sign) not in INVISIBLE
    )
    spaced = SPACES.sub(" ", unicodedata.normalize("NFC", visible))
    return "\n".join(line.strip() for line in spaced.split("\n")).strip()


def clean_for_xml(text: str) -> str:
    """Give the text without what a workbook cannot hold: controls, halves of surrogates, non-characters."""
    if text.isascii() and text.isprintable():
        return text
    return NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
