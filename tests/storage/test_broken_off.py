"""A client that goes away halfway leaves no file behind (bar UP8)."""

import gc
import http.client
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.serving import make_server

from register import db
from register.evidence.models import EvidenceFile
from tests.host import Host, make_host
from tests.makers import make_person

HALF = 2_000_000


@pytest.fixture
def served(sqlite_afresh: str, tmp_path: Path) -> Iterator[tuple[Host, int]]:
    """The host app on a loopback port, its temporary files in a folder of this test."""
    host = make_host(sqlite_afresh, data_folder=tmp_path / "data")
    server = make_server("127.0.0.1", 0, host.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield host, server.server_port
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
    host.close()


def sign_in(port: int) -> bytes:
    """Sign in as Els and return the cookie."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    client.request("GET", "/aanmelden/els")
    cookie = client.getresponse().headers["Set-Cookie"].partition(";")[0]
    client.close()
    return cookie.encode()


def send_half(port: int, cookie: bytes) -> None:
    """Send the first half of an upload and hang up."""
    head = (
        b'--grens\r\nContent-Disposition: form-data; name="evidence"; filename="lijst.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(
            b"POST /leerregister/bewijs HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: multipart/form-data; boundary=grens\r\nCookie: " + cookie + b"\r\n"
            b"Content-Length: %d\r\n\r\n" % (2 * HALF) + head + b"x" * (HALF - len(head))
        )


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Werkzeug leaves closing the nameless file to Python
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_client_that_goes_away_halfway_leaves_no_file(
    served: tuple[Host, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tijdelijk"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    host, port = served
    with host.app.app_context():
        make_person(db.session(), "Els")
    cookie = sign_in(port)

    for _ in range(5):
        send_half(port, cookie)
    time.sleep(1)
    gc.collect()

    assert list(temporary.rglob("*")) == []
    assert [path for path in (tmp_path / "data").rglob("*") if path.is_file()] == []
    with host.app.app_context():
        assert db.session().scalar(select(func.count(EvidenceFile.id))) == 0
