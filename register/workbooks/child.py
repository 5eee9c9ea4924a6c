"""Runs in its own, limited process: gate, then reader, then rows as JSON lines (kindproces).

Started as `python -I child.py ROOT FILE MAX_ROWS` with an empty environment; it may die at any moment, which the parent
takes as a refusal. Lines: `refused`, `missing`, or `report`, per sheet `sheet` and `rows`, and last `end`.
"""

import resource
import sys

MIB = 1024 * 1024
MEMORY = 1024 * MIB
CPU_SECONDS = 20
ROWS_PER_SECOND = 5_000
OPEN_FILES = 64
MAX_TEXT = 100 * MIB


def limit_myself(max_rows: int) -> None:
    """Set hard limits on memory, processor time, written files and open files."""
    seconds = max(CPU_SECONDS, max_rows // ROWS_PER_SECOND)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(root: str, path: str, max_rows: int) -> None:
    """Read one file and write what it holds."""
    limit_myself(max_rows)
    sys.path.insert(0, root)
    from register.workbooks.sending import send_workbook

    send_workbook(path, max_rows=max_rows, max_text=max(MAX_TEXT, max_rows * 2_048), out=sys.stdout.buffer)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
