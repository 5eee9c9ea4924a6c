"""Steps that end on the page they bring, so that nothing is read from the page that was there before."""

from playwright.sync_api import Locator, Page

_DRAWN = """() => new Promise(done => {
  const busy = () => document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')
  const begun = one => one['htmx-internal-data']?.loaded
  const until = Date.now() + 5000
  const look = () => {
    const later = [...document.querySelectorAll('[hx-trigger^=load]')]
    if (Date.now() > until || (!busy() && later.every(begun))) done()
    else setTimeout(look, 20)
  }
  look()
})"""


def follow(one: Locator) -> None:
    """Click a link or a button, and wait until the page that it brings is there."""
    with one.page.expect_navigation():
        one.click()


def drawn(page: Page) -> None:
    """Wait until the parts that a page fetches after itself are drawn."""
    page.evaluate(_DRAWN)
