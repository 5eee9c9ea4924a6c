"""Ask a virus scanner (*virusscanner*) by clamd's protocol; away means quarantine, found means refused (bar UP7)."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from flask import current_app
from sqlalchemy import select

from register import audit
from register.current import state
from register.db import session as current_session
from register.db import transaction
from register.errors import Invalid, Unavailable
from register.evidence.models import Evidence, EvidenceFile
from register.settings import Settings
from register.storage import open_storage

Verdict = Literal["geen", "schoon", "wacht"]
"""No scanner is set, clean, or still to be scanned."""

_PORT = 3310
_TIMEOUT = 20.0
_CHUNK = 65_536
_LONGEST_ANSWER = 4096
_FOUND = (
    "De virusscanner vond iets in dit bestand. Het is niet bewaard. Maak een nieuwe foto of pdf, "
    "en laat je computer nakijken."
)
_WAITS = (
    "Dit bestand is nog niet nagekeken door de virusscanner. Daarom kan het nog niet worden geopend. "
    "Het is bewaard; probeer het later."
)


def scan(content: bytes, *, settings: Settings) -> Verdict:
    """Have bytes looked at. A scanner that is away, full or unclear leaves them waiting: never taken for clean.

    Raises:
        Invalid: something was found.

    """
    if not settings.scanner_url:
        return "geen"
    try:
        answer = _ask(urlsplit(settings.scanner_url), content)
    except OSError as away:
        current_app.logger.warning("virusscanner doet het niet: %s", type(away).__name__)
        return "wacht"
    if answer.endswith(" FOUND"):
        raise Invalid("evidence", _FOUND)
    return "schoon" if answer == "stream: OK" else "wacht"


def refuse_unscanned(file: EvidenceFile) -> None:
    """Refuse to hand out what waits in quarantine.

    Raises:
        Unavailable: it was not scanned yet.

    """
    if file.scan == "wacht":
        raise Unavailable(_WAITS)


def scan_waiting(*, at: datetime) -> int:
    """Scan what waits in quarantine and return how many are settled; what has a virus is taken away everywhere."""
    settings = state().settings
    if not settings.scanner_url:
        return 0
    waiting = current_session().execute(
        select(EvidenceFile.id, EvidenceFile.organisation_id, EvidenceFile.sha256).where(EvidenceFile.scan == "wacht")
    )
    settled = 0
    for row in waiting.all():
        with open_storage(settings).open(row.organisation_id, row.sha256) as stream:
            content = stream.read()
        try:
            verdict = scan(content, settings=settings)
        except Invalid:
            _take_away(row.id, at=at)
            settled += 1
            continue
        if verdict == "wacht":
            break  # the scanner is still away: the rest can wait too
        with transaction() as session:
            session.get_one(EvidenceFile, row.id).scan = verdict
        settled += 1
    return settled


def _take_away(file_id: int, *, at: datetime) -> None:
    with transaction() as session:
        file = session.get_one(EvidenceFile, file_id)
        audit.take_turn(session, file.organisation_id)
        rows = session.scalars(select(Evidence).where(Evidence.file_id == file_id, Evidence.removed_at.is_(None)))
        for evidence in rows.all():
            evidence.removed_at = at
            audit.record(
                session,
                organisation_id=file.organisation_id,
                actor_id=None,
                act="bewijs.virus",
                object_kind="evidence",
                object_id=evidence.id,
                at=at,
                details={"activity_id": evidence.activity_id, "sha256": file.sha256},
            )


def _ask(url: SplitResult, content: bytes) -> str:
    """Send bytes in chunks (INSTREAM) and return the answer without its NUL."""
    with _connected(url) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        connection.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            received = connection.recv(_LONGEST_ANSWER)
            if not received:
                break
            answer += received
    return answer.rstrip(b"\0\n").decode("ascii", "replace")


@contextmanager
def _connected(url: SplitResult) -> Iterator[socket.socket]:
    if url.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        address: str | tuple[str, int] = url.path
    else:
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        address = (url.hostname or "localhost", url.port or _PORT)
    with connection:
        connection.settimeout(_TIMEOUT)
        connection.connect(address)
        yield connection
