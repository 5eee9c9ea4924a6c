"""Work a page by keyboard alone, and see on the way that the focus shows and goes down the page."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

_MOST = 80
_HERE = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one)
  const label = one.labels?.[0]?.innerText || one.getAttribute('aria-label') || one.innerText || one.value || ''
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  return {
    name: label.replace(/\\s+/g, ' ').trim(),
    shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3,
    covered: !(top && (one.contains(top) || top.contains(one))),
    top: box.top + scrollY, bottom: box.bottom + scrollY, body: one === document.body,
  }
}"""


@dataclass(kw_only=True)
class Keys:
    """A keyboard, and what was wrong with the focus while tabbing."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def tab_to(self, name: str) -> None:
        """Press Tab until something with this name has the focus."""
        before = self.here()
        for _ in range(_MOST):
            self.page.keyboard.press("Tab")
            now = self.here()
            self._judge(before, now)
            if str(now["name"]).startswith(name):
                return
            before = now
        raise AssertionError(f"not reached by Tab: {name}")

    def press(self, *keys: str) -> None:
        """Press keys one after another, on this page."""
        for key in keys:
            self.page.keyboard.press(key)

    def enter(self) -> None:
        """Press Enter on a link or a button, and wait for the page it brings."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, text: str) -> None:
        """Type."""
        self.page.keyboard.type(text)

    def here(self) -> dict[str, Any]:
        """What has the focus."""
        found: dict[str, Any] = self.page.evaluate(_HERE)
        return found

    def _judge(self, before: dict[str, Any], now: dict[str, Any]) -> None:
        if now["body"]:
            return
        if not now["shown"]:
            self.wrong.append(f"{now['name']}: focus not visible")
        if now["covered"]:
            self.wrong.append(f"{now['name']}: covered")
        if not before["body"] and now["bottom"] < before["top"]:
            self.wrong.append(f"{now['name']}: comes after {before['name']} and stands above it")
