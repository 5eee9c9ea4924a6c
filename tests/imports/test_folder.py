"""The nightly folder: every file recognised, imported whole or not at all, put away, and told."""

import fcntl
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from threading import Timer

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import db
from register.commands import _progress
from register.imports.drop_folder import LOCK, run_folder
from register.imports.models import ImportBatch
from register.learning.models import Activity, OutgoingMail
from register.people.models import Person, Registration
from tests.conftest import NOW
from tests.host import Host, make_host
from tests.imports.test_commands import run
from tests.makers import make_organisation, make_person
from tests.workbook_maker import PEOPLE_HEADER, TRAINING_HEADER, person_row, training_row, write_rows

NUMBERS = ("Personeelsnummer", "Register", "Registernummer", "Registratie van")


@pytest.fixture
def folder(tmp_path: Path, session: Session) -> Path:
    """An empty folder, of an organisation with one HR employee."""
    make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001", email="hanneke@example.org")
    found = tmp_path / "nacht"
    found.mkdir()
    return found


def names(folder: Path) -> list[str]:
    """What was put away, without its moment."""
    return sorted(file.name[18:] for file in folder.iterdir()) if folder.is_dir() else []


def test_files_of_three_kinds_are_recognised_and_people_come_first(host: Host, session: Session, folder: Path) -> None:
    write_rows(folder / "a.xlsx", TRAINING_HEADER, [training_row()])
    write_rows(folder / "b.xlsx", NUMBERS, [("00101", "rp-sw", "4610200001", date(2024, 1, 1))])
    write_rows(folder / "c.xlsx", PEOPLE_HEADER, [person_row()])

    result = run(host, "imports", "run", str(folder), "--settle", "0")

    assert result.exit_code == 0, result.output
    assert names(folder / "done") == ["a.xlsx", "b.xlsx", "c.xlsx"]
    assert session.scalar(select(func.count(Activity.id))) == 1
    assert session.scalar(select(func.count(Registration.id))) == 1


def test_the_same_file_the_next_night_changes_nothing(host: Host, session: Session, folder: Path) -> None:
    rows = [person_row()]
    run(host, "imports", "run", str(write_rows(folder / "m.xlsx", PEOPLE_HEADER, rows).parent), "--settle", "0")
    write_rows(folder / "m.xlsx", PEOPLE_HEADER, rows)

    again = run(host, "imports", "run", str(folder), "--settle", "0")

    assert again.exit_code == 0
    assert session.scalar(select(func.count(ImportBatch.id))) == 1
    assert names(folder / "done") == ["m (2).xlsx", "m.xlsx"]


def test_a_long_night_says_how_far_it_is_on_the_other_stream(
    host: Host, session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_progress, "FEW", 2)
    write_rows(folder / "m.xlsx", PEOPLE_HEADER, [person_row(), person_row("2", Achternaam="Bos")])

    result = run(host, "imports", "run", str(folder), "--settle", "0")

    assert "2 van 2 mensen bewaard" in result.stderr
    assert "mensen bewaard" not in result.stdout


def test_dates_in_two_readings_are_put_back_with_the_column_and_what_to_do(
    host: Host, session: Session, folder: Path
) -> None:
    write_rows(folder / "m.xlsx", PEOPLE_HEADER, [person_row(**{"Datum in dienst": "03/04/2020"})])

    run(host, "imports", "run", str(folder), "--settle", "0")

    why = next((folder / "failed").glob("*waarom.txt")).read_text("utf-8")
    assert why.startswith("Kolom Datum in dienst: we weten niet of eerst de dag of eerst de maand staat: 03/04/2020. ")
    assert "bewaar je dat als eigen indeling" in why
    assert session.scalar(select(func.count(ImportBatch.id))) == 0


