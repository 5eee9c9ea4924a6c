"""The words that the guard knows, read from `lists/` when the first text is looked at."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from register.privacy.anonymity.words import fold

_LISTS = "register.privacy.anonymity.lists"


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Names, cues and what only looks like a name (*woordenlijsten*)."""

    given: frozenset[str]
    """Given names that are no words: also found in lower case."""
    given_with_capital: frozenset[str]
    given_also_words: frozenset[str]
    surnames: frozenset[str]
    known: frozenset[str]
    known_phrases: MappingProxyType[str, tuple[tuple[str, ...], ...]]
    """Known phrases by their first word, the longest first."""
    cues: MappingProxyType[str, frozenset[str]]
    """Sorts of words by the name of their list in `lists/cues.toml`."""
    endings: MappingProxyType[str, tuple[str, ...]]
    """The same lists as tuples, for `str.endswith`."""
    any_given: frozenset[str]
    starters: frozenset[str]
    """Every word at which a rule can begin, capital or not."""


@cache
def lexicon() -> Lexicon:
    """Return the lists; they are read once."""
    given, with_capital, also_words = map(_names, ("given_names", "given_names_with_capital", "given_names_also_words"))
    cues = {
        name: frozenset(fold(word) for word in words.split())
        for name, words in tomllib.loads(_text("cues.toml")).items()
    }
    singles, phrases = _known()
    return Lexicon(
        given=given - with_capital - also_words - singles,
        given_with_capital=with_capital - also_words,
        given_also_words=also_words,
        surnames=_names("surnames"),
        known=singles,
        known_phrases=MappingProxyType(phrases),
        cues=MappingProxyType(cues),
        endings=MappingProxyType({name: tuple(sorted(words)) for name, words in cues.items()}),
        any_given=given | with_capital | also_words,
        starters=given | cues["titles"] | cues["clients"] | cues["kin"] | cues["professionals"] | set(phrases),
    )


def _text(name: str) -> str:
    return (files(_LISTS) / name).read_text("utf-8")


def _lines(name: str) -> list[str]:
    return [line for line in _text(f"{name}.txt").splitlines() if line and not line.startswith("#")]


def _names(name: str) -> frozenset[str]:
    return frozenset(fold(word) for line in _lines(name) for word in line.split())


def _known() -> tuple[frozenset[str], dict[str, tuple[tuple[str, ...], ...]]]:
    singles: set[str] = set()
    phrases: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for line in _lines("known"):
        words = tuple(map(fold, line.split()))
        if len(words) == 1:
            singles.add(words[0])
        else:
            phrases[words[0]].append(words)
    return frozenset(singles), {first: tuple(sorted(some, key=len, reverse=True)) for first, some in phrases.items()}
