"""The commands: which systems there are, and results out for one of them."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.commands._landing import landing
from register.exports.models import Delivery
from tests.conftest import NOW
from tests.exports.conftest import House
from tests.host import Host


def run(host: Host, *arguments: str) -> tuple[int, str]:
    done = host.app.test_cli_runner().invoke(args=["register", "export", *arguments])
    return done.exit_code, done.output


def test_the_list_names_every_system_and_what_it_asks(host: Host) -> None:
    code, said = run(host, "targets")

    assert code == 0
    assert "sdb: SDB HR. --set client=… --set code=…\n" in said


def test_results_are_written_and_remembered(house: House, host: Host, session: Session, tmp_path: Path) -> None:
    rename(session, house)

    code, said = run(
        host, "results", "sdb", "--set", "client=K1", "--set", "code=INT", "--out", str(tmp_path / "s.csv")
    )

    assert (code, said) == (0, f"Geschreven: {tmp_path / 's.csv'} (2 rijen, csv)\n")
    assert (tmp_path / "s.csv").read_text("utf-8").splitlines()[1] == "K1;000101;INT;05-03-2026;05-03-2026"
    assert session.scalars(select(Delivery.made_at)).one() == NOW


def test_a_file_that_cannot_be_written_is_no_delivery(house: House, host: Host, session: Session) -> None:
    rename(session, house)

    code, said = run(host, "results", "generiek-csv", "--out", "/bestaat/niet.csv")

    assert code == 2
    assert "kan niet geschreven worden" in said
    assert session.scalars(select(Delivery)).all() == []


def test_a_name_that_promises_another_kind_of_file_is_refused_and_delivers_nothing(
    house: House, host: Host, session: Session, tmp_path: Path
) -> None:
    rename(session, house)

    code, said = run(host, "results", "learnlinq", "--set", "who=email", "--out", str(tmp_path / "l.csv"))

    assert code == 2
    assert "l.csv: LearnLinq krijgt een ander soort bestand. Geef een naam die eindigt op: .xlsx" in said
    assert session.scalars(select(Delivery)).all() == []


def test_a_package_of_files_gets_the_ending_of_one_and_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "n.zip").write_bytes(b"iets anders")

    with landing(tmp_path / "n.xlsx") as place:
        place.file.write(b"nieuw")
        place.becomes("zip")

    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {
        "n.zip": b"iets anders", "n (1).zip": b"nieuw",
    }  # fmt: skip


def test_a_system_that_we_do_not_know_is_refused_with_what_there_is(host: Host, tmp_path: Path) -> None:
    code, said = run(host, "results", "oracle", "--out", str(tmp_path / "x"))

    assert code == 2
    assert "Kies uit: generiek-xlsx, generiek-csv, afas" in said


def rename(session: Session, house: House) -> None:
    """Give the organisation the name that the settings carry."""
    from register.people.models import Organisation

    session.get_one(Organisation, house.organisation_id).name = "Mijn organisatie"
    session.commit()
