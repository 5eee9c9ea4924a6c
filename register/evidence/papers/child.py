"""Runs in its own, limited process: sets one document after the other (kindproces).

Started as `python -I -S child.py LIBRARIES FONTS` with an empty environment; it may die at any moment. A request
is a length and JSON (`source`, `data` as JSON text, `moment` in seconds); an answer is a line of JSON, then the PDF.
It knows no system fonts, and its root is the folder of the fonts: there is nothing else to read.
"""

import json
import re
import resource
import sys
from contextlib import suppress
from typing import Any, BinaryIO

MIB = 1024 * 1024
MEMORY = 2_048 * MIB
CPU_SECONDS = 60
OPEN_FILES = 64


def limit_myself() -> None:
    """Set hard limits on memory, written files and open files; processor time is set per document."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_document() -> None:
    """Give this document its own seconds on top of what was used before."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_SECONDS, resource.RLIM_INFINITY))


def main(libraries: str, fonts: str) -> None:
    """Answer requests until the parent closes the pipe."""
    limit_myself()
    sys.path += libraries.split(":")
    import typst

    shipped = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
    while size := int.from_bytes(sys.stdin.buffer.read(4), "big"):
        request = json.loads(sys.stdin.buffer.read(size))
        limit_document()
        try:
            document = typst.compile(
                request["source"].encode(),
                root=fonts,
                font_paths=shipped,
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"data": request["data"]},
                pdf_standards=["a-2a", "ua-1"],
                timestamp=request["moment"],
            )
            answer(sys.stdout.buffer, {"size": len(document)}, document)
        except typst.TypstError as refused:
            answer(sys.stdout.buffer, {"size": 0, "refused": without_data(refused.message)})


def without_data(message: str) -> str:
    """Leave out what is quoted: it may be somebody's name, and this goes to the log."""
    return re.sub(r"`[^`]*`", "`…`", message)[:500]


def _peak() -> int:
    """Return the most MiB this process had: `ru_maxrss` would count what its parent had when it started it."""
    with suppress(OSError), open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - no pathlib here
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def answer(out: BinaryIO, head: dict[str, Any], document: bytes = b"") -> None:
    """Write the head with the memory used so far, and the document."""
    out.write(json.dumps({**head, "mib": _peak()}).encode() + b"\n" + document)
    out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
