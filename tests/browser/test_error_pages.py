"""Every refusal and fault, alone and in a host: clear Dutch, a way on, and axe without findings (bar OP14)."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from urllib.parse import urlsplit

import pytest
from flask import Flask, abort
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from register.access import PUBLIC, requires
from tests.accounts.alone import PASSWORD, Alone, let_go, make_alone
from tests.browser.conftest import PHONE, served
from tests.browser.looking import Looker
from tests.browser.steps import follow
from tests.conftest import NOW
from tests.makers import make_person

pytestmark = pytest.mark.browser

TITLES = {
    400: "Dat lukt niet", 403: "Dit is niet voor jou", 404: "Niet gevonden", 405: "Dat kan hier niet",
    409: "Dat kan nu niet", 410: "Niet meer te vinden", 413: "Te groot", 415: "Dat lukt niet", 429: "Te vaak",
    500: "Er ging iets mis", 503: "Nu even niet",
}  # fmt: skip
ENGLISH = ("the ", "not ", "request", "server", "error", "your ")


@dataclass(frozen=True, kw_only=True)
class Site:
    """A served app in which the page `/kapot/<status>` of ours refuses with that status."""

    page: Page
    url: str

    def open(self, status: int) -> None:
        """Provoke it."""
        self.page.goto(f"{self.url}/kapot/{status}")


def _refusing(app: Flask) -> None:
    """Let the view of the dossier refuse with the status that was asked for."""

    @requires(PUBLIC)
    def refuse(status: int) -> str:
        if status == 500:
            raise RuntimeError("geheim van binnen")
        abort(status)

    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == "leerregister.home")
    app.add_url_rule(f"{rule.rule}kapot/<int:status>", "leerregister.kapot", refuse)


@pytest.fixture(params=["alone", "host"], scope="module")
def site(
    request: pytest.FixtureRequest, browser: Browser, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The app that runs alone, and a host."""
    folder = tmp_path_factory.mktemp(request.param)
    yield from (_alone if request.param == "alone" else _in_a_host)(browser, sqlite_template, folder)


def _in_a_host(browser: Browser, template: Path, folder: Path) -> Iterator[Site]:
    with served(browser, template, folder) as live:
        _refusing(live.host.app)
        with live.host.app.app_context():
            make_person(live.host.database.session(), "Els")
        yield Site(page=live.page("els"), url=f"{live.url}/leerregister")


def _alone(browser: Browser, template: Path, folder: Path) -> Iterator[Site]:
    made = _made(template, folder)
    server = make_server("127.0.0.1", 0, made.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    page = browser.new_context(viewport=PHONE, locale="nl-NL").new_page()  # type: ignore[arg-type]
    url = f"http://127.0.0.1:{server.server_port}"
    page.goto(f"{url}/aanmelden")
    page.get_by_label("E-mailadres").fill("els@noord.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    follow(page.get_by_role("button", name="Aanmelden"))
    expect(page.get_by_role("heading", name="Vandaag")).to_be_visible()
    yield Site(page=page, url=url)
    page.context.close()
    server.shutdown()
    thread.join(timeout=10)
    let_go(made)


def _made(template: Path, folder: Path) -> Alone:
    copy(template, folder / "register.sqlite")
    url = f"sqlite:///{folder / 'register.sqlite'}"
    made = make_alone(url, folder, NOW, REGISTER_INSECURE_COOKIES=True)
    _refusing(made.app)
    made.person("Els")
    return made


def test_every_refusal_is_for_everybody_says_what_happened_and_leads_on(site: Site) -> None:
    found, wrong, looker = {}, [], Looker(page=site.page)
    for status in TITLES:
        site.open(status)
        looker.look("geweigerd")
        text = site.page.locator("main").inner_text()
        found[status] = site.page.get_by_role("heading", level=1).inner_text()
        wrong += [f"{status}: {word}" for word in ENGLISH if word in text.casefold()]
        wrong += [f"{status}: leidt niet verder"] * (site.page.get_by_role("link", name="Naar Vandaag").count() != 1)

    assert found == TITLES
    assert wrong + looker.wrong == []


def test_a_fault_gives_a_code_and_no_secret(site: Site) -> None:
    site.open(500)

    text = site.page.locator("main").inner_text()
    assert "Noem bij vragen deze code: " in text
    assert "geheim" not in text


def test_the_title_of_the_window_says_it_too(site: Site) -> None:
    site.open(404)

    assert "Niet gevonden" in site.page.title()
    assert urlsplit(site.page.url).path.endswith("/kapot/404")
