"""Ages as they stand behind a person: "(34)", ", 34 jaar", "van 17" (*leeftijd*)."""

import re

from register.privacy.anonymity.words import Words

_BEHIND = re.compile(
    r"\.?,?[ \xa0]?(?:\([ ]?(\d{1,3})(?:[ ]?(?:jaar|jr|j)\.?)?[ ]?[),]|(?:van[ ])?(\d{1,3})[ -]?(?:jaar|jarige|jr|j\b)"
    r"|, ?(\d{1,3}),)",
    re.IGNORECASE,
)
_LONGEST = 16
_OLDEST = 110
_OPENING = frozenset(".,( \xa0")


def age_after(words: Words, place: int) -> int:
    """Return where an age ends that stands right before the word at a place and behind the one before it; else 0."""
    end = words.ends[place - 1]
    if words.text[end : end + 1] not in _OPENING:
        return 0
    match = _BEHIND.match(words.text, end, end + _LONGEST)
    if match is None:
        return 0
    years = int(next(filter(None, match.groups())))
    return match.end() if years <= _OLDEST else 0
