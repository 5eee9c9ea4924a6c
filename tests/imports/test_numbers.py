"""Register numbers: whose, which register, from when; checked by the register, undone like everything (I5)."""

from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.imports.models import ImportBatch
from register.people.models import Registration
from tests.host import Host
from tests.imports.test_commands import document, run
from tests.makers import make_person
from tests.workbook_maker import write_rows

HEADER = ("Personeelsnummer", "Naam", "Register", "Registernummer", "Registratie van", "Registratie tot")
START, END = date(2024, 1, 1), date(2028, 12, 31)


def write(folder: Path, *rows: tuple[object, ...]) -> str:
    """Write a file of register numbers."""
    return str(write_rows(folder / "n.xlsx", HEADER, rows))


def test_a_number_comes_in_once_is_changed_and_undone(host: Host, session: Session, tmp_path: Path) -> None:
    make_person(session, "Els", "Berg", personnel_number="00101")
    first = document(
        run(host, "numbers", "import", write(tmp_path, ("00101", "Berg", "rp-sw", "4610200001", START, END)), "--json")
    )
    again = document(run(host, "numbers", "import", str(tmp_path / "n.xlsx"), "--json"))
    other = write(tmp_path, ("00101", "Berg", "rp-sw", "4610200002", START, END))
    changed = document(run(host, "numbers", "import", other, "--json"))
    newest = session.scalars(select(func.max(ImportBatch.id))).one()
    run(host, "imports", "undo", str(newest))

    assert (first["kind"], first["counts"]["gewijzigd"], again["counts"]["ongewijzigd"]) == ("numbers", 1, 1)
    assert changed["changed"][0]["changes"] == [
        {"field": "Registernummer (Register Sociaal Werkers)", "old": "4610200001", "new": "4610200002"}
    ]
    assert session.scalars(select(Registration.number)).one() == "4610200001"


def test_what_cannot_be_is_rejected_row_by_row_and_nobody_comes_or_leaves(host: Host, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        ("00101", "Berg", "rp-sw", "4610200001", START, END),
        ("99999", "Bos", "rp-sw", "4610200002", START, END),
        ("00101", "Jansen", "skj-jgp", "130011", START, END),
        ("00101", "Berg", "rp-sw", "#!", START, END),
        ("00101", "Berg", None, "5", START, END),
        ("00101", "Berg", "rp-sw", None, START, END),
    )
    with host.app.app_context():
        from register import db

        make_person(db.session(), "Els", "Berg", personnel_number="00101")

    done = document(run(host, "numbers", "import", file, "--json"))

    assert [problem["code"] for problem in done["problems"]] == [
        "person-unknown", "name-of-other", "register-number", "register-missing", "register-number-missing",
    ]  # fmt: skip
    assert done["counts"]["gewijzigd"] == 1
    assert sum(done["counts"].values()) == 6