def test_half_an_export_with_leavers_is_refused_without_hands(host: Host, session: Session, folder: Path) -> None:
    staff = [person_row(str(number), Achternaam=f"Berg{number}") for number in range(1, 11)]
    run(host, "people", "import", str(write_rows(folder.parent / "m.xlsx", PEOPLE_HEADER, staff)))
    write_rows(
        folder / "deel.xlsx", PEOPLE_HEADER,
        [person_row("1", Achternaam="Berg1", **{"Datum uit dienst": date(2026, 10, 31)}), *staff[1:3]],
    )  # fmt: skip

    result = run(host, "imports", "run", str(folder), "--settle", "0")

    assert result.exit_code == 2
    assert names(folder / "failed") == ["deel - waarom.txt", "deel.xlsx"]
    assert "deel van het bestand ontbreekt" in next((folder / "failed").glob("*waarom.txt")).read_text("utf-8")
    assert session.scalar(select(func.count(Person.id)).where(Person.deactivated_at.is_not(None))) == 0


def test_rejected_rows_lie_beside_the_file_and_the_others_are_in(host: Host, session: Session, folder: Path) -> None:
    write_rows(folder / "m.xlsx", PEOPLE_HEADER, [person_row(), person_row("2", Register="geen", Achternaam="Bos")])

    result = run(host, "imports", "run", str(folder), "--settle", "0")

    assert result.exit_code == 2
    assert names(folder / "done") == ["m - afgekeurd.xlsx", "m.xlsx"]
    sheet = load_workbook(next((folder / "done").glob("*afgekeurd.xlsx"))).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows()] == ["Personeelsnummer", "2"]
    assert session.scalars(select(Person.family_name).order_by(Person.family_name)).all() == ["Berg", "Raad"]


def test_two_files_of_one_name_keep_their_rejected_rows_apart(host: Host, session: Session, folder: Path) -> None:
    rows = [person_row(), person_row("2", Register="geen", Achternaam="Bos")]
    write_rows(folder / "m.xlsx", PEOPLE_HEADER, rows)
    (folder / "m.csv").write_text("Personeelsnummer;Achternaam;Register\n3;Vos;geen\n4;Das;\n", encoding="utf-8")

    run(host, "imports", "run", str(folder), "--settle", "0")

    assert names(folder / "done") == ["m (2) - afgekeurd.xlsx", "m (2).xlsx", "m - afgekeurd.xlsx", "m.csv"]


def test_what_is_no_workbook_fails_alone(host: Host, session: Session, folder: Path) -> None:
    (folder / "a.xlsx").write_bytes(b"%PDF-1.7 nee")
    write_rows(folder / "m.xlsx", PEOPLE_HEADER, [person_row()])

    result = run(host, "imports", "run", str(folder), "--settle", "0")

    assert result.exit_code == 2
    assert (names(folder / "failed"), names(folder / "done")) == (["a - waarom.txt", "a.xlsx"], ["m.xlsx"])
    assert session.scalar(select(func.count(Person.id))) == 2


def test_a_file_that_is_still_being_written_waits(app: None, session: Session, folder: Path) -> None:
    file = write_rows(folder / "m.xlsx", PEOPLE_HEADER, [person_row()])
    whole = file.read_bytes()
    file.write_bytes(whole[:100])
    writer = Timer(0.3, file.write_bytes, (whole,))

    writer.start()
    handled = run_folder(folder, organisation_id=make_organisation(session).id, settle=1, at=NOW)
    writer.join()

    assert handled == ()
    assert file.read_bytes() == whole


def test_a_second_run_in_the_same_folder_does_nothing(host: Host, folder: Path) -> None:
    write_rows(folder / "m.xlsx", PEOPLE_HEADER, [person_row()])
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        result = run(host, "imports", "run", str(folder), "--settle", "0")

    assert result.exit_code == 2
    assert "al een import bezig" in result.stderr
    assert (folder / "m.xlsx").exists()


def test_the_lock_of_a_run_that_died_is_no_hindrance(host: Host, folder: Path) -> None:
    (folder / LOCK).write_text("999999\n")

    assert run(host, "imports", "run", str(folder), "--settle", "0").exit_code == 0


