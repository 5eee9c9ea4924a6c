"""What was not understood: words become the subject, figures and unknown names are shown as left over (*rest*)."""

from collections.abc import Iterator

from register.learning.one_line.hits import Hits
from register.learning.one_line.preview import Meaning, Piece
from register.learning.one_line.tokens import Line, Token

_EDGES = frozenset([
    "met", "en", "op", "in", "om", "van", "tot", "door", "samen", "over", "bij", "aan", "de", "het", "een", "dat",
    "ik", "wil", "heb", "had", "ben", "was", "er", "weer", "ook", "nog", "via", "voor", "als", "gehad", "gedaan",
    "gevolgd", "geweest", "gegeven", "gekregen", "bijgewoond", "gezeten", "deelgenomen", "meegedaan", "gelezen",
    "begeleid", "onder", "leiding", "keer", "-", "–", "—", ",", ";", ".", ":", "(", ")", "&", "+", "/", '"', "'",
    "!", "?", "“", "”", "‘", "’", "*",
])  # fmt: skip
_LEADING_TO_NAMES = frozenset({"met", "door"})
_LEADING_TO_GROUPS = frozenset({"team", "groep", "intervisiegroep", "afdeling"})
_PREFIXES = frozenset({"van", "de", "der", "den", "ten", "ter", "el"})


def subject_and_leftover(line: Line, hits: Hits) -> tuple[str, tuple[str, ...]]:
    """Divide the rest: what reads as a subject, and what was not understood."""
    subject: list[str] = []
    leftover: list[str] = []
    for first, beyond in hits.rest(len(line.tokens)):
        for start, end, unknown in _parts(line, first, beyond):
            words = _trimmed(line, start, end, keep=unknown)
            if words:
                (leftover if unknown else subject).append(words)
    return " ".join(subject), tuple(leftover)


def pieces(line: Line, hits: Hits) -> tuple[Piece, ...]:
    """Cut the line into what was understood and what was not, without losing a character."""
    made: list[Piece] = []
    before = 0
    for taken in hits.taken:
        start, end = line.at(taken.first).start, line.at(taken.beyond - 1).end
        made += [_piece(line, before, start, Meaning.REST), _piece(line, start, end, taken.meaning)]
        before = end
    made.append(_piece(line, before, len(line.text), Meaning.REST))
    return tuple(piece for piece in made if piece.words)


def _piece(line: Line, start: int, end: int, meaning: Meaning) -> Piece:
    return Piece(start=start, end=end, words=line.text[start:end], meaning=meaning)


def _parts(line: Line, first: int, beyond: int) -> Iterator[tuple[int, int, bool]]:
    """Give runs of tokens, each with whether it is unknown: figures, or a name of whom or which nothing is known."""
    start = place = first
    while place < beyond:
        end = _unknown_until(line, place, beyond)
        if end == place:
            place += 1
            continue
        yield start, place, False
        yield place, end, True
        start = place = end
    yield start, beyond, False


def _unknown_until(line: Line, place: int, beyond: int) -> int:
    token, before = line.at(place), line.word(place - 1)
    named = _has_capital(line.at(place + 1)) or token.folded == "team"
    if token.folded in _LEADING_TO_GROUPS and named and place + 1 < beyond:
        return _name_until(line, place + 1, beyond)
    if _has_capital(token) and before in _LEADING_TO_NAMES:
        return _name_until(line, place, beyond)
    if _has_capital(token) and before in {"en", ","} and _after_a_name(line, place - 2):
        return _name_until(line, place, beyond)
    end = place
    while end < beyond and (
        line.at(end).number is not None or line.at(end).folded.isdigit() or (end > place and line.at(end).glued)
    ):
        end += 1
    return end


def _after_a_name(line: Line, place: int) -> bool:
    return _has_capital(line.at(place)) and line.word(place - 1) in _LEADING_TO_NAMES | {"en", ","}


def _name_until(line: Line, place: int, beyond: int) -> int:
    end = place + 1
    while end < beyond and (_has_capital(line.at(end)) or line.word(end) in _PREFIXES):
        end += 1
    return end


def _has_capital(token: Token) -> bool:
    return token.written[:1].isupper()


def _trimmed(line: Line, start: int, end: int, *, keep: bool) -> str:
    while not keep and start < end and line.word(start) in _EDGES:
        start += 1
    while not keep and end > start and line.word(end - 1) in _EDGES:
        end -= 1
    return line.text[line.at(start).start : line.at(end - 1).end] if end > start else ""
