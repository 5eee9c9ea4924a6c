"""Houses with the world in them."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from tests.accounts.alone import Alone, let_go, make_alone
from tests.conftest import NOW
from tests.security.house import House, make_house, move_in
from tests.security.world import Things, World

ROWS = "rows.sqlite"
NAMES = "world.json"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The world as it was just made: its files, and its rows in a SQLite file or in a database to copy."""

    world: World
    folder: Path


@pytest.fixture(scope="session")
def worlds() -> dict[str, Kept]:
    """What was filled, by the address of its database; copying is twenty times quicker than filling."""
    return {}


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The world on SQLite, filled once by the first who needs it of all who test beside each other."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "world"
    shared.mkdir(exist_ok=True)
    folder = shared / "filled"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / NAMES).exists():
            folder.mkdir()
            shutil.copy(sqlite_template, folder / ROWS)
            made = make_house(f"sqlite:///{folder / ROWS}", folder)
            made.host.close()
            (shared / NAMES).write_text(json.dumps([dict(made.world.own.ids), dict(made.world.elsewhere.ids)]), "utf-8")
    own, elsewhere = json.loads((shared / NAMES).read_text("utf-8"))
    return Kept(world=World(own=Things(ids=own), elsewhere=Things(ids=elsewhere)), folder=folder)


@pytest.fixture
def house(
    database_url: str, tmp_path: Path, worlds: dict[str, Kept], request: pytest.FixtureRequest
) -> Iterator[House]:
    """The world on both databases."""
    if database_url.startswith("sqlite"):
        worlds[database_url] = request.getfixturevalue("sqlite_world")
    if database_url in worlds:
        kept = worlds[database_url]
        shutil.copytree(kept.folder, tmp_path, dirs_exist_ok=True)
        _rows_back(database_url, tmp_path, request)
        made = move_in(database_url, tmp_path, kept.world)
    else:
        made = make_house(database_url, tmp_path)
        worlds[database_url] = _keep(database_url, tmp_path, made, request)
    yield made
    made.host.close()


def _keep(database_url: str, filled: Path, made: House, request: pytest.FixtureRequest) -> Kept:
    """Put files and rows aside, before anybody looks."""
    made.host.close()
    folder = request.getfixturevalue("tmp_path_factory").mktemp("world")
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    _copy_database(request, str(make_url(database_url).database), "register_world")
    return Kept(world=made.world, folder=folder)


def _rows_back(database_url: str, folder: Path, request: pytest.FixtureRequest) -> None:
    address = make_url(database_url)
    if address.get_backend_name() == "sqlite":
        shutil.move(folder / ROWS, str(address.database))
    else:
        _copy_database(request, "register_world", str(address.database))


def _copy_database(request: pytest.FixtureRequest, source: str, target: str) -> None:
    admin: Engine = request.getfixturevalue("postgresql_admin")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY"))


@pytest.fixture
def resettable(sqlite_world: Kept, tmp_path: Path) -> Iterator[House]:
    """The world on SQLite, for requests that change it."""
    shutil.copytree(sqlite_world.folder, tmp_path, dirs_exist_ok=True)
    clean, file = tmp_path / ROWS, tmp_path / "x.sqlite"
    shutil.copy(clean, file)
    made = move_in(f"sqlite:///{file}", tmp_path, sqlite_world.world)
    made.file, made.clean = file, clean
    yield made
    made.host.close()


@pytest.fixture
def alone(database_url: str, tmp_path: Path, standing_alone: dict[str, Alone]) -> Iterator[Alone]:
    """The app that runs alone, empty."""
    if database_url not in standing_alone:
        standing_alone[database_url] = make_alone(database_url, tmp_path / "data", NOW)
    made = standing_alone[database_url]
    made.start_over(tmp_path / "data", NOW)
    yield made
    let_go(made)
