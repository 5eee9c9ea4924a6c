"""A process that writes and sends the weekly messages: `python -m tests.notices.sender DATABASE FOLDER PAUSE`."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from flask import Flask

from register.current import EXTENSION
from register.notices.sending import send_waiting
from register.notices.weekly import write_weekly
from tests.conftest import NOW
from tests.host import make_host


@contextmanager
def killed_sender(database: str, folder: Path, pause: float) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process of its own during the block, and end it with signal 9."""
    sender = subprocess.Popen([sys.executable, "-m", "tests.notices.sender", database, str(folder), str(pause)])
    try:
        yield sender
    finally:
        sender.kill()
        sender.wait()


def send_into(app: Flask, folder: Path, *, pause: float = 0) -> None:
    """Note each message that is handed over in a list that all processes add to, taking its time before and after."""
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], send_mail=_noting(folder, pause))


def _noting(folder: Path, pause: float) -> Callable[[EmailMessage], None]:
    def send(message: EmailMessage) -> None:
        time.sleep(pause)
        handle = os.open(folder / "verzonden", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{message['To']}\n".encode())
        os.close(handle)
        time.sleep(pause)

    return send


def handed_over(folder: Path) -> list[str]:
    """To whom a message was handed over, as often as it was."""
    noted = folder / "verzonden"
    return noted.read_text("ascii").split() if noted.exists() else []


def wait_for_messages(sender: subprocess.Popen[bytes], folder: Path, number: int) -> None:
    """Look every hundredth of a second until so many were handed over; starting may take two minutes."""
    for _ in range(12_000):
        if len(handed_over(folder)) >= number:
            return
        assert sender.poll() is None, "it ended before it came so far"
        time.sleep(0.01)
    raise AssertionError("it did not come so far")


def write_and_send(at: datetime) -> None:
    """Do what the worker does of an hour."""
    write_weekly(at=at)
    send_waiting(at=at)


if __name__ == "__main__":
    made = make_host(sys.argv[1], data_folder=Path(sys.argv[2]), clock=lambda: NOW)
    with made.app.app_context():
        send_into(made.app, Path(sys.argv[2]), pause=float(sys.argv[3]))
        write_and_send(NOW)
    made.close()
