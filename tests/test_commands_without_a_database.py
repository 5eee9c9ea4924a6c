"""An administrator meets a sentence and a remedy, never a trace."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from register import db
from tests.accounts.alone import Alone, let_go, make_alone
from tests.conftest import NOW

AWAY = "postgresql://x@127.0.0.1:1/x"
WRITES = ("accounts", "create-admin", "--login", "a@b.example", "--given-name", "A", "--family-name", "B")
READS = ("assess", "00001")


@pytest.fixture
def away(tmp_path: Path) -> Iterator[Alone]:
    """The app with a database that does not answer."""
    made = make_alone(AWAY, tmp_path, NOW)
    yield made
    let_go(made)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Alone]:
    """The app before its first upgrade."""
    made = make_alone(f"sqlite:///{tmp_path / 'new.sqlite'}", tmp_path, NOW)
    yield made
    let_go(made)


@pytest.mark.parametrize("command", [WRITES, READS, ("db", "upgrade"), ("accounts", "list"), ("imports", "list")])
def test_a_database_that_is_away_is_said_in_one_line(away: Alone, command: tuple[str, ...]) -> None:
    run = away.app.test_cli_runner().invoke(args=["register", *command])

    assert run.exit_code == 1
    assert run.stderr.endswith("Kijk wat eraan scheelt met: flask register doctor.\n")


@pytest.mark.parametrize("command", [WRITES, READS, ("accounts", "list")])
def test_tables_that_are_not_there_yet_are_named_with_the_remedy(empty: Alone, command: tuple[str, ...]) -> None:
    run = empty.app.test_cli_runner().invoke(args=["register", *command])

    assert run.exit_code == 2
    assert run.stderr == "De tabellen zijn nog niet bij. Voer eerst uit: flask register db upgrade.\n"


@pytest.mark.parametrize("command", [WRITES, READS])
def test_a_column_that_is_not_there_yet_is_named_with_the_same_remedy(empty: Alone, command: tuple[str, ...]) -> None:
    empty.app.test_cli_runner().invoke(args=["register", "db", "upgrade"])
    with empty.app.app_context():
        db.session().execute(text("ALTER TABLE register_organisation RENAME COLUMN name TO naam"))
        db.session().commit()

    run = empty.app.test_cli_runner().invoke(args=["register", *command])

    assert run.exit_code == 2
    assert run.stderr == "De tabellen zijn nog niet bij. Voer eerst uit: flask register db upgrade.\n"
