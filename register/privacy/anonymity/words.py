"""A text cut into words once, so that every rule looks at each word a fixed number of times."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count
from operator import itemgetter, ne

_MARKS = r"\u0300-\u036f\u00ad\u200b-\u200d\u2060"
_WORD = re.compile(rf"\w+(?:(?:['’-]|[{_MARKS}]+)\w+)*[{_MARKS}]*")
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060))
_ENDING = frozenset(".!?\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029:;•…")
_DIGITS = frozenset("0123456789")
_LONGEST_GAP = 4
"""Between two words of one name stands at most ". " or a line break."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of a text with their places; `folded` is lower case, composed, without invisible characters."""

    text: str
    written: tuple[str, ...]
    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    changed: tuple[int, ...]
    """Places of the words that folding changed: all that have a capital, and some more."""
    numerals: tuple[int, ...]
    """Places of the words that begin with a figure."""

    def __len__(self) -> int:
        return len(self.written)

    def gap(self, place: int) -> str:
        """Return what stands before a word, at most a few characters of it."""
        start = self.starts[place]
        before = self.ends[place - 1] if place else 0
        return self.text[max(before, start - _LONGEST_GAP) : start]

    def capital(self, place: int) -> bool:
        """Tell whether the word exists and begins with a capital."""
        return 0 <= place < len(self.written) and self.written[place][0].isupper()

    def follows(self, place: int) -> bool:
        """Tell whether the word exists and stands behind the one before it with a blank between."""
        return 0 < place < len(self.written) and self.gap(place) in {" ", "  ", "\xa0"}

    def opens(self, place: int) -> bool:
        """Tell whether the word begins a sentence, a line or what comes after a colon."""
        return not place or not _ENDING.isdisjoint(self.gap(place))

    def at(self, place: int) -> str:
        """Return the folded word, or nothing beyond the ends."""
        return self.folded[place] if 0 <= place < len(self.folded) else ""


def cut(text: str) -> Words:
    """Cut a text into words; one pass, that keeps no pair per word: those would set the garbage collector to work."""
    written: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _WORD.finditer(text):
        written.append(match.group())
        starts.append(match.start())
        ends.append(match.end())
    folded = [word.lower() if word.isascii() else _composed(word) for word in written]
    return Words(
        text=text,
        written=tuple(written),
        folded=tuple(folded),
        starts=tuple(starts),
        ends=tuple(ends),
        changed=tuple(compress(count(), map(ne, written, folded))),
        numerals=tuple(compress(count(), map(_DIGITS.__contains__, map(itemgetter(0), folded)))),
    )


def fold(word: str) -> str:
    """Return a word as the lists have it."""
    return word.lower() if word.isascii() else _composed(word)


@lru_cache(maxsize=4096)
def _composed(word: str) -> str:
    return unicodedata.normalize("NFC", word.translate(_INVISIBLE).lower().replace("’", "'"))
