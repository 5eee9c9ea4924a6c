"""Processes that each hand in a file and kill themselves at one step of it."""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from register.db import session
from register.evidence import files as handing_in
from register.people.models import Person
from register.storage import Storage
from tests.conftest import NOW
from tests.evidence import samples
from tests.host import make_host
from tests.pack.making import hand_in, settings_of

STEPS = ("before_the_bytes", "bytes_not_settled", "bytes_on_disk", "row_not_committed", "committed")


class Given(NamedTuple):
    """Where, whose, and to which activity."""

    database: str
    folder: str
    person: str
    activity: str


def die(*_: Any, **__: Any) -> None:
    """End as a power cut does: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying_before(what: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **given: Any) -> Any:
        die()
        return what(*args, **given)

    return run


def dying_after(what: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **given: Any) -> Any:
        answer = what(*args, **given)
        die()
        return answer

    return run


def set_trap(step: str) -> None:
    """Put the kill at its place."""
    if step == "before_the_bytes":
        Storage.put = dying_before(Storage.put)  # type: ignore[method-assign]
    elif step == "bytes_not_settled":
        Storage._settle = dying_before(Storage._settle)  # type: ignore[method-assign]
    elif step == "bytes_on_disk":
        Storage.put = dying_after(Storage.put)  # type: ignore[method-assign]
    elif step == "row_not_committed":
        handing_in._note = dying_after(handing_in._note)


def hand_in_and_die(step: str, colour: int, given: Given) -> None:
    host = make_host(given.database, data_folder=Path(given.folder), clock=lambda: NOW)
    with host.app.app_context():
        els = session().get_one(Person, int(given.person))
        set_trap(step)
        content = samples.picture("PNG", (12, 12), colour=f"#{colour:06x}")
        hand_in(session(), els, int(given.activity), "foto.png", content, settings_of(host.app))
    die()


def main(given: Given, times: int) -> None:
    """Fork a process for each try, so that everything is loaded once; print how each ended."""
    import_module("register.blueprints")
    for colour in range(times * len(STEPS)):
        child = os.fork()
        if not child:
            hand_in_and_die(STEPS[colour % len(STEPS)], colour, given)
        _, ended = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(ended), flush=True)  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(Given(*sys.argv[1:5]), int(sys.argv[5]))
