"""One pass over the line: at every token the first reading that fits takes its words (*lezen*)."""

from collections.abc import Mapping
from datetime import date

from register.learning.one_line.clock import read_clock
from register.learning.one_line.days import is_month, part_of, read_day
from register.learning.one_line.durations import read_duration, read_times
from register.learning.one_line.hits import Hits, Person, Taken
from register.learning.one_line.lookup import Found, Lookup
from register.learning.one_line.preview import Meaning
from register.learning.one_line.tokens import Line

EXCLUSIONS: Mapping[str, str] = {
    "pauze": "pauze", "pauzes": "pauze", "koffiepauze": "pauze", "theepauze": "pauze", "lunchpauze": "maaltijd",
    "lunch": "maaltijd", "diner": "maaltijd", "maaltijd": "maaltijd", "reistijd": "reis", "reizen": "reis",
    "ontvangst": "ontvangst", "inloop": "ontvangst", "borrel": "borrel", "welkomstwoord": "welkom",
}  # fmt: skip
_ROLES: Mapping[str, str] = {
    "deelnemer": "deelnemer", "begeleider": "begeleider", "trainer": "begeleider", "inbrenger": "inbrenger",
    "voorzitter": "voorzitter", "notulist": "notulist", "ambassadeur": "ambassadeur", "gever": "gever",
    "coach": "gever", "ontvanger": "ontvanger",
}  # fmt: skip
_ROLE_ACTS: Mapping[str, str] = {
    "ingebracht": "inbrenger", "voorgezeten": "voorzitter", "genotuleerd": "notulist", "begeleid": "begeleider",
}  # fmt: skip
_ONLINE = frozenset({"online", "digitaal", "videobellen", "beeldbellen", "zoom"})
_PHYSICAL = frozenset({"fysiek", "live"})
_AGAIN = (
    ("zelfde", "als", "vorige", "keer"), ("hetzelfde", "als", "vorige", "keer"), ("zelfde", "als", "laatst"),
    ("hetzelfde", "als", "laatst"), ("zelfde", "als", "vorige", "week"), ("idem",),
)  # fmt: skip
_FIRST_AGAIN = frozenset(words[0] for words in _AGAIN)
_VAGUE = frozenset({"dagdeel", "dag", "ochtend", "middag", "avond", "week"})
_WITH = frozenset({"met", "door", "en", "&", "+", "bij", "samen"})
_COACHED = frozenset({"gecoacht", "gecoached"})
_PLACES = (Meaning.GROUP, Meaning.TEAM)


def scan(line: Line, lookup: Lookup, today: date) -> Hits:
    """Read the whole line once; each token is looked at a fixed number of times."""
    return _Scan(line, lookup, today).run()


