"""Numbers as people type and say them: 2, 2,5, anderhalf, drie (*getallen*)."""

from dataclasses import dataclass
from decimal import Decimal

from register.learning.one_line.tokens import Line

WORDS = {
    "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
    "elf": 11, "twaalf": 12, "vijftien": 15, "twintig": 20, "dertig": 30, "veertig": 40, "vijfenveertig": 45,
    "vijftig": 50, "zestig": 60, "negentig": 90,
}  # fmt: skip
_HALVES = {
    "anderhalf": "1.5", "anderhalve": "1.5", "tweeenhalf": "2.5", "tweeeneenhalf": "2.5", "tweeenhalve": "2.5",
    "drieenhalf": "3.5", "drieenhalve": "3.5", "vierenhalf": "4.5",
}  # fmt: skip
_MOST_DECIMALS = 2


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A number that ends before the token `beyond`."""

    value: Decimal
    beyond: int

    @property
    def whole(self) -> bool:
        """Tell whether there is nothing behind the comma."""
        return self.value == self.value.to_integral_value()


def read_amount(line: Line, place: int) -> Amount | None:
    """Read a number at a place: figures with a comma or point, or a word; also "twee en een half"."""
    token = line.at(place)
    if token.number is not None:
        return _figures(line, place, token.number)
    if token.folded in _HALVES:
        return Amount(value=Decimal(_HALVES[token.folded]), beyond=place + 1)
    if token.folded not in WORDS:
        return None
    value = Decimal(WORDS[token.folded])
    if [line.word(place + ahead) for ahead in (1, 2, 3)] == ["en", "een", "half"]:
        return Amount(value=value + Decimal("0.5"), beyond=place + 4)
    return Amount(value=value, beyond=place + 1)


def _figures(line: Line, place: int, number: int) -> Amount:
    sign, behind = line.at(place + 1), line.at(place + 2)
    if sign.written == "½":
        return Amount(value=number + Decimal("0.5"), beyond=place + 2)
    decimals = sign.written in {",", "."} and sign.glued and behind.glued and behind.number is not None
    if decimals and len(behind.written) <= _MOST_DECIMALS:
        return Amount(value=Decimal(f"{number}.{behind.written}"), beyond=place + 3)
    return Amount(value=Decimal(number), beyond=place + 1)
