"""A real Chromium against the host app on a loopback port."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from register import db
from tests.conftest import NOW
from tests.host import Host, make_host

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PATIENCE = 30_000
"""Milliseconds until a test gives up on a page: much, for a machine that has much else to do."""
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first that is there: without a window of its own a Chromium takes a quarter of the time."""
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, headless; a missing browser skips here and fails in CI."""
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        remedy = "geen Chromium gevonden: apt-get install chromium-headless-shell"
        if os.environ.get("CI"):
            pytest.fail(remedy)
        pytest.skip(remedy)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        started = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield started
        started.close()


@dataclass(frozen=True, kw_only=True)
class Live:
    """A served host app."""

    url: str
    host: Host
    browser: Browser

    def page(self, subject: str, *, size: dict[str, int] | None = None) -> Page:
        """Open a page signed in as a person, phone-size unless said otherwise, on the register's first page."""
        context = self.browser.new_context(viewport=size or PHONE, locale="nl-NL", timezone_id="Europe/Amsterdam")  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{self.url}/aanmelden/{subject}")
        page.goto(f"{self.url}/leerregister/")
        return page


@contextmanager
def served(browser: Browser, template: Path, folder: Path) -> Iterator[Live]:
    """The host app on an empty SQLite database in this folder, served on loopback."""
    path = folder / "register.sqlite"
    shutil.copy(template, path)
    kept = {"SEND_FILE_MAX_AGE_DEFAULT": 3600}  # style and script are asked for once
    host = make_host(f"sqlite:///{path}", data_folder=folder / "data", clock=lambda: NOW, **kept)
    server = make_server("127.0.0.1", 0, host.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Live(url=f"http://127.0.0.1:{server.server_port}", host=host, browser=browser)
    for context in browser.contexts:
        context.close()
    server.shutdown()
    thread.join(timeout=10)
    host.close()


@pytest.fixture
def live(browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Live]:
    """The host app on an empty SQLite database, served on loopback for one test."""
    with served(browser, sqlite_template, tmp_path) as started:
        yield started


@pytest.fixture
def live_session(live: Live) -> Iterator[Session]:
    """A database session in the served app, to put people in."""
    with live.host.app.app_context():
        yield db.session()
