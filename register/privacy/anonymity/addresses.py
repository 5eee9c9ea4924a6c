"""Streets with a house number, and the street where somebody lives (*adres*)."""

import re
from collections.abc import Iterator

from register.privacy.anonymity.finding import Finding, Sort
from register.privacy.anonymity.lexicon import Lexicon, lexicon
from register.privacy.anonymity.words import Words

_HOUSE = re.compile(r"[1-9]\d{0,3}[a-zA-Z]{0,2}(?:-\w{1,4})?")
_LONGEST_NUMBER = 9
_LONGEST_WAY_BACK = 12
_LEAST_BEFORE_ENDING = 3


def find_addresses(words: Words) -> Iterator[Finding]:
    """Give every street with its house number, and streets without one that somebody lives in or comes from."""
    lex = lexicon()
    for place in words.numerals:
        if len(words.written[place]) <= _LONGEST_NUMBER and words.follows(place):
            yield from _with_number(words, lex, place)
    for place in words.changed:
        if words.folded[place].endswith(lex.endings["street_endings"]) and _lived_in(words, lex, place):
            yield from _without_number(words, lex, place)


def _with_number(words: Words, lex: Lexicon, place: int) -> Iterator[Finding]:
    street = place - 1
    if not _HOUSE.fullmatch(words.written[place]):
        return
    if words.folded[street] == "huisnummer":
        yield _finding(words, place, place)
    elif _is_street(lex, words, street) and not _is_about_schooling(words, lex, street):
        first = street - 1 if words.capital(street - 1) and words.follows(street) else street
        yield _finding(words, first, place)


def _without_number(words: Words, lex: Lexicon, place: int) -> Iterator[Finding]:
    if words.capital(place) and _is_street(lex, words, place):
        yield _finding(words, place, place)


def _is_street(lex: Lexicon, words: Words, place: int) -> bool:
    word = words.folded[place]
    if word in lex.cues["no_streets"]:
        return False
    if not words.capital(place):
        ending = word.endswith(lex.endings["street_endings_lower_case"])
        return (
            ending and len(word) > max(len(e) for e in lex.endings["street_endings_lower_case"] if word.endswith(e)) + 2
        )
    if not word.endswith(lex.endings["street_endings"]):
        return False
    if word in lex.cues["street_endings"]:
        return words.capital(place - 1) and words.follows(place)
    return any(
        word.endswith(end) and len(word) >= len(end) + _LEAST_BEFORE_ENDING for end in lex.cues["street_endings"]
    )


def _lived_in(words: Words, lex: Lexicon, place: int) -> bool:
    before, further = words.at(place - 1), words.at(place - 2)
    if before in {"de", "het"} and further == "uit":
        return True
    return before in {"de", "het"} and further in {"in", "op", "aan"} and words.at(place - 3) in lex.cues["living"]


def _is_about_schooling(words: Words, lex: Lexicon, street: int) -> bool:
    for place in range(street, max(-1, street - _LONGEST_WAY_BACK), -1):
        if words.folded[place] in lex.cues["schooling"]:
            return True
        if words.opens(place):
            return False
    return False


def _finding(words: Words, first: int, last: int) -> Finding:
    start, end = words.starts[first], words.ends[last]
    return Finding(kind=Sort.ADDRESS, start=start, end=end, words=words.text[start:end])
