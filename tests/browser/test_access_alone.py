"""What is there only when the register runs alone: signing in, the account, a page that does not exist (bar OP14)."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from tests.accounts.alone import PASSWORD, let_go, make_alone
from tests.browser.conftest import PHONE
from tests.browser.looking import Looker
from tests.browser.steps import follow
from tests.conftest import NOW

pytestmark = pytest.mark.browser


@pytest.fixture
def looker(browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Looker]:
    """The sign-in page of the app that runs alone, with Els in it."""
    shutil.copy(sqlite_template, tmp_path / "register.sqlite")
    url = f"sqlite:///{tmp_path / 'register.sqlite'}"
    alone = make_alone(url, tmp_path, NOW, REGISTER_INSECURE_COOKIES=True)
    alone.person("Els")
    alone.person("Bea", login="bea@noord.example", roles=("admin",))
    server = make_server("127.0.0.1", 0, alone.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    page = browser.new_context(viewport=PHONE, locale="nl-NL").new_page()  # type: ignore[arg-type]
    page.goto(f"http://127.0.0.1:{server.server_port}/aanmelden")
    yield Looker(page=page)
    server.shutdown()
    thread.join(timeout=10)
    let_go(alone)


def test_signing_in_is_for_everybody_and_says_what_went_wrong(looker: Looker) -> None:
    looker.look("aanmelden")
    looker.page.get_by_label("Wachtwoord").fill("niet het goede")
    follow(looker.page.get_by_role("button", name="Aanmelden"))
    expect(looker.page.get_by_role("alert").first).to_be_visible()
    looker.look("aanmelden, geweigerd")

    assert looker.wrong == []


def test_the_account_and_a_page_that_is_not_there_are_for_everybody(looker: Looker) -> None:
    sign_in(looker)
    looker.look("vandaag, nog leeg")
    follow(looker.page.get_by_role("link", name="Els Vries"))
    looker.look("account")
    follow(looker.page.get_by_role("button", name="Wachtwoord wijzigen"))
    expect(looker.page.get_by_role("alert").first).to_be_visible()
    looker.look("account, geweigerd")
    looker.page.goto(looker.page.url + "/bestaat-niet")
    looker.look("niet gevonden")

    assert looker.wrong == []
    expect(looker.page.get_by_role("heading", name="Niet gevonden")).to_be_visible()


def test_the_administrator_makes_an_account_in_three_clicks(looker: Looker) -> None:
    sign_in(looker, "bea@noord.example")
    follow(looker.page.get_by_role("link", name="Bea Vries"))
    follow(looker.page.get_by_role("link", name="Accounts"))
    looker.look("accounts")
    follow(looker.page.get_by_role("button", name="Account maken"))
    looker.look("accounts, geweigerd")
    follow(looker.page.get_by_role("button", name="Nieuw wachtwoord van Els Vries"))
    expect(looker.page.get_by_text("Eenmalig wachtwoord voor Els Vries")).to_be_visible()
    looker.look("accounts, met een eenmalig wachtwoord")

    assert looker.wrong == []


def sign_in(looker: Looker, login: str = "els@noord.example") -> None:
    looker.page.get_by_label("E-mailadres").fill(login)
    looker.page.get_by_label("Wachtwoord").fill(PASSWORD)
    follow(looker.page.get_by_role("button", name="Aanmelden"))
    expect(looker.page.get_by_role("heading", name="Vandaag")).to_be_visible()
