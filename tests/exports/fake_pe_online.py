"""A PE-online of our own: real HTTP on loopback, the answers and the whims of the webservice as it is described."""

import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape


@dataclass
class PeOnline:
    """What it knows and how it behaves. `errors` gives a person's number the message with which it is refused."""

    key: str = "sleutel"
    errors: dict[str, str] = field(default_factory=dict)
    whim: str = ""
    """"slow", "half", "500", "not-xml", "other-xml", "moved", "wrapped"; empty: it behaves."""
    calls: list[str] = field(default_factory=list)
    known: set[tuple[str, str, str]] = field(default_factory=set)
    url: str = ""

    def answer(self, entry: str) -> str:
        """Take the good rows, refuse the others: the first presence is called line 2, accepted rows come backwards."""
        self.calls.append(entry)
        root = ET.fromstring(entry)
        if root.findtext("Settings/userKey") != self.key:
            return _summary(0, [(400, "Geen toegang; onjuiste sleutel")], [])
        rows = [{child.tag: child.text or "" for child in one} for one in root.findall("Attendance")]
        errors = [
            (
                100,
                self.errors[row["externalPersonID"]].format(
                    line=place, course=row.get("PECourseID", ""), number=row["externalPersonID"]
                ),
            )
            for place, row in enumerate(rows, start=2)
            if row["externalPersonID"] in self.errors
        ]
        taken = [row for row in rows if row["externalPersonID"] not in self.errors]
        self.known |= {(row["externalPersonID"], row.get("PECourseID", ""), row.get("endDate", "")) for row in taken}
        return _summary(len(rows), errors, list(reversed(taken)))


def _summary(total: int, errors: list[tuple[int, str]], taken: list[dict[str, str]]) -> str:
    said = "".join(
        f"<Error><errorNR>{number}</errorNR><errorMsg>{escape(text)}</errorMsg></Error>" for number, text in errors
    )
    accepted = "".join(
        f"<Accepted><person>{row['externalPersonID']}</person><course>{row.get('PECourseID', '')}</course>"
        f"<date>{row.get('endDate', '2026-06-01T00:00:00+02:00')}</date></Accepted>"
        for row in taken
    )
    return (
        '<?xml version="1.0" standalone="yes"?><Summary><Results>'
        f"<rejected_rows>{len(errors)}</rejected_rows><accepted_rows>{len(taken)}</accepted_rows>"
        f"<total_rows>{total}</total_rows></Results>{said}{accepted}</Summary>"
    )


@contextmanager
def pe_online(**behaviour: Any) -> Iterator[PeOnline]:
    """Serve on a free port of loopback for as long as the test needs it."""
    fake = PeOnline(**behaviour)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            body = fake.answer(parse_qs(sent)["sXML"][0]).encode()
            _ANSWERS.get(fake.whim, _behave)(self, body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    fake.url = f"http://12345:sleutel@127.0.0.1:{server.server_port}/WriteAttendance.asmx/ProcessXML?orgID=46"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _behave(handler: BaseHTTPRequestHandler, body: bytes, code: int = 200, length: int | None = None) -> None:
    handler.send_response(code)
    handler.send_header("Content-Type", "text/xml")
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


def _slow(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    time.sleep(0.8)
    handler.close_connection = True


def _half(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    _behave(handler, body[: len(body) // 2], length=len(body))
    handler.close_connection = True


def _moved(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:9/elders")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


_ANSWERS: dict[str, Callable[[BaseHTTPRequestHandler, bytes], None]] = {
    "slow": _slow,
    "half": _half,
    "500": lambda handler, body: _behave(handler, b"Server Error", code=500),
    "not-xml": lambda handler, body: _behave(handler, b"<html><body>Onderhoud"),
    "other-xml": lambda handler, body: _behave(handler, b"<Iets><anders/></Iets>"),
    "moved": _moved,
    "wrapped": lambda handler, body: _behave(
        handler, f'<?xml version="1.0"?><string xmlns="https://x.example/">{escape(body.decode())}</string>'.encode()
    ),
}
