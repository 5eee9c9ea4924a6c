"""A real Chromium against the host app on a loopback port."""

import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import make_url
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
        context.request.get(f"{self.url}/aanmelden/{subject}")
        page = context.new_page()
        page.goto(f"{self.url}/leerregister/")
        return page


def make_served_host(path: Path, data_folder: Path) -> Host:
    """Make the host app on this SQLite file; a browser asks for style and script once."""
    kept = {"SEND_FILE_MAX_AGE_DEFAULT": 3600}
    return make_host(f"sqlite:///{path}", data_folder=data_folder, clock=lambda: NOW, **kept)


class Answering:
    """An app that knows whether it is answering somebody: what comes late would write in the database of the next."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._busy = 0
        self._changed = threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the app does."""
        with self._changed:
            self._busy += 1
        try:
            return self._app(environ, start_response)
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def finish(self) -> None:
        """Wait until everybody has an answer."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._busy == 0, timeout=30)


@contextmanager
def on_loopback(browser: Browser, host: Host) -> Iterator[Live]:
    """Serve a host app; afterwards nobody looks at it any more, and it lets go of its database."""
    answering = Answering(host.app)
    server = make_server("127.0.0.1", 0, answering, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Live(url=f"http://127.0.0.1:{server.server_port}", host=host, browser=browser)
    for context in browser.contexts:
        context.close()
    server.shutdown()
    thread.join(timeout=10)
    answering.finish()
    host.close()


@contextmanager
def served(browser: Browser, template: Path, folder: Path) -> Iterator[Live]:
    """A host app of its own on an empty SQLite database in this folder, served on loopback."""
    path = folder / "register.sqlite"
    shutil.copy(template, path)
    with on_loopback(browser, make_served_host(path, folder / "data")) as live:
        yield live


@pytest.fixture(scope="session")
def standing_host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """The host app for one test after the other: mounting is done once, and nothing of a test stays in it."""
    folder = tmp_path_factory.mktemp("standing")
    return make_served_host(folder / "register.sqlite", folder / "data")


@pytest.fixture
def live(browser: Browser, standing_host: Host, sqlite_template: Path, tmp_path: Path) -> Iterator[Live]:
    """The host app on an empty SQLite database, served on loopback for one test."""
    path = Path(str(make_url(standing_host.config["SQLALCHEMY_DATABASE_URI"]).database))
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    shutil.copy(sqlite_template, path)
    standing_host.start_over(tmp_path / "data")
    with on_loopback(browser, standing_host) as started:
        yield started


@pytest.fixture
def live_session(live: Live) -> Iterator[Session]:
    """A database session in the served app, to put people in."""
    with live.host.app.app_context():
        yield db.session()
