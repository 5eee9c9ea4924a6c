"""Progress of long work on standard error: one line that changes on a terminal, a line a tenth in a log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from register.workbooks.progress import Step, listening

FEW = 2_000
"""Up to so many rows it is done before anybody could read it."""
_LINE_EVERY = 10_000


@contextmanager
def shown_progress() -> Iterator[None]:
    """Show how far the work in this block is; a small file stays silent."""
    line = _Line(on_terminal=sys.stderr.isatty())
    try:
        with listening(line):
            yield
    finally:
        line.end()


class _Line:
    """Writes each step over the one before it, or where that cannot be, a line now and then."""

    def __init__(self, *, on_terminal: bool) -> None:
        self._on_terminal = on_terminal
        self._last: tuple[str, int] | None = None
        self._open = False

    def __call__(self, step: Step) -> None:
        """Show one step."""
        if max(step.done, step.total or 0) < FEW:
            return
        if self._on_terminal:
            click.echo(f"\r{step.said:<60}", err=True, nl=False)
            self._open = True
            return
        tenth = (step.what, step.done // max(_LINE_EVERY, (step.total or 0) // 10))
        if tenth != self._last or step.done == step.total:
            self._last = tenth
            click.echo(step.said, err=True)

    def end(self) -> None:
        """Leave the terminal on a fresh line."""
        if self._open:
            click.echo(err=True)
