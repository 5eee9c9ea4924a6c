"""What stands in the answer of a server, before anything draws it: enough to know whether it was all drawn before."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import html  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

_VALUES = frozenset(
    {"class", "role", "type", "scope", "tabindex", "lang", "autocomplete", "hidden", "disabled", "style", "src", "rel"}
)
_LONG = re.compile(r"\S{20}")
"""A word that may stick out of a phone."""
_FETCHED_LATER = "//*[starts-with(@hx-trigger, 'load')]"


class Answer:
    """A page as the server sent it."""

    def __init__(self, text: str) -> None:
        self._page: HtmlElement = html.document_fromstring(text)

    @property
    def is_whole(self) -> bool:
        """Whether it fetches no part of itself after it is drawn."""
        return not self._page.xpath(_FETCHED_LATER)

    def places(self) -> set[str]:
        """Every element by its attributes and the kind of its words, behind what it stands in; headings in order."""
        headings = "".join(one.tag for one in self._page.iter("h1", "h2", "h3", "h4", "h5", "h6"))
        return {re.sub(r"(h\d)\1+", r"\1", headings), *_below(self._page, "")}

    def links(self, address: str) -> list[str]:
        """The addresses that the page leads to, as its reader at `address` has them."""
        return [urljoin(address, href) for href in self._page.xpath("//a[@href][not(@download)]/@href")]


def _below(one: HtmlElement, before: str) -> Iterator[str]:
    place = f"{before}>{one.tag}[{','.join(sorted(map(_said, one.attrib.items())))}]{_written(one)}"
    yield place
    for child in one.iterchildren("*"):
        yield from _below(child, place)


def _said(attribute: tuple[str, str]) -> str:
    name, value = attribute
    if name in _VALUES or (name.startswith("aria-") and len(value) < 6):  # true, false, page
        return f"{name}={value}"
    return name if value.strip() else f"{name}:empty"


def _written(one: HtmlElement) -> str:
    """Whether it has words of its own, and one that is long."""
    words = "".join(one.xpath("text()"))
    return "long" if _LONG.search(words) else "words" if words.strip() else ""
