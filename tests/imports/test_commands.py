"""The commands: exit code 0, or 2 with a Dutch reason on standard error, and a stable document."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.people.models import Person
from tests.host import Host
from tests.workbook_maker import PEOPLE_HEADER, TRAINING_HEADER, person_row, training_row, write_rows


def run(host: Host, *args: str) -> Result:
    """Run `flask register …`."""
    return host.app.test_cli_runner().invoke(args=["register", *args])


def document(result: Result) -> dict[str, Any]:
    """The JSON on standard output."""
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_people_come_in_on_an_empty_database(host: Host, session: Session, tmp_path: Path) -> None:
    file = str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()]))

    tried = document(run(host, "people", "import", file, "--dry-run", "--json"))
    done = document(run(host, "people", "import", file, "--json"))

    assert (tried["applied"], done["applied"]) == (False, True)
    assert tried["counts"] == done["counts"]
    assert sum(done["counts"].values()) == done["rows"] == 1
    assert session.scalar(select(func.count(Person.id))) == 1


@pytest.mark.parametrize("command", [("people", "import"), ("training", "import")])
def test_what_cannot_be_read_is_refused_with_exit_code_2(host: Host, tmp_path: Path, command: tuple[str, str]) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"%PDF-1.7")

    result = run(host, *command, str(file))

    assert result.exit_code == 2
    assert "Dit is een PDF" in result.stderr


def test_an_unknown_system_is_refused(host: Host, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])

    result = run(host, "people", "import", str(file), "--system", "sap")

    assert result.exit_code == 2
    assert "kennen we niet" in result.stderr


def test_history_and_evidence_go_round(host: Host, tmp_path: Path) -> None:
    people = write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])
    history = write_rows(tmp_path / "t.xlsx", TRAINING_HEADER, [training_row()])
    out = tmp_path / "bewijs.xlsx"
    run(host, "people", "import", str(people))

    first = document(run(host, "training", "import", str(history), "--json"))
    written = run(host, "export", "evidence", "--person", "00101", "--out", str(out))
    again = document(run(host, "training", "import", str(out), "--json"))

    assert first["counts"] == {"nieuw": 1, "ongewijzigd": 0, "afgekeurd": 0}
    assert written.exit_code == 0
    assert again["counts"] == {"nieuw": 0, "ongewijzigd": 1, "afgekeurd": 0}


def test_evidence_of_an_unknown_number_is_refused(host: Host, tmp_path: Path) -> None:
    run(host, "people", "import", str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])))

    result = run(host, "export", "evidence", "--person", "9", "--out", str(tmp_path / "b.xlsx"))

    assert result.exit_code == 2
    assert "Personeelsnummer 9" in result.stderr


def test_the_template_is_read_without_complaint_and_holds_no_people(host: Host, tmp_path: Path) -> None:
    out = tmp_path / "sjabloon.xlsx"

    written = run(host, "people", "template", "--out", str(out))
    result = run(host, "people", "import", str(out))

    assert written.exit_code == 0
    assert (result.exit_code, "geen enkele rij" in result.stderr) == (2, True)
