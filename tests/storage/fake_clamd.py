"""A small scanner on loopback that speaks clamd's INSTREAM and finds the test string of EICAR."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Scan(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        answer = self.server.answer or (b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK")  # type: ignore[attr-defined]
        self.wfile.write(answer + b"\0")


@contextmanager
def scanner(answer: bytes = b"") -> Iterator[str]:
    """Run it; yields its address. With `answer` it says that to everything."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Scan) as server:
        server.answer = answer  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address: Any = server.server_address
        yield f"tcp://127.0.0.1:{address[1]}"
        server.shutdown()
        thread.join(timeout=5)
