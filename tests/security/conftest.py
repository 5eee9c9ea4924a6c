"""Houses with the world in them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accounts.alone import Alone, let_go, make_alone
from tests.conftest import NOW
from tests.security.house import House, make_house


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """The world on both databases."""
    made = make_house(database_url, tmp_path)
    yield made
    made.host.close()


@pytest.fixture
def resettable(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    """The world on SQLite, for requests that change it."""
    file, clean = tmp_path / "x.sqlite", tmp_path / "clean.sqlite"
    shutil.copy(sqlite_template, file)
    made = make_house(f"sqlite:///{file}", tmp_path)
    with made.host.app.app_context():
        made.host.database.session.remove()
        with made.host.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made.host.database.engine.dispose()
    shutil.copy(file, clean)
    made.file, made.clean = file, clean
    yield made
    made.host.close()


@pytest.fixture
def alone(database_url: str, tmp_path: Path) -> Iterator[Alone]:
    """The app that runs alone, empty."""
    made = make_alone(database_url, tmp_path / "data", NOW)
    yield made
    let_go(made)
