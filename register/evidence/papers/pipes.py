"""The pipes to the child: what it sets next lies ready before it asks, what it made waits until somebody looks."""

import fcntl
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

_WIDE = 1 << 20
"""Bytes that fit in a pipe where the machine allows it: some ten papers, so that the child never waits for us."""
_WHOLE_MESSAGE = 4


class Died(Exception):
    """The child broke off in the middle."""


class Child:
    """A process that answers messages in the order they came."""

    def __init__(self, command: Sequence[str]) -> None:
        self.owner = os.getpid()
        """The process that started it: a worker that was forked off has to start its own."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            close_fds=True,
            bufsize=0,
        )
        self._to_send, self._received = bytearray(), bytearray()
        self._asks, self._answers = (_opened(pipe) for pipe in (self._process.stdin, self._process.stdout))

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def send(self, message: bytes) -> None:
        """Put a message in line; `answers` hands it over as soon as there is room."""
        self._to_send += len(message).to_bytes(_WHOLE_MESSAGE, "big") + message

    def answers(self, seconds: float) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Give what was answered, the oldest first; waits so long at most until there is something to do.

        Raises:
            Died: it is gone, and everything that it did answer was given.

        """
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        if self._to_send:
            poll.register(self._asks, select.POLLOUT)
        if not poll.poll(seconds * 1000):
            return
        is_open = self._hand_over() & self._receive()
        yield from self._complete()
        if not is_open:
            raise Died

    def close(self) -> None:
        """End it; one that was forked along is left to its own process."""
        if self.owner != os.getpid():
            self._process.returncode = 0  # somebody else's child: its own process waits for it
        else:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def _hand_over(self) -> bool:
        with suppress(BlockingIOError):
            try:
                while self._to_send:
                    del self._to_send[: os.write(self._asks, self._to_send)]
            except BrokenPipeError:
                return False
        return True

    def _receive(self) -> bool:
        with suppress(BlockingIOError):
            while piece := os.read(self._answers, _WIDE):
                self._received += piece
            return False
        return True

    def _complete(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Take every whole answer: a line of JSON that says the size, and so many bytes."""
        while (start := self._received.find(b"\n") + 1) > 0:
            try:
                head = json.loads(self._received[:start])
            except ValueError as broken:
                raise Died from broken
            end = start + head["size"]
            if len(self._received) < end:
                return
            document = bytes(self._received[start:end])
            del self._received[:end]
            yield head, document


def _opened(pipe: Any) -> int:  # noqa: ANN401 - one of the pipes of a process
    """Make this end of a pipe one that never waits, and the pipe as wide as may be."""
    number: int = pipe.fileno()
    os.set_blocking(number, False)
    if hasattr(fcntl, "F_SETPIPE_SZ"):  # on Linux
        with suppress(OSError):
            fcntl.fcntl(number, fcntl.F_SETPIPE_SZ, _WIDE)
    return number
