"""Find part-words whatever their accents (*zoeken*): what is compared is made here, so both databases find alike."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import InstrumentedAttribute

from register.people.names import fold

MOST_WORDS = 8
"""So many words of a question are looked for."""
_NO_LETTER = re.compile(r"[\W_]+")
_HYPHENATED = re.compile(r"\w+(?:-\w+)+")
_DUTCH_Y = str.maketrans({"ÿ": "ij", "Ÿ": "ij"})


def search_key(*texts: str) -> str:
    """Return what a text is found by: lower case, without accents and signs; hyphenated words also as one."""
    written = " ".join(texts).translate(_DUTCH_Y)
    joined = (word.replace("-", "") for word in _HYPHENATED.findall(written))
    return " ".join((_plain(written), *map(_plain, joined))).strip()


def words_of(question: str) -> tuple[str, ...]:
    """Return the words to look for, each once, at most `MOST_WORDS`."""
    return tuple(dict.fromkeys(_plain(question.translate(_DUTCH_Y)).split()))[:MOST_WORDS]


def holds(column: InstrumentedAttribute[Any], question: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a key holds every word of a question; one that has no letters finds nothing."""
    if not question.strip():
        return ()
    found: Iterable[ColumnElement[bool]] = (column.contains(word, autoescape=True) for word in words_of(question))
    return tuple(found) or (false(),)


def _plain(text: str) -> str:
    return _NO_LETTER.sub(" ", fold(text)).strip()
