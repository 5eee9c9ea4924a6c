"""Starts the limited child that sets documents, keeps it at work, and takes a fresh one in good time."""

import atexit
import json
import os
from collections import deque
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Timer
from time import monotonic
from typing import Any
from weakref import ref

from register.errors import Unavailable
from register.evidence.papers.pipes import Child, Died

CHILD = Path(__file__).with_name("child.py")
FONTS = Path(__file__).with_name("fonts")
WALL_SECONDS = 60
IDLE_SECONDS = 60
MOST_DOCUMENTS = 2_000
MOST_MIB = 400
"""Past either limit the next document gets a fresh child, which costs as much as setting ten papers."""

_READY = 8
"""Documents that lie ready with the child at most: who needs one now waits for no more than these."""
_LARGEST = 2**31
_AWAY = "Het maken van deze pdf lukt nu niet. Er is niets veranderd; probeer het over een minuut opnieuw."
_FAULTY = "Deze pdf kon niet worden opgemaakt. Meld het bij de beheerder, met de pagina waar je was."


class PaperRefused(Unavailable):
    """The document could not be set; `detail` is for the log and holds no data of a person."""

    def __init__(self, message: str, detail: str) -> None:
        super().__init__(message)
        self.detail = detail


class Awaited:
    """A document that was asked for and may still have to be set; nobody sets it when nobody waits for it any more."""

    def __init__(self, press: "Press", message: bytes) -> None:
        self._press = press
        self._document: bytes | None = None
        self._refused: PaperRefused | None = None
        self.message = message

    @property
    def is_answered(self) -> bool:
        """Whether there is a document, or a refusal."""
        return self._document is not None or self._refused is not None

    def take(self) -> bytes:
        """Return the document once it is there.

        Raises:
            PaperRefused: it cannot be set, or took too much time or memory.

        """
        self._press.wait_for(self)
        if self._refused is not None:
            raise self._refused
        return self._document or b""

    def answer(self, answer: bytes | PaperRefused) -> None:
        """Keep what came of it."""
        self.message = b""
        if isinstance(answer, PaperRefused):
            self._refused = answer
        else:
            self._document = answer


