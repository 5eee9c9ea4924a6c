"""Finds kinds, groups, teams and colleagues by the words of their names (*opzoeken*)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from register.learning.kinds import Kind
from register.learning.one_line.preview import Meaning, Named
from register.learning.one_line.tokens import Line, cut
from register.people.names import fold

_PREFIXES = frozenset(
    ["van", "de", "der", "den", "ten", "ter", "te", "het", "t", "el", "al", "ait", "la", "le", "von", "di"]
)
_SAID_BEFORE = frozenset({"team", "groep", "intervisiegroep", "afdeling"})
_OWN = ("mijn", "ons", "onze", "eigen", "hele", "heel")
_TEAM = "team"
_Words = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that words of the line can stand for."""

    meaning: Meaning
    id: int | str
    name: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """The things that the words before the token `beyond` can stand for; more than one is a question."""

    things: tuple[Thing, ...]
    beyond: int
    alone: bool
    """One word: a given name or a family name."""


class Lookup:
    """Names by their words; only the people of whom a word is in the line are taken in."""

    def __init__(
        self,
        line: Line,
        *,
        kinds: Mapping[str, Kind],
        groups: Collection[Named],
        teams: Collection[Named],
        own_teams: Collection[Named],
        people: Collection[Named],
    ) -> None:
        self._things: defaultdict[_Words, dict[Thing, None]] = defaultdict(dict)
        self._firsts: set[str] = set()
        self._line = line
        self._place = -1
        self._rows: list[tuple[dict[Thing, None], int, bool]] = []
        for kind in kinds.values():
            thing = Thing(meaning=Meaning.KIND, id=kind.id, name=kind.name)
            self._take_in(thing, (_words(name) for name in (kind.name, *kind.synonyms)))
        for meaning, named in ((Meaning.GROUP, groups), (Meaning.TEAM, teams)):
            for one in named:
                self._take_in(Thing(meaning=meaning, id=one.id, name=one.name), _of_a_group(one.name))
        for one in own_teams:
            self._take_in(Thing(meaning=Meaning.TEAM, id=one.id, name=one.name), _of_an_own_team(one.name))
        present = {token.folded for token in line.tokens}
        for one in people:
            if not present.isdisjoint(fold(one.name).split()):
                self._take_in(Thing(meaning=Meaning.PERSON, id=one.id, name=one.name), _of_a_person(one.name))

    def find(self, place: int, meanings: Collection[Meaning]) -> Found | None:
        """Return what the longest row of words at a place stands for, of these meanings."""
        if self._line.word(place) not in self._firsts:
            return None
        if place != self._place:
            self._place, self._rows = place, self._rows_at(place)
        for things, beyond, alone in self._rows:
            fitting = tuple(thing for thing in things if thing.meaning in meanings)
            if fitting:
                return Found(things=fitting, beyond=beyond, alone=alone)
        return None

    def _rows_at(self, place: int) -> list[tuple[dict[Thing, None], int, bool]]:
        """Return what every row of words from a place stands for, the longest first."""
        words = self._line.words_from(place)
        key = tuple(word for word, _ in words)
        return [
            (things, words[count - 1][1], count == 1)
            for count in range(len(words), 0, -1)
            if (things := self._things.get(key[:count]))
        ]

    def _take_in(self, thing: Thing, names: Iterable[_Words]) -> None:
        for name in names:
            if name:
                self._things[name][thing] = None
                self._firsts.add(name[0])


@lru_cache(maxsize=4096)
def _words(name: str) -> _Words:
    return tuple(token.folded for token in cut(name).tokens if token.written[0].isalnum())


def _of_a_group(name: str) -> list[_Words]:
    """Return the whole name, "team oost" for a group called Oost, and what "Wijkteam Oost" is called for short."""
    words = _words(name)
    return [words, *((said, *words) for said in _SAID_BEFORE if words and words[0] not in _SAID_BEFORE), *_short(words)]


def _short(words: _Words) -> list[_Words]:
    """Return "team oost" for "wijkteam oost", and "intervisie oost" for "intervisie wijkteam oost"."""
    place = next((at for at, word in enumerate(words) if word.endswith(_TEAM)), None)
    if place is None or not words[place + 1 :]:
        return []
    before, after = words[:place], words[place + 1 :]
    return [name for name in ((*before, _TEAM, *after), before + after) if len(name) > 1]


def _of_an_own_team(name: str) -> list[_Words]:
    """Return "mijn team", "ons hele team" and the like, and the same with its name behind it."""
    words = _words(name)
    named = {words[1:] if words[:1] == (_TEAM,) else words, *(one[1:] for one in _short(words) if one[0] == _TEAM), ()}
    said = [(own, _TEAM) for own in _OWN] + [("ons", "hele", _TEAM), ("mijn", "hele", _TEAM)]
    return [(*before, *after) for before in said for after in named]


def _of_a_person(name: str) -> list[_Words]:
    """Return the whole name, the given name, what is between, and the family name with and without its prefix."""
    words = _words(name)
    starts = [words[:count] for count in range(1, len(words) + 1) if words[count - 1] not in _PREFIXES]
    family = words[1:]
    while family and family[0] in _PREFIXES and family[1:]:
        starts.append(family)
        family = family[1:]
    return [*starts, family]
