"""A Redis of our own for the tests that need a real one."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.work import add_kinds


@pytest.fixture(autouse=True)
def known_kinds() -> None:
    """Jobs of the tests can be asked for."""
    add_kinds()


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis on a free loopback port; missing, it skips here and fails in CI."""
    program = shutil.which("redis-server")
    if program is None:
        remedy = "geen Redis gevonden: apt-get install redis-server"
        if os.environ.get("CI"):
            pytest.fail(remedy)
        pytest.skip(remedy)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("Redis did not start")
