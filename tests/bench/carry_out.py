"""Carrying out what the preview showed (bar XL19), beside the database taking in the very same rows."""

from typing import Any

from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from register import db
from register.access import Viewer
from register.bulk.rows import table_of
from register.db import Base
from register.imports.models import ImportBatch, ImportChange
from register.imports.opening import open_files
from register.imports.staging import apply_batch, preview, stage
from register.imports.tables import PEOPLE
from register.people.models import Employment, Membership, Person, Registration, Team, TeamManager
from register.people.viewer import viewer_of
from register.points.models import Standing
from tests.bench.databases import copy_of, open_driver, open_host
from tests.bench.learning_data import NOW
from tests.bench.side import Figures, cost_of
from tests.makers import make_organisation, make_person

TODAY = NOW.date()
_WRITTEN: tuple[type[Base], ...] = (
    Team, Person, Employment, Membership, TeamManager, Registration, ImportChange, Standing,
)  # fmt: skip
"""What an import of people writes, parents first."""


def put_ready(url: str, workbook: Any) -> None:
    """Upload a workbook as HR does: read, planned and kept, with nothing of it carried out."""
    host = open_host(url)
    with host.app.app_context():
        session = db.session()
        make_organisation(session)
        make_person(session, "Hanna", roles=("hr",), personnel_number="HR-1")
        session.commit()
        opened = open_files([workbook], kind=PEOPLE, system=None, presets=(), max_rows=100_000)
        stage(_hr(session), opened, paths=[workbook], file_name=workbook.name, at=NOW, today=TODAY)
    host.close()


def carry_out_for_good(url: str) -> None:
    """Carry out the one upload of a database."""
    host = open_host(url)
    with host.app.app_context():
        _carry_out()
    host.close()


def ours(ready: str, done: str) -> Figures:
    """Click on Importeren, in the process that showed the preview."""
    host = open_host(copy_of(ready, "ours"))
    with host.app.app_context():
        figures = _carry_out()
    host.close()
    return figures


def bare(ready: str, done: str) -> Figures:
    """Write the rows that came of it into the same tables, in one transaction: keys, checks and indexes are there."""
    copy = copy_of(ready, "bare")
    return _by_copy(copy, done) if copy.startswith("postgresql") else _by_executemany(copy, done)


def _carry_out() -> Figures:
    session = db.session()
    viewer, batch_id = _hr(session), session.scalars(select(ImportBatch.id)).one()
    seen = preview(session, viewer, batch_id, today=TODAY)
    if seen.plan is None:
        raise SystemExit("there is nothing to carry out")
    digest = seen.plan.digest
    session.rollback()
    return cost_of(lambda: apply_batch(viewer, batch_id, digest=digest, at=NOW, today=TODAY))


def _hr(session: Session) -> Viewer:
    hanna = session.scalars(select(Person).order_by(Person.id).limit(1)).one()
    organisation_id, name = hanna.organisation_id, hanna.display_name
    return viewer_of(session, hanna.id, organisation_id=organisation_id, name=name, today=TODAY)


def _by_executemany(copy: str, done: str) -> Figures:
    source, target = (open_driver(url.removeprefix("sqlite:///")) for url in (done, copy))
    written = []
    for name in (table_of(model).name for model in _WRITTEN):
        (most,) = target.execute(f"SELECT coalesce(max(id), 0) FROM {name}").fetchone()
        rows = source.execute(f"SELECT * FROM {name} WHERE id > ?", (most,)).fetchall()
        if rows:
            written.append((f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows))

    def write() -> None:
        target.execute("BEGIN IMMEDIATE")
        for statement, rows in written:
            target.executemany(statement, rows)
        target.execute("COMMIT")

    return cost_of(write)


def _by_copy(copy: str, done: str) -> Figures:
    written: list[tuple[str, bytes]] = []
    with create_engine(done).connect() as source, create_engine(copy).connect() as target:
        for table in map(table_of, _WRITTEN):
            most = target.scalar(select(func.coalesce(func.max(table.c.id), 0)))
            columns = ", ".join(column.name for column in table.columns)
            reading: Any = source.connection.cursor()
            with reading.copy(f"COPY (SELECT {columns} FROM {table.name} WHERE id > {most}) TO STDOUT") as rows:
                written.append((f"COPY {table.name} ({columns}) FROM STDIN", b"".join(rows)))

        def write() -> None:
            cursor: Any = target.connection.cursor()
            for statement, rows in written:
                with cursor.copy(statement) as copying:
                    copying.write(rows)
            target.commit()

        target.execute(text("SELECT 1"))
        return cost_of(write)
