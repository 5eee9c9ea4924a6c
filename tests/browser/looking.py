"""Look at a page as its visitors do: with a screen reader (axe), on narrow and wide screens, and at what it asks."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.browser.steps import drawn

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW, PHONE, DESK = 320, 390, 1280
_AXE = Axe().axe_script
_RUN = "options => axe.run(options).then(found => found.violations)"
_OPTIONS = {"runOnly": TAGS, "resultTypes": ["violations"], "preload": False, "iframes": False}
_RULES = {PHONE: {}, DESK: {"color-contrast": {"enabled": False}}}
"""What is left out at a width: colours are the same at every width, and looking at them is half of the work."""
_ON_A_DESK = 3
"""One in so many pages is also looked at by axe as wide as a desk: it holds the same as on a phone."""
_STRUCTURE = Path(__file__).with_name("structure.js").read_text(encoding="utf-8")
_UNFOLD = "document.querySelectorAll('.rg details').forEach(one => { one.open = true })"
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_WITHOUT_ROLE = "document.querySelectorAll('.rg-t--stack:is(:not([role]), :has(:is(tr, th, td):not([role])))').length"
_OWN_PAGES = "[...document.querySelectorAll('a[href]:not([download])')].map(one => one.href)"


@dataclass(kw_only=True)
class Looker:
    """A page with a memory of everything that is wrong."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    """What axe saw before, also for somebody else: each page by its name, and each element in its place."""
    whole: bool = False
    """Whether axe looks at every page as wide as a desk too."""

    def __post_init__(self) -> None:
        """Listen from the start."""
        self._host = urlsplit(self.page.url).netloc
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)

    def look(self, name: str) -> None:
        """Note what is wrong with the page as it stands, everything unfolded; it is left at the width of a phone."""
        drawn(self.page)
        self.page.evaluate(_UNFOLD)
        place = f"{name} ({urlsplit(self.page.url).path})"
        self.wrong += [f"{place}: a table that loses its roles on a phone"] * int(self.page.evaluate(_WITHOUT_ROLE))
        for width in (PHONE, NARROW, DESK):
            self._fits(place, width)
        self._is_for_everybody(name, place)
        _widen(self.page, PHONE)

    def links(self) -> list[str]:
        """The addresses this page leads to."""
        return [str(one) for one in self.page.evaluate(_OWN_PAGES)]

    def _fits(self, place: str, width: int) -> None:
        _widen(self.page, width)
        excess = int(self.page.evaluate(_TOO_WIDE))
        self.wrong += [f"{place}: {excess} px te breed bij {width}"] * bool(excess)

    def _is_for_everybody(self, name: str, place: str) -> None:
        seen = {name, *self.page.evaluate(_STRUCTURE)}
        if not seen <= self.looked_at:
            self.looked_at |= seen
            self.page.evaluate(_AXE)
            for width in (DESK, PHONE) if self.whole or crc32(name.encode()) % _ON_A_DESK == 0 else (PHONE,):
                _widen(self.page, width)
                self.wrong += [f"{place}: axe bij {width} {found}" for found in _violations(self.page, width)]
        self.page.evaluate("rgWhole()")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).netloc not in {self._host, ""}:
            self.wrong.append(f"{self.page.url}: vraagt {request.url}")


def _violations(page: Page, width: int) -> list[str]:
    found = page.evaluate(_RUN, {**_OPTIONS, "rules": _RULES[width]})
    return [f"{one['id']} {one['nodes'][0]['html'][:160]} {one['nodes'][0].get('any', [])[:1]}" for one in found]


def _widen(page: Page, width: int) -> None:
    if page.viewport_size is None or page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": 844})
