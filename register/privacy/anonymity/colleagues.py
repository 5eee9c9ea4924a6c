"""Names that may be there: colleagues and teams that the caller knows, and professionals whom the text presents."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from register.privacy.anonymity.words import cut


class Colleagues:
    """Everybody in a text who is no client (*collega's*)."""

    def __init__(self, names: Collection[str] = ()) -> None:
        self._by_word: defaultdict[str, set[int]] = defaultdict(set)
        self._count = 0
        for name in names:
            self.add(cut(name).folded)

    def add(self, words: Iterable[str]) -> None:
        """Take somebody in, by the words of the name."""
        for word in words:
            self._by_word[word].add(self._count)
        self._count += 1

    def hold(self, parts: Collection[str]) -> bool:
        """Tell whether all these words belong to one and the same colleague or team."""
        if not parts or not self._count:
            return False
        return bool(set.intersection(*(self._by_word.get(part, set()) for part in parts)))
