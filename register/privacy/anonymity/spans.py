"""Reads one name from the place where it may begin: initials, prefix (*tussenvoegsel*), core and what belongs to it."""

from dataclasses import dataclass

from register.privacy.anonymity.lexicon import Lexicon
from register.privacy.anonymity.words import Words

_MOST_INITIALS = 4
_MOST_PREFIXES = 3
_MOST_FURTHER = 3
_LONGEST_ABBREVIATION = 5
_SHORTEST_LOWER_CASE = 5
_JOINTS = frozenset({" ", ". ", ".", ""})


@dataclass(frozen=True, kw_only=True)
class Span:
    """Words from `first` up to but not including `beyond` that read as a name."""

    first: int
    beyond: int
    initials: int
    prefixed: bool
    parts: tuple[str, ...]
    """The given and family names in it, folded; empty when there are initials alone."""


def read_name(words: Words, lex: Lexicon, first: int, *, lower_case: bool = False) -> Span | None:
    """Read a name that begins at a place; `lower_case`: also when it is typed without capitals."""
    place = _after_initials(words, first)
    core = _after_prefixes(words, lex, place)
    if _is_core(words, lex, core, prefixed=core > place, lower_case=lower_case):
        beyond, parts = _with_the_rest(words, lex, core)
        return Span(first=first, beyond=beyond, initials=place - first, prefixed=core > place, parts=parts)
    if place > first:
        return Span(first=first, beyond=place, initials=place - first, prefixed=False, parts=())
    return None


def looks_familiar(lex: Lexicon, word: str, *, lower_case: bool = False) -> bool:
    """Tell whether a word is a family name that is known, or built like one."""
    if word in lex.surnames:
        return True
    endings = lex.endings["surname_endings_lower_case" if lower_case else "surname_endings"]
    return len(word) >= _SHORTEST_LOWER_CASE and word not in lex.cues["ordinary"] and word.endswith(endings)


def is_abbreviation(written: str) -> bool:
    """Tell whether a word is a few capitals: LVB, GGZ."""
    return 1 < len(written) <= _LONGEST_ABBREVIATION and written.isupper()


def _after_initials(words: Words, place: int) -> int:
    first = place
    while (
        place - first < _MOST_INITIALS
        and words.capital(place)
        and len(words.written[place]) == 1
        and (place == first or words.gap(place) in _JOINTS)
    ):
        place += 1
    return place


def _after_prefixes(words: Words, lex: Lexicon, place: int) -> int:
    first = place
    while place - first < _MOST_PREFIXES and words.at(place) in lex.cues["prefixes"] and words.gap(place) in _JOINTS:
        place += 1
    return place


def _is_core(words: Words, lex: Lexicon, core: int, *, prefixed: bool, lower_case: bool) -> bool:
    word = words.at(core)
    if len(word) < 2 or not word[0].isalpha() or words.gap(core) not in _JOINTS:  # noqa: PLR2004 - one letter is an initial
        return False
    if words.capital(core):
        return prefixed or word not in lex.cues["ordinary"]
    return lower_case and _is_core_in_lower_case(words, lex, core, word, prefixed=prefixed)


def _is_core_in_lower_case(words: Words, lex: Lexicon, core: int, word: str, *, prefixed: bool) -> bool:
    if prefixed:
        foreign = words.at(core - 1) in lex.cues["prefixes_before_lower_case"]
        return looks_familiar(lex, word, lower_case=True) or (foreign and word not in lex.cues["ordinary"])
    if word in lex.cues["surnames_with_prefix_only"]:
        return False
    return word in lex.given or looks_familiar(lex, word, lower_case=True)


def _with_the_rest(words: Words, lex: Lexicon, core: int) -> tuple[int, tuple[str, ...]]:
    parts = [words.folded[core]]
    place = core + 1
    for _ in range(_MOST_FURTHER):
        ahead = place
        while ahead - place < _MOST_PREFIXES and words.at(ahead) in lex.cues["prefixes"] and words.follows(ahead):
            ahead += 1
        if not (words.capital(ahead) and words.follows(ahead)) or len(words.written[ahead]) == 1:
            break
        word = words.folded[ahead]
        if word in lex.cues["ordinary"] or (ahead > place and not looks_familiar(lex, word) and word in lex.known):
            break
        parts.append(word)
        place = ahead + 1
    return place, tuple(parts)