@pytest.fixture
def mailing(database_url: str, tmp_path: Path) -> Iterator[Host]:
    """An app that can mail, with one HR employee."""
    host = make_host(
        database_url, data_folder=tmp_path, clock=lambda: NOW, REGISTER_MAIL_URL=f"file://{tmp_path / 'post'}",
        REGISTER_MAIL_FROM="leerregister@example.org",
    )  # fmt: skip
    with host.app.app_context():
        make_person(
            db.session(), "Hanneke", "Raad", roles=("hr",), personnel_number="90001", email="hanneke@example.org"
        )
    yield host
    host.close()


def mails(host: Host) -> Sequence[str]:
    """The kinds of the mails that were written."""
    with host.app.app_context():
        return db.session().scalars(select(OutgoingMail.kind)).all()


def test_hr_gets_one_mail_about_the_night(mailing: Host, tmp_path: Path) -> None:
    night = tmp_path / "nacht"
    night.mkdir()
    write_rows(night / "m.xlsx", PEOPLE_HEADER, [person_row()])

    run(mailing, "imports", "run", str(night), "--settle", "0")
    run(mailing, "mail", "send")

    assert mails(mailing) == ["import-verslag"]
    assert [b"1 bestand verwerkt" in file.read_bytes() for file in (tmp_path / "post").iterdir()] == [True]


def test_what_was_put_away_is_gone_after_a_week(app: None, session: Session, folder: Path) -> None:
    write_rows(folder / "m.xlsx", PEOPLE_HEADER, [person_row()])
    organisation_id = make_organisation(session).id
    run_folder(folder, organisation_id=organisation_id, settle=0, at=NOW)
    kept = names(folder / "done")

    run_folder(folder, organisation_id=organisation_id, settle=0, at=NOW + timedelta(days=8))

    assert (kept, names(folder / "done")) == (["m.xlsx"], [])


def test_a_set_with_a_folder_inside_it_stops_no_later_night(app: None, session: Session, folder: Path) -> None:
    (folder / "done" / "2026-11-01 020000 set" / "__MACOSX").mkdir(parents=True)

    run_folder(folder, organisation_id=make_organisation(session).id, settle=0, at=NOW)

    assert names(folder / "done") == []


def test_a_file_that_cannot_be_put_away_stops_neither_the_others_nor_the_mail(mailing: Host, tmp_path: Path) -> None:
    night = tmp_path / "nacht"
    night.mkdir()
    (night / "done").write_text("geen map")
    write_rows(night / "a.xlsx", PEOPLE_HEADER, [person_row()])
    (night / "b.xlsx").write_bytes(b"%PDF-1.7 nee")

    result = run(mailing, "imports", "run", str(night), "--settle", "0")

    assert result.exit_code == 2
    assert "a.xlsx (Medewerkers): 1 nieuw. Dit bestand is verwerkt, maar staat er nog" in result.stdout
    assert names(night / "failed") == ["b - waarom.txt", "b.xlsx"]
    assert (night / "a.xlsx").exists()
    assert mails(mailing) == ["import-verslag"]


def peak_of_a_night(folder: Path, organisation_id: int, files: int) -> int:
    """Import so many files with a history of nobody we know; the most memory that was in use, in bytes."""
    rows = [training_row(f"{number:05}", Activiteit=f"Scholing {number}") for number in range(3_000)]
    for number in range(files):
        write_rows(folder / f"{number}.xlsx", TRAINING_HEADER, rows)
    tracemalloc.start()
    run_folder(folder, organisation_id=organisation_id, settle=0, at=NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.slow
def test_many_files_take_no_more_memory_than_one(app: None, session: Session, folder: Path) -> None:
    organisation_id = make_organisation(session).id
    peak_of_a_night(folder, organisation_id, 1)

    one, many = (peak_of_a_night(folder, organisation_id, files) for files in (1, 4))

    assert many < 1.5 * one
