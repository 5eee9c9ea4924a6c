"""The app that runs alone, on both databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accounts.alone import Alone, let_go, make_alone
from tests.conftest import NOW


@pytest.fixture
def alone(database_url: str, tmp_path: Path, standing_alone: dict[str, Alone]) -> Iterator[Alone]:
    """The app that runs alone, empty."""
    if database_url not in standing_alone:
        standing_alone[database_url] = make_alone(database_url, tmp_path / "data", NOW)
    made = standing_alone[database_url]
    made.start_over(tmp_path / "data", NOW)
    yield made
    let_go(made)


@pytest.fixture(scope="module")
def quick_alone(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """The app that runs alone with Els in it, shared by tests that change nothing."""
    folder = tmp_path_factory.mktemp("alone")
    shutil.copy(sqlite_template, folder / "register.sqlite")
    made = make_alone(f"sqlite:///{folder / 'register.sqlite'}", folder, NOW)
    made.person("Els")
    yield made
    let_go(made)
