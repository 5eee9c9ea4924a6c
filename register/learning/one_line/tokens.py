"""A line cut into numbers, words and signs, with their places."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from register.people.names import fold

_TOKEN = re.compile(r"[0-9]+|[^\W\d_][^\W\d_]*(?:[\u0300-\u036f'’]+[^\W\d_]*)*|[^\s]")
_FIGURES = frozenset("0123456789")
_LONGEST_NUMBER = 4
_MOST_WORDS = 8
_WITHIN_NAMES = frozenset("-.()'’")


class Token(NamedTuple):
    """A number, a word or one sign."""

    written: str = ""
    folded: str = ""
    start: int = 0
    end: int = 0
    glued: bool = False
    """No blank stands before it."""
    number: int | None = None
    """The value of a short row of figures."""


END = Token()
_BEYOND = (END,) * 40
"""No reading looks further ahead than this."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """The tokens of one line."""

    text: str
    tokens: tuple[Token, ...]
    padded: tuple[Token, ...]
    """The tokens with empty ones behind, so that looking ahead needs no check."""

    def at(self, place: int) -> Token:
        """Return a token; an empty one beyond the ends."""
        return self.padded[place]

    def word(self, place: int) -> str:
        """Return a token as it is looked up."""
        return self.padded[place].folded

    def words_from(self, place: int) -> list[tuple[str, int]]:
        """Return the words of a possible name from a place on, each with the place beyond it."""
        found: list[tuple[str, int]] = []
        while len(found) < _MOST_WORDS and place < len(self.tokens):
            token = self.tokens[place]
            place += 1
            if token.written[0].isalnum():
                found.append((token.folded, place))
            elif token.written not in _WITHIN_NAMES:
                break
        return found


def cut(text: str) -> Line:
    """Cut a line; one pass."""
    tokens: list[Token] = []
    before = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        written = match[0]
        number = int(written) if written[0] in _FIGURES and len(written) <= _LONGEST_NUMBER else None
        folded = fold(written) if written[0].isalpha() else written
        tokens.append(Token(written, folded, start, end, start == before, number))
        before = end
    return Line(text=text, tokens=tuple(tokens), padded=(*tokens, *_BEYOND))
