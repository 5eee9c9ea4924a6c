"""Starts the limited child that sets documents, hands it one at a time, and takes a fresh one in good time."""

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from register.errors import Unavailable

CHILD = Path(__file__).with_name("child.py")
FONTS = Path(__file__).with_name("fonts")
WALL_SECONDS = 60
IDLE_SECONDS = 60
MOST_DOCUMENTS = 250
MOST_MIB = 400
"""Past either limit the next document gets a fresh child: starting one costs as much as setting ten papers."""

_LARGEST = 2**31
_AWAY = "Het maken van deze pdf lukt nu niet. Er is niets veranderd; probeer het over een minuut opnieuw."
_FAULTY = "Deze pdf kon niet worden opgemaakt. Meld het bij de beheerder, met de pagina waar je was."


class PaperRefused(Unavailable):
    """The document could not be set; `detail` is for the log and holds no data of a person."""

    def __init__(self, message: str, detail: str) -> None:
        super().__init__(message)
        self.detail = detail


class Press:
    """One child at most; several threads take turns."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._child: _Child | None = None
        self._idle: Timer | None = None

    def set(self, request: dict[str, Any]) -> bytes:
        """Set one document.

        Raises:
            PaperRefused: it cannot be set, or took too much time or memory.

        """
        message = json.dumps(request).encode()
        with self._turn:
            self._stop_waiting()
            try:
                return self._fresh_or_kept().set(message)
            except (BrokenPipeError, _Died) as died:
                self._close()
                raise PaperRefused(_AWAY, "the child died") from died
            finally:
                self._rest()

    def close(self) -> None:
        """Let the child go."""
        with self._turn:
            self._stop_waiting()
            self._close()

    def _fresh_or_kept(self) -> "_Child":
        if self._child is not None and not self._child.is_usable():
            self._close()
        if self._child is None:
            self._child = _Child()
        return self._child

    def _rest(self) -> None:
        if self._child is not None and self._child.is_worn():
            self._close()
        if self._child is not None:
            self._idle = Timer(IDLE_SECONDS, self.close)
            self._idle.daemon = True
            self._idle.start()

    def _stop_waiting(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _close(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None


class _Died(Exception):
    """The child broke off in the middle."""


class _Child:
    def __init__(self) -> None:
        self._owner = os.getpid()
        self._documents = 0
        self._mib = 0
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(CHILD), _libraries(), str(FONTS.absolute())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            close_fds=True,
        )

    def is_usable(self) -> bool:
        """Whether it lives and is ours: a worker that was forked off has to start its own."""
        return self._owner == os.getpid() and self._process.poll() is None

    def is_worn(self) -> bool:
        """Whether the next document is for a fresh one: it made enough, grew too large, or is gone."""
        return self._documents >= MOST_DOCUMENTS or self._mib > MOST_MIB or not self.is_usable()

    def set(self, message: bytes) -> bytes:
        """Have one document set and return its bytes.

        Raises:
            PaperRefused: the message is too large, or the typesetter refused it.

        """
        if len(message) >= _LARGEST:
            raise PaperRefused("Dit document is te groot voor één pdf. Kies een kortere periode.", "too large")
        clock = Timer(WALL_SECONDS, self._process.kill)
        clock.start()
        try:
            return self._exchange(message)
        finally:
            clock.cancel()

    def _exchange(self, message: bytes) -> bytes:
        asked, answered = self._process.stdin, self._process.stdout
        if asked is None or answered is None:
            raise _Died
        asked.write(len(message).to_bytes(4, "big") + message)
        asked.flush()
        try:
            head = json.loads(answered.readline())
        except ValueError as broken:
            raise _Died from broken
        document = answered.read(head["size"])
        if len(document) != head["size"]:
            raise _Died
        self._documents, self._mib = self._documents + 1, head["mib"]
        if "refused" in head:
            raise PaperRefused(_FAULTY, head["refused"])
        return document

    def close(self) -> None:
        """End the child; one that was forked along is left to its own process."""
        if self._owner != os.getpid():
            self._process.returncode = 0  # somebody else's child: its own process waits for it
            return
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._process.wait()


@cache
def _libraries() -> str:
    """Give the folder of the typesetter: the child sees nothing else of this installation."""
    spec = find_spec("typst")
    if spec is None or spec.origin is None:
        raise PaperRefused("De pdf-maker ontbreekt. Vraag de beheerder om het pakket typst te installeren.", "no typst")
    return str(Path(spec.origin).parents[1])


PRESS = Press()
"""The press of this process: a child is started at the first document."""

atexit.register(PRESS.close)
