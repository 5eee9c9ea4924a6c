"""The evidence of everybody as a workbook (EX7), from the database to the file, beside the same queries and deflating.

`size` is activities of each of the forty people of the team: 6,250 makes 250,000 rows.
"""

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from register import db
from register.evidence.export import EvidenceFilter, hand_out_evidence
from register.people.models import Organisation
from tests.bench.databases import open_host
from tests.bench.learning_data import NOW
from tests.bench.side import Figures, cost_of, memory_now, peak_mib

_PIECE = 1 << 20
_Asked = list[tuple[str, Any]]


def ours(url: str, size: int) -> Figures:
    """Write the workbook as the command does."""
    del size
    with _app(url), tempfile.TemporaryDirectory() as folder:
        before = memory_now()
        figures = cost_of(lambda: _write(Path(folder) / "bewijs.xlsx"))
        return figures | {"growth_mib": peak_mib() - before}


def bare(url: str, size: int) -> Figures:
    """Put the same questions to the driver, and deflate the bytes of the sheets; nothing else."""
    del size
    with _app(url), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bewijs.xlsx"
        with _questions() as asked:
            _write(path)
        with zipfile.ZipFile(path) as package:
            sheets = [package.read(name) for name in package.namelist() if "/worksheets/" in name]
        return cost_of(lambda: _ask_and_deflate(asked, sheets))


def _write(path: Path) -> None:
    organisation_id = db.session().scalars(select(Organisation.id)).one()
    hand_out_evidence(organisation_id, EvidenceFilter(), path, actor_id=None, at=NOW)


def _ask_and_deflate(asked: _Asked, sheets: list[bytes]) -> None:
    connection = db.engine().raw_connection()
    cursor = connection.cursor()
    for statement, parameters in asked:
        cursor.execute(statement, parameters)
        cursor.fetchall()
    connection.close()
    for content in sheets:
        packer = zlib.compressobj(6)
        for start in range(0, len(content), _PIECE):
            packer.compress(content[start : start + _PIECE])
        packer.flush()


@contextmanager
def _questions() -> Iterator[_Asked]:
    """Note every question that is put to the database."""
    asked: _Asked = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(db.engine(), "before_cursor_execute", note)
    yield asked
    event.remove(db.engine(), "before_cursor_execute", note)


@contextmanager
def _app(url: str) -> Iterator[Flask]:
    host = open_host(url)
    with host.app.app_context():
        yield host.app
    host.close()
