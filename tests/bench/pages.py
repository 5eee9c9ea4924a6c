"""Line 2: pages, beside the driver running the very same statements and the same template with the same context."""

import io
from collections.abc import Callable
from typing import Any

from flask import Flask, template_rendered
from jinja2 import Template
from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from register import db
from tests.bench.databases import open_host
from tests.bench.side import Figures, cpu_of
from tests.host import Host

PREFIX = "/leerregister"
Statement = tuple[str, Any]


def ours(url: str, path: str, subject: str, size: int) -> Figures:
    """CPU of one request through the whole app, and how many statements it ran."""
    host = open_host(url)
    get = _getter(host, path, subject)
    get()
    statements, _ = _record(host, get)
    return {"seconds": cpu_of(get, times=_times(size)), "queries": len(statements)}


def bare(url: str, path: str, subject: str, size: int) -> Figures:
    """CPU of the same statements on the bare driver and of the same template."""
    host = open_host(url)
    get = _getter(host, path, subject)
    get()
    statements, (template, context) = _record(host, get)
    with host.app.test_request_context(PREFIX + path):
        driver = db.engine().raw_connection()

        def page() -> None:
            cursor = driver.cursor()
            for statement, parameters in statements:
                cursor.execute(statement, parameters)
                cursor.fetchall()
            template.render(context)

        seconds = cpu_of(page, times=_times(size))
        driver.close()
    return {"seconds": seconds}


def count_queries(host: Host, path: str, subject: str) -> int:
    """How many statements one request of a page runs, once the app is warm."""
    get = _getter(host, path, subject)
    get()
    statements, _ = _record(host, get)
    return len(statements)


def _getter(host: Host, path: str, subject: str) -> Callable[[], None]:
    """Ask for the page as a server would: one environ, the cookie of a browser that has been here before."""
    client = host.client(subject)
    client.get(PREFIX + path)
    cookie = client.get_cookie("session")
    headers = [("Cookie", f"session={cookie.value}")] if cookie else []
    environ = EnvironBuilder(PREFIX + path, headers=headers).get_environ()

    def get() -> None:
        seen: list[str] = []

        def start(status: str, _headers: Any, _fault: Any = None) -> Callable[[bytes], object]:
            seen.append(status)
            return len

        b"".join(host.app({**environ, "wsgi.input": io.BytesIO()}, start))
        if not seen[0].startswith("200"):
            raise SystemExit(f"{path} gaf {seen[0]}")

    return get


def _record(host: Host, get: Callable[[], None]) -> tuple[list[Statement], tuple[Template, dict[str, Any]]]:
    statements: list[Statement] = []
    rendered: list[tuple[Template, dict[str, Any]]] = []

    def on_execute(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            statements.append((statement, parameters))

    def on_rendered(_app: Flask, template: Template, context: dict[str, Any]) -> None:
        rendered.append((template, context))

    with host.app.app_context():
        engine = db.engine()
    event.listen(engine, "before_cursor_execute", on_execute)
    with template_rendered.connected_to(on_rendered, host.app):
        get()
    event.remove(engine, "before_cursor_execute", on_execute)
    return statements, rendered[-1]


def _times(size: int) -> int:
    return 10 if size > 1000 else 30
