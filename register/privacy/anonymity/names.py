"""Names of people in a note, judged by the words around them (*namen*)."""

from collections.abc import Collection, Iterator

from register.privacy.anonymity.ages import age_after
from register.privacy.anonymity.colleagues import Colleagues
from register.privacy.anonymity.finding import Finding, Sort
from register.privacy.anonymity.lexicon import Lexicon, lexicon
from register.privacy.anonymity.spans import Span, is_abbreviation, looks_familiar, read_name
from register.privacy.anonymity.words import Words


def find_names(words: Words, names: Collection[str]) -> Iterator[Finding]:
    """Give every name that may be a client's, in the order of the text; `names` are colleagues and teams."""
    return _Walk(words, Colleagues(names)).findings()


class _Walk:
    """One pass over the words; every rule answers where to go on, or 0 when it does not apply."""

    def __init__(self, words: Words, colleagues: Colleagues) -> None:
        self.words = words
        self.lex: Lexicon = lexicon()
        self.cues = self.lex.cues
        self.colleagues = colleagues
        self.caught: set[str] = set()
        self.found: Finding | None = None
        self.presented = (
            ("titles", self._after_title),
            ("clients", self._after_client),
            ("kin", self._after_client),
            ("professionals", self._after_professional),
        )

    def findings(self) -> Iterator[Finding]:
        """Return the names that may be of a client, in the order of the text."""
        words, starters, beyond = self.words, self.lex.starters, 0
        lower = [place for place, word in enumerate(words.folded) if word in starters]
        for place in sorted({*lower, *words.changed}):
            if place < beyond:
                continue
            beyond = self._step(place, words.folded[place])
            if self.found:
                yield self.found
                self.found = None

    def _step(self, place: int, word: str) -> int:
        if beyond := self._known_phrase(place, word):
            return beyond
        for sort, rule in self.presented:
            if word in self.cues[sort]:
                return rule(place, word)
        if self._is_given(place, word):
            return self._given(place)
        if not self.words.capital(place):
            return 0
        return self._initials(place) if len(word) == 1 else self._unknown(place, word)

    def _known_phrase(self, place: int, word: str) -> int:
        for phrase in self.lex.known_phrases.get(word, ()):
            if self.words.folded[place : place + len(phrase)] == phrase:
                return place + len(phrase)
        return 0

    def _after_title(self, place: int, word: str) -> int:
        allowed = {" ", ".", ". "} if word in self.cues["abbreviated"] else {" "}
        if place + 1 >= len(self.words) or self.words.gap(place + 1) not in allowed:
            return 0
        span = read_name(self.words, self.lex, place + 1, lower_case=True)
        if span is None or self.colleagues.hold(span.parts):
            return span.beyond if span else 0
        return self._catch(span) if span.parts else self._catch_initials(span, presented=True)

    def _after_client(self, place: int, word: str) -> int:
        words, ahead = self.words, place + 1
        if word in self.cues["kin"] and word not in self.cues["no_owner"] and words.at(ahead) == "van":
            return self._owner(ahead + 1)
        if ahead >= len(words):
            return 0
        gap = words.gap(ahead)
        span = read_name(words, self.lex, ahead)
        if span is None:
            known = words.folded[ahead] in self.lex.given_with_capital and gap == " "
            return self._catch(self._single(ahead)) if known else 0
        if not span.parts:
            return self._catch_initials(span, presented=gap == " ")
        if gap == " " or (gap == ". " and word in self.cues["abbreviated"]):
            return 0 if self._is_something_else(span) else self._catch(span)
        named = span.parts[0] in self.lex.any_given or (gap == ", " and self._in_commas(span))
        return self._catch(span) if named and gap in {", ", ": "} and not self._is_something_else(span) else 0

    def _owner(self, place: int) -> int:
        if not (self.words.capital(place) and self.words.follows(place)):
            return 0
        span = read_name(self.words, self.lex, place)
        if span is None or not span.parts or self._is_something_else(span) or self.colleagues.hold(span.parts):
            return 0
        return self._catch(span)

    def _after_professional(self, place: int, _word: str) -> int:
        if not self.words.follows(place + 1) and self.words.gap(min(place + 1, len(self.words) - 1)) != ". ":
            return 0
        span = read_name(self.words, self.lex, place + 1)
        if span is None or not span.parts:
            return 0
        self.colleagues.add(span.parts)
        return span.beyond

    def _is_given(self, place: int, word: str) -> bool:
        lex = self.lex
        base = self._base(word)
        if not self.words.capital(place):
            return word in lex.given or base in lex.given
        if base in lex.given or base in lex.given_with_capital:
            return True
        if "-" in base:
            first, _, second = base.partition("-")
            return first in lex.any_given and (second in lex.any_given or second in lex.surnames)
        if base not in lex.given_also_words or self.words.at(place - 1) in self.cues["no_given_after"]:
            return False
        return not self.words.opens(place) or self.words.at(place + 1) in self.cues["start_verbs"]

    def _base(self, word: str) -> str:
        word = word.removesuffix("'s")
        return word[:-1] if word[-1] == "s" and word not in self.lex.any_given and word[:-1] in self.lex.given else word

    def _given(self, place: int) -> int:
        span = read_name(self.words, self.lex, place) or self._single(place)
        parts = (self._base(span.parts[0]), *span.parts[1:])
        if self.colleagues.hold(parts) or self.colleagues.hold(parts[:1]):
            return span.beyond
        if self._is_thinker(span):
            self.colleagues.add(parts)
            return span.beyond
        written = self.words.written[place]
        return span.beyond if self._is_institution(span) or is_abbreviation(written) else self._catch(span)

    def _is_thinker(self, span: Span) -> bool:
        words, thinking = self.words, self.cues["thinking"]
        before = words.at(span.first - 1)
        if before == "volgens" or (before == "van" and words.at(span.first - 2) in thinking):
            return True
        return before in {"sint", "st"} or any(part in self.lex.known for part in span.parts[1:])

    def _is_institution(self, span: Span) -> bool:
        return self.words.at(span.beyond) in self.cues["institutions"] and self.words.follows(span.beyond)

    def _is_something_else(self, span: Span) -> bool:
        first = span.parts[0]
        return (
            first in self.lex.known
            or first in self.cues["months"]
            or is_abbreviation(self.words.written[span.beyond - 1])
            or first.endswith(self.lex.endings["place_endings"])
            or self._is_institution(span)
        )

    def _initials(self, place: int) -> int:
        words = self.words
        span = read_name(words, self.lex, place)
        if span is None:
            return 0
        if not span.parts:
            return self._catch_initials(span, presented=False)
        if self._is_cited(span) or self.colleagues.hold(span.parts):
            return span.beyond
        dotted = words.gap(place + 1).startswith(".")
        sure = span.prefixed or span.initials > 1 or looks_familiar(self.lex, span.parts[0])
        inside = not words.opens(place) and words.at(place - 1) in self.cues["prepositions"]
        if dotted and (sure or inside) and words.at(place - 1) not in self.cues["clients"]:
            return self._catch(span)
        return place + 1

    def _is_cited(self, span: Span) -> bool:
        after = self.words.at(span.beyond)
        year = len(after) == 4 and after.isdigit()  # noqa: PLR2004 - a year
        return year or any(part in self.lex.known for part in span.parts)

    def _catch_initials(self, span: Span, *, presented: bool) -> int:
        words = self.words
        letter = words.folded[span.first]
        aged = age_after(words, span.beyond)
        acting = words.at(span.beyond) in self.cues["strong_verbs"] and words.follows(span.beyond)
        telling = (presented and (span.initials > 1 or letter not in self.cues["stand_ins"])) or (
            acting and letter not in self.cues["stand_ins"] and span.initials == 1
        )
        return self._catch(span, Sort.INITIALS, upto=aged) if aged or telling else span.beyond

    def _unknown(self, place: int, word: str) -> int:
        words, lex = self.words, self.lex
        if word in self.cues["ordinary"] or word in lex.known or is_abbreviation(words.written[place]):
            return 0
        if word in self.caught:
            return self._catch(self._single(place))
        if word in self.cues["months"] or word.endswith(lex.endings["place_endings"]):
            return 0
        span = read_name(words, lex, place)
        if span is None or self.colleagues.hold(span.parts) or self._is_thinker(span) or self._is_institution(span):
            return 0
        return self._catch(span) if self._acts_as_a_person(span) else 0

    def _acts_as_a_person(self, span: Span) -> bool:
        words, cues = self.words, self.cues
        before, after = words.at(span.first - 1), words.at(span.beyond)
        aged = words.text[words.ends[span.beyond - 1] : age_after(words, span.beyond)]
        if aged and before not in cues["no_given_after"] and (not words.opens(span.first) or "j" in aged):
            return True
        if words.opens(span.first):
            return len(span.parts) == 1 and after in cues["start_verbs"] and words.follows(span.beyond)
        if before in cues["no_given_after"]:
            return False
        called = before in cues["called"] or (
            before in cues["called_by"] and words.at(span.first - 2) in cues["called"]
        )
        at_home = (after == "thuis" and before in cues["prepositions"]) or (
            before == "bij" and words.at(span.first - 2) == "thuis"
        )
        acts = after in cues["strong_verbs"] and words.follows(span.beyond)
        surnamed = len(span.parts) > 1 and looks_familiar(self.lex, span.parts[-1])
        return called or at_home or acts or surnamed or self._owns_kin(span)

    def _owns_kin(self, span: Span) -> bool:
        words, ahead = self.words, span.beyond
        if words.at(ahead) == "en":
            ahead += 1
        return words.at(ahead) in self.cues["possessives"] and words.at(ahead + 1) in self.cues["kin"]

    def _in_commas(self, span: Span) -> bool:
        end = self.words.ends[span.beyond - 1]
        return self.words.text[end : end + 1] in {",", ")"}

    def _single(self, place: int) -> Span:
        return Span(first=place, beyond=place + 1, initials=0, prefixed=False, parts=(self.words.folded[place],))

    def _catch(self, span: Span, kind: Sort = Sort.NAME, *, upto: int = 0) -> int:
        words = self.words
        start, end = words.starts[span.first], max(words.ends[span.beyond - 1], upto)
        self.found = Finding(kind=kind, start=start, end=end, words=words.text[start:end])
        self.caught.update(part for part in span.parts if part not in self.cues["ordinary"])
        return span.beyond