class Press:
    """One child at most; several threads take turns. What is asked ahead lies ready for the child."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._child: Child | None = None
        self._waiting: deque[ref[Awaited]] = deque()
        self._handed: deque[ref[Awaited]] = deque()
        """What the child has and did not answer yet."""
        self._documents = self._mib = 0
        """How much this child was given, and the most memory that it had."""
        self._idle: Timer | None = None
        self._used = 0.0

    def set(self, request: dict[str, Any]) -> bytes:
        """Set one document, before all that was asked ahead.

        Raises:
            PaperRefused: it cannot be set, or took too much time or memory.

        """
        return self.ask(request, first=True).take()

    def ask(self, request: dict[str, Any], *, first: bool = False) -> Awaited:
        """Ask for a document that is taken later; the child sets it while the caller does something else.

        Raises:
            PaperRefused: it is too large, or there is nothing to set it with.

        """
        message = json.dumps(request).encode()
        if len(message) >= _LARGEST:
            raise PaperRefused("Dit document is te groot voor één pdf. Kies een kortere periode.", "too large")
        awaited = Awaited(self, message)
        with self._turn:
            self._leave_to_its_owner()
            (self._waiting.appendleft if first else self._waiting.append)(ref(awaited))
            self._go_on(0)
        return awaited

    def wait_for(self, awaited: Awaited) -> None:
        """Go on until this document was answered; each before it has its own time."""
        with self._turn:
            self._leave_to_its_owner()
            since = monotonic()
            while not awaited.is_answered:
                left = since + WALL_SECONDS - monotonic()
                if left <= 0:
                    self._give_up()
                    since = monotonic()
                elif self._is_nowhere(awaited):
                    awaited.answer(PaperRefused(_AWAY, "asked before a fork, or lost"))
                elif self._go_on(left):
                    since = monotonic()

    def _is_nowhere(self, awaited: Awaited) -> bool:
        return all(one() is not awaited for one in (*self._handed, *self._waiting))

    def close(self) -> None:
        """Let the child go; what it has not answered is for the next one."""
        with self._turn:
            if self._idle is not None:
                self._idle.cancel()
            self._close()

    def _go_on(self, seconds: float) -> int:
        """Hand over what may be and take what was answered, waiting so long at most; says how much was answered."""
        answered = 0
        child = self._hand_over()
        if child is not None:
            try:
                for head, document in child.answers(seconds):
                    self._answer(head, document)
                    answered += 1
            except Died:
                self._give_up()
                answered += 1
        self._rest()
        return answered

    def _hand_over(self) -> Child | None:
        """Give the child what it may lie ready, a fresh one when there is none; nothing to do is no child."""
        if self._child is not None and not self._handed and not self._child.is_alive():
            self._close()
        while self._waiting and len(self._handed) < _READY and not self._is_worn():
            awaited = self._waiting[0]()
            if awaited is not None and self._child is None:
                self._child, self._documents, self._mib = _new_child(), 0, 0
            self._waiting.popleft()
            if awaited is None or self._child is None:
                continue
            self._child.send(awaited.message)
            self._handed.append(ref(awaited))
            self._documents += 1
        return self._child

    def _answer(self, head: dict[str, Any], document: bytes) -> None:
        self._mib = head["mib"]
        awaited = self._handed.popleft()()
        if awaited is not None:
            awaited.answer(PaperRefused(_FAULTY, head["refused"]) if "refused" in head else document)

    def _give_up(self) -> None:
        """Refuse what the child was at; what lay ready behind it is for the next one."""
        if self._handed and (awaited := self._handed.popleft()()) is not None:
            awaited.answer(PaperRefused(_AWAY, "the child died"))
        self._close()

    def _is_worn(self) -> bool:
        """Whether what comes next is for a fresh one: it was given enough, or grew too large."""
        return self._child is not None and (self._documents >= MOST_DOCUMENTS or self._mib > MOST_MIB)

    def _rest(self) -> None:
        self._used = monotonic()
        if self._is_worn() and not self._handed:
            self._close()
        if self._child is not None and (self._idle is None or not self._idle.is_alive()):
            self._look_again_in(IDLE_SECONDS)

    def _look_again_in(self, seconds: float) -> None:
        self._idle = Timer(seconds, self._close_when_idle)
        self._idle.daemon = True
        self._idle.start()

    def _close_when_idle(self) -> None:
        with self._turn:
            left, self._idle = self._used + IDLE_SECONDS - monotonic(), None
            if left <= 0:
                self._close()
            elif self._child is not None:
                self._look_again_in(left)

    def start_afresh(self) -> None:
        """Begin with nothing, in a process that was just forked off: whoever held the turn there is not here.

        What was asked before the fork is refused to who waits for it here; the other process has it set.
        """
        self._turn, self._idle = Lock(), None
        self._handed.clear()
        self._waiting.clear()
        self._close()

    def _leave_to_its_owner(self) -> None:
        """Where a host forked without telling Python: the child, and who waits for it, are the other's."""
        if self._child is not None and self._child.owner != os.getpid():
            self._handed.clear()
            self._waiting.clear()
            self._close()

    def _close(self) -> None:
        self._waiting.extendleft(reversed(self._handed))
        self._handed.clear()
        if self._child is not None:
            self._child.close()
            self._child = None


def _new_child() -> Child:
    try:
        return Child(_command())
    except OSError as away:
        raise PaperRefused(_AWAY, f"no child: {type(away).__name__}") from away


def _command() -> tuple[str, ...]:
    return str(CHILD), _libraries(), str(FONTS.absolute())


@cache
def _libraries() -> str:
    """Give the folder of the typesetter: the child sees nothing else of this installation."""
    spec = find_spec("typst")
    if spec is None or spec.origin is None:
        raise PaperRefused("De pdf-maker ontbreekt. Vraag de beheerder om het pakket typst te installeren.", "no typst")
    return str(Path(spec.origin).parents[1])


PRESS = Press()
"""The press of this process: a child is started at the first document."""

os.register_at_fork(after_in_child=PRESS.start_afresh)
atexit.register(PRESS.close)
