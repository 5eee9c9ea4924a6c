"""Houses with the world in them."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from tests.accounts.alone import Alone, let_go, make_alone
from tests.conftest import NOW, sqlite_engine
from tests.host import Host
from tests.security.copying import copy_rows
from tests.security.house import House, make_house, move_in
from tests.security.world import Things, World

ROWS = "rows.sqlite"
NAMES = "world.json"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The world as it was just made: its files, and its rows in a SQLite file."""

    world: World
    folder: Path


@pytest.fixture(scope="session")
def kept_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The world, filled once by the first who needs it of all who test beside each other: copying is far quicker."""
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


@pytest.fixture(scope="session")
def postgresql_world(kept_world: Kept, postgresql_template: str, postgresql_admin: Engine) -> str:
    """The name of a PostgreSQL database with the rows of the world in it, to copy for each test."""
    name = "register_world"
    _copy_database(postgresql_admin, str(make_url(postgresql_template).database), name)
    taken = sqlite_engine(f"sqlite:///{kept_world.folder / ROWS}")
    put = create_engine(make_url(postgresql_template).set(database=name))
    copy_rows(taken, put)
    for engine in (taken, put):
        engine.dispose()
    return name


@pytest.fixture
def filled(database_url: str, tmp_path: Path, kept_world: Kept, request: pytest.FixtureRequest) -> World:
    """The world in the database of this test, and its files in the folder of this test."""
    shutil.copytree(kept_world.folder, tmp_path, dirs_exist_ok=True)
    database = str(make_url(database_url).database)
    if database_url.startswith("sqlite"):
        shutil.move(tmp_path / ROWS, database)
    else:
        source = request.getfixturevalue("postgresql_world")
        _copy_database(request.getfixturevalue("postgresql_admin"), source, database)
    return kept_world.world


def _copy_database(admin: Engine, source: str, target: str) -> None:
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY"))


@pytest.fixture(scope="session")
def standing_houses() -> dict[str, Host]:
    """The host app of each address, made once: nothing of a test stays in it."""
    return {}


@pytest.fixture
def house(database_url: str, tmp_path: Path, filled: World, standing_houses: dict[str, Host]) -> Iterator[House]:
    """The world on both databases."""
    made = move_in(database_url, tmp_path, filled, standing=standing_houses)
    yield made
    made.host.close()


@pytest.fixture(scope="session")
def resettable_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database stands that a test changes, the one after the other."""
    return tmp_path_factory.mktemp("resettable")


@pytest.fixture
def resettable(
    kept_world: Kept, resettable_folder: Path, tmp_path: Path, standing_houses: dict[str, Host]
) -> Iterator[House]:
    """The world on SQLite, for requests that change it."""
    shutil.copytree(kept_world.folder, tmp_path, dirs_exist_ok=True)
    file = resettable_folder / "x.sqlite"
    for left in resettable_folder.iterdir():
        left.unlink()
    shutil.copy(tmp_path / ROWS, file)
    made = move_in(f"sqlite:///{file}", tmp_path, kept_world.world, standing=standing_houses)
    made.file, made.clean = file, tmp_path / ROWS
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
