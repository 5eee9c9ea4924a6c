"""A host that sets papers before it forks its workers: each of them sets papers too, and nobody waits for ever."""

import os
import subprocess
import sys

_BUSY = """
import os, signal
from datetime import UTC, datetime
from register.evidence.papers.press import PRESS, PaperRefused
from register.evidence.papers.typeset import ask_ahead, typeset
from tests.papers.drafts import make_draft

AT = datetime(2026, 1, 1, tzinfo=UTC)
before = ask_ahead(make_draft(), at=AT)
with PRESS._turn:
    forked = os.fork()
signal.alarm(60)
if not forked:
    made = typeset(make_draft(), at=AT).content
    try:
        before.take()
    except PaperRefused as refused:
        print("worker", made[:4].decode(), refused.detail, flush=True)
    PRESS.close()
    os._exit(0)
os.waitpid(forked, 0)
print("host", before.take()[:4].decode(), flush=True)
"""


def test_a_fork_while_a_paper_is_being_set_leaves_both_with_a_press_of_their_own() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BUSY], capture_output=True, text=True, check=False, env=dict(os.environ), timeout=120
    )

    assert done.stdout.splitlines() == ["worker %PDF asked before a fork, or lost", "host %PDF"], done.stderr