class _Scan:
    """Every reading answers beyond which token it read, or 0 when it does not fit."""

    def __init__(self, line: Line, lookup: Lookup, today: date) -> None:
        self.line, self.lookup, self.today = line, lookup, today
        self.hits = Hits()
        self.part = next((part for token in line.tokens if (part := part_of(token.folded))), "")
        self.about = False
        """Behind "over": names of kinds are the subject."""
        self.person_beyond = -1
        self.led_by = ""

    def run(self) -> Hits:
        """Read the words from the first to the last; what nothing reads stays as it is."""
        place = 0
        readings = (
            (Meaning.AGAIN, self._again),
            (Meaning.EXCLUDED, self._excluded),
            (Meaning.DAY, self._day),
            (Meaning.TIMES, self._times),
            (Meaning.TIME, self._clock),
            (Meaning.DURATION, self._duration),
            (Meaning.DURATION, self._vague),
            (Meaning.GROUP, self._place),
            (Meaning.ROLE, self._role),
            (Meaning.KIND, self._kind),
            (Meaning.PLACE, self._online),
            (Meaning.PERSON, self._person),
        )
        while place < len(self.line.tokens):
            self._notice(place)
            if not self.line.at(place).written[0].isalnum():
                place += 1
                continue
            for meaning, read in readings:
                beyond = read(place)
                if beyond:
                    self.hits.taken.append(Taken(first=place, beyond=beyond, meaning=self._exactly(meaning)))
                    place = beyond
                    break
            else:
                place += 1
        return self.hits

    def _notice(self, place: int) -> None:
        word = self.line.word(place)
        if word == "over":
            self.about = True
        elif word in {",", ";", "."}:
            self.about = False
        if word in {"met", "door"}:
            self.led_by = word

    def _exactly(self, meaning: Meaning) -> Meaning:
        return self.hits.places[-1][0].meaning if meaning is Meaning.GROUP else meaning

    def _again(self, place: int) -> int:
        start = place + 1 if self.line.word(place) in {"de", "het"} else place
        for words in _AGAIN if self.line.word(start) in _FIRST_AGAIN else ():
            if all(self.line.word(start + ahead) == word for ahead, word in enumerate(words)):
                self.hits.again = True
                return start + len(words)
        return 0

    def _excluded(self, place: int) -> int:
        kind = EXCLUSIONS.get(self.line.word(place))
        if kind:
            return self._excluded_first(place, kind)
        if self.line.word(place) == "zonder" and self.line.word(place + 1) in EXCLUSIONS:
            return place + 2
        duration = read_duration(self.line, place)
        kind = EXCLUSIONS.get(self.line.word(duration.beyond)) if duration else None
        if not duration or not kind:
            return 0
        self.hits.excluded.append((kind, duration.minutes))
        return duration.beyond + 1

    def _excluded_first(self, place: int, kind: str) -> int:
        start = place + 2 if self.line.word(place + 1) in {"van", ":", "="} else place + 1
        duration = read_duration(self.line, start)
        self.hits.excluded.append((kind, duration.minutes if duration else None))
        return duration.beyond if duration else place + 1

    def _day(self, place: int) -> int:
        day = read_day(self.line, place, self.today)
        if day is None:
            return 0
        self.hits.days.append(day)
        return day.beyond

    def _times(self, place: int) -> int:
        times = read_times(self.line, place)
        if times is None:
            return 0
        self.hits.times.append(times.count)
        return times.beyond

    def _clock(self, place: int) -> int:
        clock = read_clock(self.line, place, self.part)
        if clock is None or is_month(self.line.word(clock.beyond)):
            return 0
        self.hits.clocks.append(clock)
        return clock.beyond

    def _duration(self, place: int) -> int:
        duration = read_duration(self.line, place)
        if duration is None:
            return 0
        self.hits.durations.append(duration.minutes)
        return duration.beyond

    def _vague(self, place: int) -> int:
        word, following = self.line.word(place), self.line.word(place + 1)
        if word in {"hele", "halve", "volle"} and following in _VAGUE:
            self.hits.vague.append(f"{word} {following}")
            return place + 2
        if word != "dagdeel":
            return 0
        self.hits.vague.append(word)
        return place + 1

    def _place(self, place: int) -> int:
        found = self.lookup.find(place, _PLACES)
        if found is None:
            return 0
        self.hits.places.append(found.things)
        kind = self.lookup.find(place, (Meaning.KIND,))
        if kind and kind.beyond <= found.beyond and not self.hits.kinds:
            self.hits.kinds.append(kind.things)
        return found.beyond

    def _role(self, place: int) -> int:
        word, following = self.line.word(place), self.line.word(place + 1)
        if word == "als" and following in _ROLES:
            self.hits.roles.append(_ROLES[following])
            return place + 2
        if word not in _ROLE_ACTS or following == "door":
            return 0
        self.hits.roles.append(_ROLE_ACTS[word])
        return place + 1

    def _online(self, place: int) -> int:
        word, following = self.line.word(place), self.line.word(place + 1)
        if word in {"via", "in", "op"} and following in {"teams", "zoom", "locatie", "kantoor"}:
            self.hits.online.append(following in {"teams", "zoom"})
            return place + 2
        if word not in _ONLINE | _PHYSICAL:
            return 0
        self.hits.online.append(word in _ONLINE)
        return place + 1

    def _kind(self, place: int) -> int:
        found = None if self.about else self.lookup.find(place, (Meaning.KIND,))
        if found is None:
            return 0
        self.hits.kinds.append(found.things)
        if self.line.word(place) in _COACHED:
            if self.line.word(place + 1) == "door":
                self.hits.roles.append("ontvanger")
            else:
                self.hits.coached = True
        return found.beyond

    def _person(self, place: int) -> int:
        found = self.lookup.find(place, (Meaning.PERSON,))
        if found is None or not self._is_meant(place, found):
            return 0
        words = self.line.text[self.line.at(place).start : self.line.at(found.beyond - 1).end]
        self.hits.people.append(Person(things=found.things, words=words, role=self._role_of_person()))
        self.person_beyond = found.beyond
        return found.beyond

    def _is_meant(self, place: int, found: Found) -> bool:
        """Tell whether it is a name; a word in lower case is one behind "met", "door", "en", or in a row of people."""
        if not found.alone or self.line.at(place).written[0].isupper():
            return True
        before = self.line.word(place - 1)
        return before in _WITH or (before == "," and self.person_beyond == place - 1)

    def _role_of_person(self) -> str | None:
        if self.led_by != "door":
            return None
        return "gever" if "ontvanger" in self.hits.roles else "begeleider"
