"""Starts the limited child processes and listens to them (kindprocessen)."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import Any, Self

from register.workbooks.child import ROWS_PER_SECOND

WALL_SECONDS = 30
CHILD = Path(__file__).with_name("child.py")
ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = ("python_calamine", "openpyxl")
LAST = frozenset({"end", "refused", "missing", "failed"})


class Child:
    """One child that reads a file; iterate over its lines, and it is gone when the block ends."""

    def __init__(self, mode: str, path: Path, max_rows: int) -> None:
        command = [sys.executable, "-I", "-S", str(CHILD), mode, str(ROOT), _libraries(), str(path.absolute())]
        self._process = subprocess.Popen(
            [*command, str(max_rows)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            close_fds=True,
        )
        self._timer = Timer(max(WALL_SECONDS, max_rows / ROWS_PER_SECOND), self._process.kill)
        self._timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self.kill()
        if self._process.stdout:
            self._process.stdout.close()
        self._process.wait()

    def kill(self) -> None:
        """End the child; whoever listens sees it as died."""
        self._process.kill()

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Give name and value of each line; `died` is the last one when the child broke off."""
        name = ""
        for line in self._process.stdout or ():
            try:
                name, value = json.loads(line)
            except ValueError:
                break  # the child died in the middle of a line
            yield name, value
        if name not in LAST:
            yield "died", None


@cache
def _libraries() -> str:
    """Give the folders of the libraries that read cells: the child sees nothing else of this installation."""
    specs = (find_spec(name) for name in LIBRARIES)
    return ":".join(dict.fromkeys(str(Path(spec.origin).parents[1]) for spec in specs if spec and spec.origin))
