"""What makes an activity of one person itself: who, which day, which title, at what time (*sleutel*)."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, time

from register.people.names import fold

Key = tuple[int, date, str, time | None]
"""Who learnt what and when: the person, the day, the folded title and the time at which it began."""


class Folded(dict[str, str]):
    """Each different title as it is compared: a course stands in a file many times."""

    def __missing__(self, title: str) -> str:
        """Fold a title at its first use."""
        folded = self[title] = fold(title)
        return folded


class ImportKeys(dict[tuple[str, time | None], str]):
    """What makes an imported activity itself: the same file again makes nothing new.

    The person comes first in a key, so that the keys of one person stand side by side in the table's index.
    """

    def key(self, key: Key) -> str:
        """Return the key of an activity."""
        person_id, on, folded, starts = key
        return f"{_whose(person_id)}{on.toordinal():06x}-{self[folded, starts]}"

    def __missing__(self, what: tuple[str, time | None]) -> str:
        """Take the digest of a title and a time at their first use."""
        folded, starts = what
        content = json.dumps([folded, starts.isoformat() if starts else None])
        digest = self[what] = hashlib.sha256(content.encode()).hexdigest()[:32]
        return digest


def keys_of(people: Iterable[int], keys: Iterable[str]) -> Iterator[str]:
    """Give the keys that were made for one of these people."""
    theirs = {_whose(person_id) for person_id in people}
    return (key for key in keys if key[:_WHOSE] in theirs)


_WHOSE = 9
"""Signs of a key that say whose it is."""


def _whose(person_id: int) -> str:
    return f"{person_id:08x}-"
