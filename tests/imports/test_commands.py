"""The commands: exit code 0, or 2 with a Dutch reason on standard error, and a stable document."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.imports.models import ImportBatch
from register.people.models import Person
from tests.conftest import NOW
from tests.host import Host
from tests.makers import make_organisation
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


@pytest.mark.parametrize("kind", ["people", "training"])
def test_a_sheet_can_be_named(host: Host, tmp_path: Path, kind: str) -> None:
    file = str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()]))

    result = run(host, kind, "import", file, "--sheet", "2027", "--dry-run")

    assert result.exit_code == 2
    assert "Blad '2027' staat niet in het bestand." in result.stderr


@pytest.mark.parametrize("command", [("people", "import"), ("training", "import")])
def test_what_cannot_be_read_is_refused_with_exit_code_2(host: Host, tmp_path: Path, command: tuple[str, str]) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"%PDF-1.7")

    result = run(host, *command, str(file))

    assert result.exit_code == 2
    assert "Dit is een PDF" in result.stderr


def test_a_history_offered_as_people_is_refused_and_makes_nobody(host: Host, session: Session, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "s.xlsx", TRAINING_HEADER, [training_row()])

    result = run(host, "people", "import", str(file))

    assert result.exit_code == 2
    assert "gaat over scholing" in result.stderr
    assert session.scalar(select(func.count(Person.id))) == 0


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

    assert first["counts"] == {"nieuw": 1, "gewijzigd": 0, "ongewijzigd": 0, "afgekeurd": 0}
    assert written.exit_code == 0
    assert again["counts"] == {"nieuw": 0, "gewijzigd": 0, "ongewijzigd": 1, "afgekeurd": 0}


def test_evidence_of_an_unknown_number_is_refused(host: Host, tmp_path: Path) -> None:
    run(host, "people", "import", str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])))

    result = run(host, "export", "evidence", "--person", "9", "--out", str(tmp_path / "b.xlsx"))

    assert result.exit_code == 2
    assert "Personeelsnummer 9" in result.stderr


@pytest.mark.parametrize("command", [("export", "evidence"), ("people", "template"), ("training", "template")])
def test_a_workbook_gets_no_name_of_something_else(host: Host, tmp_path: Path, command: tuple[str, str]) -> None:
    result = run(host, *command, "--out", str(tmp_path / "bewijs.csv"))

    assert result.exit_code == 2
    assert "bewijs.csv: dit wordt een Excel-werkboek" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_second_import_says_that_there_was_nothing_to_change(host: Host, tmp_path: Path) -> None:
    people = str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()]))
    history = str(write_rows(tmp_path / "t.xlsx", TRAINING_HEADER, [training_row()]))

    said = [run(host, kind, "import", file) for kind, file in (("people", people), ("training", history)) * 2]

    assert [one.stdout.splitlines()[-1] for one in said] == ["Doorgevoerd."] * 2 + ["Er was niets te wijzigen."] * 2


def test_the_template_is_read_without_complaint_and_holds_no_people(host: Host, tmp_path: Path) -> None:
    out = tmp_path / "sjabloon.xlsx"

    written = run(host, "people", "template", "--out", str(out))
    result = run(host, "people", "import", str(out))

    assert written.exit_code == 0
    assert (result.exit_code, "geen enkele rij" in result.stderr) == (2, True)


@pytest.mark.parametrize("command", [("people", "import"), ("training", "import")])
@pytest.mark.parametrize("option", [[], ["--dry-run"], ["--json"]])
def test_a_file_of_which_no_row_can_be_accepted_is_refused_row_by_row(
    host: Host, session: Session, tmp_path: Path, command: tuple[str, str], option: list[str]
) -> None:
    run(host, "people", "import", str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])))
    bad = {
        "people": write_rows(tmp_path / "p.xlsx", PEOPLE_HEADER, [person_row(Register="geen register")]),
        "training": write_rows(tmp_path / "t.xlsx", TRAINING_HEADER, [training_row("99999")]),
    }

    result = run(host, *command, str(bad[command[0]]), *option)

    assert result.exit_code == 2
    assert "kennen we niet" in result.stderr
    assert "Er is niets geïmporteerd." in result.stderr
    assert "Doorgevoerd" not in result.stdout
    assert session.scalar(select(func.count(ImportBatch.id))) == 1


def test_a_refused_file_still_gives_its_document(host: Host, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "p.xlsx", PEOPLE_HEADER, [person_row(Register="geen register")])

    result = run(host, "people", "import", str(file), "--json")

    assert json.loads(result.stdout)["applied"] is False
    assert json.loads(result.stdout)["counts"]["afgekeurd"] == 1


def test_good_rows_beside_bad_ones_are_accepted(host: Host, tmp_path: Path) -> None:
    run(host, "people", "import", str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])))
    rows = [training_row(), training_row("99999")]

    done = document(
        run(host, "training", "import", str(write_rows(tmp_path / "t.xlsx", TRAINING_HEADER, rows)), "--json")
    )

    assert (done["applied"], done["counts"]) == (True, {"nieuw": 1, "gewijzigd": 0, "ongewijzigd": 0, "afgekeurd": 1})


@pytest.mark.parametrize("command", [("people", "import"), ("training", "import")])
def test_a_file_that_is_not_there_or_a_map_is_refused_in_dutch(
    host: Host, tmp_path: Path, command: tuple[str, str]
) -> None:
    missing, folder = run(host, *command, str(tmp_path / "weg.xlsx")), run(host, *command, str(tmp_path))

    assert (missing.exit_code, folder.exit_code) == (2, 2)
    assert "kan niet gelezen worden: de map of het bestand bestaat niet." in missing.stderr
    assert "kan niet gelezen worden: dit is een map." in folder.stderr


def test_a_place_that_cannot_be_written_is_refused_in_dutch(host: Host, tmp_path: Path) -> None:
    run(host, "people", "import", str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])))

    nowhere = run(host, "export", "evidence", "--out", str(tmp_path / "weg" / "bewijs.xlsx"))
    folder = run(host, "people", "template", "--out", str(tmp_path))

    assert (nowhere.exit_code, folder.exit_code) == (2, 2)
    assert "kan niet geschreven worden: de map of het bestand bestaat niet." in nowhere.stderr
    assert "kan niet geschreven worden: dit is een map." in folder.stderr


def test_dates_that_can_be_read_in_two_ways_are_asked_and_the_answer_is_an_option(host: Host, tmp_path: Path) -> None:
    file = str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row(**{"Datum in dienst": "03/04/2020"})]))

    asked, tried = run(host, "people", "import", file), run(host, "people", "import", file, "--dry-run")
    done = run(host, "people", "import", file, "--dates", "dmj")

    assert (asked.exit_code, tried.exit_code, done.exit_code) == (2, 2, 0)
    assert "Zet --dates dag-maand" in asked.stderr
    assert "Kolom Datum in dienst: we weten niet" in asked.stderr
    assert "  maand-dag: 03/04/2020 is 4 maart 2020" in tried.stderr
    assert "Zet --dates dag-maand" in tried.stderr


def test_half_an_export_lets_nobody_leave_without_the_option(host: Host, session: Session, tmp_path: Path) -> None:
    staff = [person_row(str(number), Achternaam=f"Berg{number}") for number in range(1, 6)]
    run(host, "people", "import", str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, staff)))
    gone = person_row("1", Achternaam="Berg1", **{"Datum uit dienst": date(2026, 10, 31)})
    file = str(write_rows(tmp_path / "deel.xlsx", PEOPLE_HEADER, [gone, *staff[1:3]]))

    refused = run(host, "people", "import", file)
    tried = document(run(host, "people", "import", file, "--dry-run", "--json"))

    assert refused.exit_code == 2
    assert "In dit bestand staan 3 van de 5 mensen" in refused.stderr
    assert "--allow-leavers" in refused.stderr
    assert (tried["asks_about_leavers"], tried["leavers"]) == (True, 1)
    assert run(host, "people", "import", file, "--allow-leavers").exit_code == 0
    assert session.scalar(select(func.count(Person.id)).where(Person.deactivated_at.is_not(None))) == 1


def test_imports_are_listed_and_undone_once(host: Host, session: Session, tmp_path: Path) -> None:
    run(host, "people", "import", str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])))

    number = str(json.loads(run(host, "imports", "list", "--json").stdout)[0]["id"])
    tried = document(run(host, "imports", "undo", number, "--dry-run", "--json"))
    done = document(run(host, "imports", "undo", number, "--json"))
    again = run(host, "imports", "undo", number)

    assert (tried["applied"], done["applied"]) == (False, True)
    assert tried["counts"] == done["counts"] == {"teruggezet": 1, "blijft": 0}
    assert session.scalar(select(func.count(Person.id))) == 0
    assert "was al teruggedraaid" in again.stdout


def test_a_file_that_changes_nothing_leaves_no_import(host: Host, session: Session, tmp_path: Path) -> None:
    file = str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()]))

    first, again = (document(run(host, "people", "import", file, "--json")) for _ in range(2))

    assert (first["counts"]["nieuw"], again["counts"]["ongewijzigd"]) == (1, 1)
    assert session.scalar(select(func.count(ImportBatch.id))) == 1


def test_an_import_that_is_not_there_cannot_be_undone(host: Host, tmp_path: Path) -> None:
    run(host, "people", "import", str(write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, [person_row()])))

    result = run(host, "imports", "undo", "99")

    assert result.exit_code == 2
    assert "Import 99 kennen we niet" in result.stderr


def test_previews_of_more_than_seven_days_are_swept(host: Host, session: Session) -> None:
    organisation = make_organisation(session)
    session.add_all(
        ImportBatch(
            organisation_id=organisation.id, kind="mensen", file_name="p.xlsx", sha256=str(days) * 64, counts={},
            system="generic", plan={"rows": []}, plan_digest="", made_at=NOW - timedelta(days=days, minutes=1),
        )
        for days in (6, 7)
    )  # fmt: skip
    session.commit()

    result = run(host, "imports", "sweep")

    assert "Opgeruimd: 1 voorbeeld" in result.stdout
    session.expire_all()
    kept = session.scalars(select(ImportBatch).order_by(ImportBatch.made_at)).all()
    assert [(one.state, one.plan) for one in kept] == [("vervallen", None), ("voorbeeld", {"rows": []})]
