"""Runs in its own, limited process: gate, then reader, then rows as JSON lines (kindproces).

Started as `python -I -S child.py MODE ROOT LIBRARIES FILE MAX_ROWS` with an empty environment; it may die at any
moment, which the parent takes as a refusal. Lines: per sheet `sheet` and `rows` (or `again`, to start the sheet anew),
`report`, and last `end`, `refused`, `missing` or `failed`.
"""

import resource
import sys

MIB = 1024 * 1024
MEMORY = 512 * MIB
MEMORY_FROM_ROWS = 20_000
MEMORY_PER_ROW = 3_072
CPU_SECONDS = 20
ROWS_PER_SECOND = 5_000
OPEN_FILES = 64
MAX_TEXT = 100 * MIB


def limit_myself(max_rows: int) -> None:
    """Set hard limits on memory, processor time, written files and open files."""
    seconds = max(CPU_SECONDS, max_rows // ROWS_PER_SECOND)
    memory = MEMORY + max(max_rows - MEMORY_FROM_ROWS, 0) * MEMORY_PER_ROW
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(mode: str, root: str, libraries: str, path: str, max_rows: int) -> None:
    """Read one file and write what it holds."""
    limit_myself(max_rows)
    sys.path += [root, *libraries.split(":")]
    from register.workbooks.sending import send_workbook

    max_text = max(MAX_TEXT, max_rows * 2_048)
    send_workbook(path, mode=mode, max_rows=max_rows, max_text=max_text, out=sys.stdout.buffer)


if __name__ == "__main__":
    asked_mode, asked_root, asked_libraries, asked_file, asked_rows = sys.argv[1:]
    main(asked_mode, asked_root, asked_libraries, asked_file, int(asked_rows))
