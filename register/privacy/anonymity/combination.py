"""Facts that together point to one human being, without a name (*bijzondere combinatie*)."""

from collections.abc import Iterator

from register.privacy.anonymity.finding import Finding, Sort
from register.privacy.anonymity.lexicon import Lexicon, lexicon
from register.privacy.anonymity.words import Words

ENOUGH = 3
"""So many different sorts of facts in one sentence, an exact age among them."""
_LONGEST_SENTENCE = 60
_LONGEST = 3
_RANGES = frozenset({"tot", "tussen", "vanaf", "en"})
_OTHERWISE = frozenset({"tot", "plus", "uur", "minuten", "min", "procent", "euro"})
_YEARS = frozenset({"jaar", "jr", "jarige"})
_CLOCK = frozenset(":+")


def find_combinations(words: Words) -> Iterator[Finding]:
    """Give the age of whoever can be recognised by it together with origin, place, family, profession or loss."""
    lex = lexicon()
    sentence, sorts = range(0), 0
    for place in words.numerals:
        if not _is_age(words, place):
            continue
        if place not in sentence:
            sentence = _sentence(words, place)
            sorts = len({sort for near in sentence if (sort := _sort(words, lex, near))})
        if sorts + 1 >= ENOUGH:
            start, end = words.starts[place], words.ends[place]
            yield Finding(kind=Sort.COMBINATION, start=start, end=end, words=words.text[start:end])


def _is_age(words: Words, place: int) -> bool:
    word, before, after = words.folded[place], words.at(place - 1), words.at(place + 1)
    if len(word) > _LONGEST or not word.isdigit() or before in _RANGES or after in _OTHERWISE:
        return False
    return after in _YEARS or (before == "van" and words.text[words.ends[place] : words.ends[place] + 1] not in _CLOCK)


def _sentence(words: Words, place: int) -> range:
    first = last = place
    while place - first < _LONGEST_SENTENCE and not words.opens(first):
        first -= 1
    while last + 1 < len(words) and last - place < _LONGEST_SENTENCE and not words.opens(last + 1):
        last += 1
    return range(first, last + 1)


def _sort(words: Words, lex: Lexicon, place: int) -> str:
    word, cues = words.folded[place], lex.cues
    for sort in ("origins", "families", "notable", "losses"):
        if word in cues[sort]:
            return sort
    if (
        words.capital(place)
        and words.at(place - 1) in {"in", "uit", "naar"}
        and not words.opens(place)
        and word not in cues["months"]
    ):
        return "place"
    return ""
