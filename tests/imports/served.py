"""A real gunicorn on loopback, with HR signed in over HTTP; it can be killed as a whole group at any moment."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from io import BytesIO
from pathlib import Path

import psutil
from bs4 import BeautifulSoup
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.pages.test_imports import IMPORTS

ROOT = Path(__file__).resolve().parents[2]
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass(kw_only=True)
class Served:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    cookies: dict[str, str] = field(default_factory=dict)

    def kill(self) -> None:
        """End the whole group at once, as `kill -9` does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def workers(self) -> list[psutil.Process]:
        """The processes that answer, oldest first."""
        return psutil.Process(self.process.pid).children()

    def ask(self, path: str, body: bytes | None = None, kind: str = FORM) -> Answer:
        """Send one request with the cookies of HR."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie} | ({"Content-Type": kind} if body is not None else {})
        connection.request("GET" if body is None else "POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        found = Answer(
            status=answer.status,
            location=answer.headers.get("Location", ""),
            text=answer.read().decode("utf-8", "replace"),
        )
        connection.close()
        return found

    def sign_in(self, subject: str) -> None:
        """Sign in the way of the host."""
        assert self.ask(f"/aanmelden/{subject}").status == 200

    def upload(self, content: bytes, name: str) -> Answer:
        """Upload a workbook as HR does."""
        token = BeautifulSoup(self.ask(IMPORTS).text, "lxml").select_one("input[name=csrf_token]")
        assert token is not None
        values = {
            "csrf_token": str(token["value"]),
            "kind": "mensen",
            "system": "generic",
            "workbook": FileStorage(BytesIO(content), name),
        }
        boundary, body = encode_multipart(values)
        return self.ask(IMPORTS, body, f"multipart/form-data; boundary={boundary}")


@contextmanager
def served(database_url: str, folder: Path, *, workers: int = 2, threads: int = 4) -> Iterator[Served]:
    """Serve the host app until the block ends; whatever happened to it, nothing of it stays behind."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--workers", str(workers), "--threads", str(threads),
        "--bind", f"127.0.0.1:{port}", "--log-level", "error", "--timeout", "120", "tests.imports.served_host:app",
    ]  # fmt: skip
    environment = os.environ | {
        "SERVED_DATABASE": database_url,
        "SERVED_DATA": str(folder),
        "SERVED_FOR": str(os.getpid()),
    }
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    found = Served(port=port, process=process)
    try:
        _wait(found)
        yield found
    finally:
        if process.poll() is None:
            found.kill()


def _wait(server: Served) -> None:
    for _ in range(2400):
        try:
            server.ask("/leerregister/")
        except (OSError, HTTPException):
            assert server.process.poll() is None
            time.sleep(0.05)
        else:
            return
    raise AssertionError("it never answered")
