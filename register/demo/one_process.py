"""Several commands of `flask` one after the other in one process: `register db upgrade + register demo load`.

Loading the program takes longer than most of what it is asked for: who tries the demo waits for that once.
"""

import sys
from collections.abc import Iterable, Iterator

from flask.cli import FlaskGroup, ScriptInfo

APP = "register.standalone:create_app_or_exit()"
NEXT = "+"
"""What stands between two commands."""


def main() -> int:
    """Do what stands on the command line, up to the first that does not succeed; return its exit code."""
    flask, info = FlaskGroup(), ScriptInfo(app_import_path=APP)
    for words in _commands(sys.argv[1:]):
        if code := _done(flask, info, words):
            return code
    return 0


def _commands(words: Iterable[str]) -> Iterator[list[str]]:
    command: list[str] = []
    for word in words:
        if word == NEXT:
            yield command
            command = []
        else:
            command.append(word)
    yield command


def _done(flask: FlaskGroup, info: ScriptInfo, words: list[str]) -> int:
    """Do one command as `flask` does it, which ends the process with a code; the app of `info` is made once."""
    try:
        flask.main(args=words, prog_name="flask", obj=info)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
