"""Look at a page as its visitors do: with a screen reader (axe), on narrow and wide screens, and at what it asks."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 390, 1280)
_OPTIONS = {"runOnly": TAGS, "resultTypes": ["violations"]}
_UNFOLD = "document.querySelectorAll('.rg details').forEach(one => { one.open = true })"
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_WITHOUT_ROLE = "document.querySelectorAll('.rg-t--stack:is(:not([role]), :has(:is(tr, th, td):not([role])))').length"
_SHOWN = "[...document.querySelectorAll('main')].map(one => one.outerHTML.replace(/ value=\"[^\"]*\"/g, '')).join()"
_OWN_PAGES = "[...document.querySelectorAll('a[href]:not([download])')].map(one => one.href)"


@dataclass(kw_only=True)
class Looker:
    """A page with a memory of everything that is wrong."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    """What was looked at before, also by somebody else: the same content needs no second look."""

    def __post_init__(self) -> None:
        """Listen from the start; whoever this is, the head of the page is looked at once."""
        self._headed = False
        self._host = urlsplit(self.page.url).netloc
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)

    def look(self, name: str) -> None:
        """Note what is wrong with the page as it stands, everything unfolded."""
        self.page.evaluate(_UNFOLD)
        shown = str(self.page.evaluate(_SHOWN))
        if self._headed and shown in self.looked_at:
            return
        self._headed = True
        self.looked_at.add(shown)
        self.wrong += [f"{name}: a table that loses its roles on a phone"] * int(self.page.evaluate(_WITHOUT_ROLE))
        self.wrong += [f"{name}: axe {found}" for found in violations(self.page)]
        self.wrong += [f"{name}: {excess} px te breed bij {width}" for width, excess in sideways(self.page) if excess]

    def links(self) -> list[str]:
        """The addresses this page leads to."""
        return [str(one) for one in self.page.evaluate(_OWN_PAGES)]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).netloc not in {self._host, ""}:
            self.wrong.append(f"{self.page.url}: vraagt {request.url}")


def violations(page: Page) -> list[str]:
    """What axe finds, with the element that has it."""
    found = Axe().run(page, options=_OPTIONS).response["violations"]
    return [f"{one['id']} {one['nodes'][0]['html'][:160]} {one['nodes'][0].get('any', [])[:1]}" for one in found]


def sideways(page: Page) -> list[tuple[int, int]]:
    """Per width of the window: how far the page scrolls sideways."""
    seen = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        seen.append((width, int(page.evaluate(_TOO_WIDE))))
    page.set_viewport_size({"width": 390, "height": 844})
    return seen
