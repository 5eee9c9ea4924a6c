"""What was exported comes in again without a difference: random histories, and files saved by LibreOffice (XL18)."""

import subprocess
from collections.abc import Sequence
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from register import db
from register.evidence.export import EvidenceFilter, write_evidence
from register.imports.import_people import Importer
from register.imports.import_training import carry_out_training, plan_training_import
from register.imports.models import ImportBatch
from register.imports.tables import TRAINING, read_training_table
from register.imports.training_plan import TrainingPlan
from register.learning.kinds import ROLE_NAMES, kinds
from register.people.models import Organisation
from register.workbooks.cells import Row
from register.workbooks.header import find_table
from register.workbooks.layouts import training_layout
from register.workbooks.read import Sheet, Workbook
from tests.conftest import NOW
from tests.exports.office import soffice
from tests.makers import TODAY, make_person, make_registration

CHUNKS, SETS = 10, 100
HEADER = (
    "Personeelsnummer", "Activiteit", "Type", "Datum", "Begintijd", "Netto uren", "Punten geclaimd", "ID-nummer",
    "Register", "Aanbieder", "Rol",
)  # fmt: skip
KINDS = "ttttttttttt"
REGISTERS = ("skj-jgp", "rp-sw", "vv")

_SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Nd", "Zl", "Zp"))
_START = st.sampled_from(["", "=", "+31", "-", "@", "'", "'=", "00", "\t"])
_TEXTS = st.tuples(_START, st.text(_SIGNS, min_size=1, max_size=20)).map("".join)
_LINE = st.tuples(
    st.sampled_from(["00101", "00102", "90103"]),
    _TEXTS.filter(lambda text: text.strip() != ""),
    st.sampled_from([kind.name for kind in kinds().values()]),
    st.dates(date(2019, 1, 1), date(2026, 11, 1)).map(date.isoformat),
    st.sampled_from(["", "9:30", "13:05", "00:00"]),
    st.sampled_from(["0:20", "1:30", "2,5", "0,25", "7", "8:59"]),
    st.sampled_from(["", "1", "2,5", "0,3"]),
    st.sampled_from(["", "SKJ200001", "RP-20977", "0042"]),
    st.sampled_from(["", *REGISTERS]),
    _TEXTS,
    st.sampled_from(["", *ROLE_NAMES.values()]),
)
_HISTORIES = st.lists(_LINE, min_size=1, max_size=6)
_ONCE = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
_places = count(1)


def organisation_with_history(session: Session, lines: Sequence[tuple[str, ...]]) -> int:
    """A new organisation of three people, with what of these lines can be."""
    home = Organisation(name=f"Welzijn {next(_places)}")
    session.add(home)
    session.commit()
    for number, registers in (("00101", REGISTERS[:1]), ("00102", REGISTERS[1:]), ("90103", ())):
        person = make_person(session, "Els", f"Berg {number}", organisation=home, personnel_number=number, subject=None)
        for register in registers:
            make_registration(session, person, register, cycle_ends_on=date(2028, 12, 31))
    rows = tuple(
        Row(place, line, "".join("t" if text.strip() else "-" for text in line)) for place, line in enumerate(lines, 2)
    )
    book = Workbook(sheets=(Sheet(name="Blad1", hidden=False, rows=(Row(1, HEADER, KINDS), *rows)),))
    with db.transaction() as current:
        batch = ImportBatch(
            organisation_id=home.id, kind=TRAINING, file_name="p.xlsx", sha256="0" * 64, system="generic", counts={},
            plan=None, plan_digest="", made_at=NOW,
        )  # fmt: skip
        current.add(batch)
        current.flush()
        importer = Importer(organisation_id=home.id, actor_id=None)
        table = find_table(book, training_layout())
        carry_out_training(current, batch, table, importer, expected=None, at=NOW, today=TODAY)
    return home.id


def exported(organisation_id: int, out: Path) -> int:
    """Write the evidence of everybody; the number of rows."""
    with db.transaction() as current:
        return write_evidence(current, organisation_id, EvidenceFilter(), out, actor_id=None, at=NOW).rows


def planned(session: Session, organisation_id: int, path: Path) -> TrainingPlan:
    """Plan an import of a file."""
    table = read_training_table(path, max_rows=1_000)
    importer = Importer(organisation_id=organisation_id, actor_id=None)
    return plan_training_import(session, table, importer, today=TODAY)


def differences(session: Session, lines: Sequence[tuple[str, ...]]) -> list[Any]:
    """What an export of a history would change when it comes in again."""
    home = organisation_with_history(session, lines)
    with TemporaryDirectory() as folder:
        rows = exported(home, Path(folder) / "uit.xlsx")
        plan = planned(session, home, Path(folder) / "uit.xlsx") if rows else None
    session.rollback()
    if plan is None:
        return []
    counts = {"nieuw": 0, "gewijzigd": 0, "ongewijzigd": rows, "afgekeurd": 0}
    return [*plan.problems, *([plan.counts] if plan.counts != counts else [])]


@settings(max_examples=3, **_ONCE)  # type: ignore[arg-type]
@given(lines=_HISTORIES)
@example(lines=[("00102", "Dag", "Intervisie", "2019-01-01", "", "0:20", "", "0042", "", "Wij", "")])
def test_an_export_of_any_history_comes_in_again_without_a_difference(
    session: Session, lines: list[tuple[str, ...]]
) -> None:
    assert differences(session, lines) == []


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_of_a_thousand_exports_none_changes_anything(session: Session, chunk: int) -> None:
    @seed(chunk)
    @settings(max_examples=SETS, **_ONCE)  # type: ignore[arg-type]
    @given(lines=_HISTORIES)
    def go_round(lines: list[tuple[str, ...]]) -> None:
        assert differences(session, lines) == []

    go_round()


SAVED = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "ods": "ods",
    "csv": "csv:Text - txt - csv (StarCalc):59,34,76,1,,1043,false,true",
}
"""As a Dutch office saves it; the csv with `;` and figures as they are shown."""
ODD = (
    ("00101", "+31 bellen", "Intervisie", "2025-02-01", "9:30", "0:20", "", "", "", "=1+1", "Begeleider"),
    ("00101", "'t Hoen", "Training of cursus", "2025-12-31", "", "2,5", "3", "SKJ200001", "skj-jgp", "-", ""),
    ("00102", "1-2", "Intervisie", "2024-01-02", "", "7", "", "", "", "Ayşe Łukasz", ""),
    ("90103", "1e5", "Intervisie", "2024-03-04", "00:00", "8:59", "", "0042", "", "Mei", "Gever (coacht)"),
)


@pytest.mark.slow
@pytest.mark.parametrize("kind", SAVED)
def test_an_export_that_was_opened_and_saved_elsewhere_comes_in_again_without_a_difference(
    session: Session, tmp_path: Path, kind: str
) -> None:
    home = organisation_with_history(session, ODD)
    rows = exported(home, tmp_path / "uit.xlsx")
    command = [soffice(), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", SAVED[kind]]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "terug"), str(tmp_path / "uit.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    plan = planned(session, home, tmp_path / "terug" / f"uit.{kind}")

    assert plan.counts == {"nieuw": 0, "gewijzigd": 0, "ongewijzigd": rows, "afgekeurd": 0}
    assert plan.problems == ()
