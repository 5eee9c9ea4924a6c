"""Dutch names: how they are shown, sorted on the main name, and found."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

NAME_USES = ("eigen", "partner", "partner-eigen", "eigen-partner")
"""Which name somebody uses (*naamgebruik*); HR systems code it differently, see their mappings."""

_Order = tuple[tuple[str, str], tuple[str, str]]
"""The main name and the one behind it, each a prefix and a name."""


class Written(NamedTuple):
    """A name as it is stored beside its parts."""

    display: str
    sort_key: str
    search_key: str


@dataclass(frozen=True, kw_only=True)
class Name:
    """The parts of a Dutch name; the *tussenvoegsel* (prefix) is a part of its own."""

    given_name: str
    family_name: str
    prefix: str = ""
    partner_prefix: str = ""
    partner_family_name: str = ""
    name_use: str = "eigen"

    @property
    def display(self) -> str:
        """As written in a sentence: "Els van den Berg-de Vries"."""
        return _joined(self.given_name, self._surname(self._order()))

    @property
    def sort_key(self) -> str:
        """Main name first, without its prefix: "berg de vries els van den" (Dutch order, not the Belgian one)."""
        return self._sort_key(self._order())

    @property
    def search_key(self) -> str:
        """Everything by which people look for it, folded: "van den berg", "berg, van den" and "vandenberg"."""
        return self._search_key(self._surname(self._order()))

    def written(self) -> "Written":
        """Return the three that are stored together: an import makes them of everybody."""
        order = self._order()
        surname = self._surname(order)
        return Written(_joined(self.given_name, surname), self._sort_key(order), self._search_key(surname))

    def _sort_key(self, order: _Order) -> str:
        (prefix, main), second = order
        return fold(" ".join((main, *second, self.given_name, prefix)))

    def _search_key(self, surname: str) -> str:
        written = _joined(self.given_name, surname)
        turned = f"{self.family_name} {self.prefix} {self.partner_family_name} {self.partner_prefix} {self.given_name}"
        joined = surname.replace("-", "").replace(" ", "")
        return fold(f"{written} | {turned} | {joined}")

    @staticmethod
    def _surname(order: _Order) -> str:
        whole, other = _joined(*order[0]), _joined(*order[1])
        return f"{whole}-{other}" if other else whole

    def _order(self) -> _Order:
        own, partner = (self.prefix, self.family_name), (self.partner_prefix, self.partner_family_name)
        nobody = ("", "")
        if not self.partner_family_name:
            return own, nobody
        return {
            "eigen": (own, nobody),
            "partner": (partner, nobody),
            "partner-eigen": (partner, own),
            "eigen-partner": (own, partner),
        }[self.name_use]


def _joined(first: str, second: str) -> str:
    """Put a space between two parts where both are there."""
    return f"{first} {second}" if first and second else first or second


def fold(text: str) -> str:
    """Lower case, without diacritics and doubled spaces; letters that do not decompose are spelled out."""
    plain = text.lower() if text.isascii() else " ".join(map(_plain, text.split()))
    return " ".join(plain.replace("-", " ").replace(",", " ").replace("'", "").replace("’", "").split())


@lru_cache(maxsize=8192)
def _plain(word: str) -> str:
    spelled = word.casefold().translate(_SPELLED)
    return "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))


_SPELLED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
