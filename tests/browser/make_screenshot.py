"""Make the picture of the README: Vandaag and Mijn dossier on a phone, side by side, from a running demo.

`make run`, and beside it `python -m tests.browser.make_screenshot ADDRESS LOGIN PASSWORD`, with what the demo printed.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

OUT = Path(__file__).parents[2] / "docs" / "screenshot.png"
_PHONE: ViewportSize = {"width": 390, "height": 844}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_BETWEEN, _GREY, _COLOURS = 24, "#d5dae2", 64


def main(address: str, login: str, password: str) -> None:
    """Sign in, take both pictures and put them side by side."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        page = browser.new_context(viewport=_PHONE, locale="nl-NL", timezone_id="Europe/Amsterdam").new_page()
        page.goto(address)
        page.get_by_label("E-mailadres").fill(login)
        page.get_by_label("Wachtwoord").fill(password)
        page.get_by_role("button", name="Aanmelden").click()
        page.get_by_role("heading", name="Vandaag").wait_for()
        today = _picture(page)
        page.get_by_role("link", name="Mijn dossier").click()
        page.get_by_role("heading", name="Mijn dossier").wait_for()
        _side_by_side(today, _picture(page)).save(OUT, optimize=True)
        browser.close()


def _picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _side_by_side(left: Image.Image, right: Image.Image) -> Image.Image:
    width, height = left.width + right.width + 3 * _BETWEEN, left.height + 2 * _BETWEEN
    both = Image.new("RGB", (width, height), _GREY)
    both.paste(left, (_BETWEEN, _BETWEEN))
    both.paste(right, (left.width + 2 * _BETWEEN, _BETWEEN))
    return both.quantize(_COLOURS)


if __name__ == "__main__":
    main(*sys.argv[1:4])
